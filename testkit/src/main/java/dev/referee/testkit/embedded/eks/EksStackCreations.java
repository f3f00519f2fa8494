package dev.referee.testkit.embedded.eks;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.GradualCreation;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Addon;
import software.amazon.awssdk.services.eks.model.AddonStatus;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.CreateAddonRequest;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** How new stacks of CloudFormation create what takes time in EKS. */
final class EksStackCreations {
  private EksStackCreations() {}

  /** The creation of a cluster. */
  static final class OfCluster implements GradualCreation {
    @Override
    public Made begin(Properties properties, Call call) {
      CreateClusterRequest request = EksResourceTypes.clusterRequest(properties);
      Eks.of(call).clusterCalls.create(request, call);
      return new Made(request.name(), Map.of());
    }

    @Override
    public @Nullable Made complete(Made begun, Call call) {
      EksCluster cluster = Eks.of(call).cluster(begun.physicalId());
      if (cluster.is(ClusterStatus.CREATING)) {
        return null;
      }
      Cluster settings = cluster.settings();
      if (settings.status() == ClusterStatus.FAILED) {
        throw notStabilized(
            "Cluster",
            cluster.name(),
            cluster.issues.stream()
                .map(issue -> issue(issue.codeAsString(), issue.message(), issue.resourceIds())));
      }
      return EksResourceTypes.made(settings);
    }
  }

  /** The creation of a node group. */
  static final class OfNodegroup implements GradualCreation {
    @Override
    public Made begin(Properties properties, Call call) {
      CreateNodegroupRequest request = EksResourceTypes.nodegroupRequest(properties);
      Eks eks = Eks.of(call);
      eks.nodegroups.create(request, call);
      return new Made(request.clusterName() + "/" + request.nodegroupName(), Map.of());
    }

    @Override
    public @Nullable Made complete(Made begun, Call call) {
      List<String> names = Splitter.on('/').splitToList(begun.physicalId());
      NodegroupRecord group = Eks.of(call).cluster(names.get(0)).nodegroup(names.get(1));
      Nodegroup settings = group.settings();
      if (settings.status() == NodegroupStatus.CREATING) {
        return null;
      }
      if (settings.status() == NodegroupStatus.CREATE_FAILED) {
        throw notStabilized(
            "Nodegroup",
            group.name(),
            group.issues.stream()
                .map(issue -> issue(issue.codeAsString(), issue.message(), issue.resourceIds())));
      }
      return EksResourceTypes.made(settings);
    }
  }

  /** The creation of an add-on. */
  static final class OfAddon implements GradualCreation {
    @Override
    public Made begin(Properties properties, Call call) {
      CreateAddonRequest request = EksResourceTypes.addonRequest(properties);
      Eks eks = Eks.of(call);
      eks.addons.create(request, call);
      return EksResourceTypes.made(
          eks.cluster(request.clusterName()).addon(request.addonName()).settings());
    }

    @Override
    public @Nullable Made complete(Made begun, Call call) {
      List<String> names = EksResourceTypes.names(begun.physicalId());
      Addons.AddonRecord addon = Eks.of(call).cluster(names.get(0)).addon(names.get(1));
      Addon settings = addon.settings();
      if (settings.status() == AddonStatus.CREATING) {
        return null;
      }
      if (settings.status() == AddonStatus.CREATE_FAILED) {
        throw notStabilized(
            "Addon",
            addon.name(),
            addon.issues.stream()
                .map(issue -> issue(issue.codeAsString(), issue.message(), issue.resourceIds())));
      }
      return EksResourceTypes.made(settings);
    }
  }

  private static AwsError notStabilized(String type, String name, Stream<String> issues) {
    return EksErrors.invalidRequest(
        "%s %s failed to stabilize: [%s]"
            .formatted(type, name, issues.collect(Collectors.joining(", "))));
  }

  static String issue(String code, String message, List<String> resources) {
    return "{Code: %s,Message: %s,ResourceIds: %s}".formatted(code, message, resources);
  }
}
