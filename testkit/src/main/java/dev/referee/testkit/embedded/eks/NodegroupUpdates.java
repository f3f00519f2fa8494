package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.Taint;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigResponse;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionRequest;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupVersionResponse;
import software.amazon.awssdk.services.eks.model.UpdateParamType;
import software.amazon.awssdk.services.eks.model.UpdateType;

/** An emulation of the operations that change managed node groups. */
final class NodegroupUpdates {
  private static final Duration CONFIG = Duration.ofMinutes(1);
  private static final Duration VERSION = Duration.ofMinutes(10);

  private final Eks eks;

  NodegroupUpdates(Eks eks) {
    this.eks = eks;
  }

  UpdateNodegroupConfigResponse config(UpdateNodegroupConfigRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    NodegroupRecord group = cluster.nodegroup(request.nodegroupName());
    Nodegroup before = group.settings();
    Map<UpdateParamType, String> params = new EnumMap<>(UpdateParamType.class);
    Nodegroup.Builder changed = before.toBuilder();
    if (request.scalingConfig() != null) {
      NodegroupScalingConfig wanted =
          NodegroupChecks.scaling(
              SdkFieldCopier.overlay(request.scalingConfig(), before.scalingConfig().toBuilder())
                  .build());
      changed.scalingConfig(wanted);
      params.put(UpdateParamType.MIN_SIZE, wanted.minSize().toString());
      params.put(UpdateParamType.MAX_SIZE, wanted.maxSize().toString());
      params.put(UpdateParamType.DESIRED_SIZE, wanted.desiredSize().toString());
    }
    if (request.labels() != null) {
      Map<String, String> labels = new LinkedHashMap<>(before.labels());
      labels.putAll(request.labels().addOrUpdateLabels());
      labels.keySet().removeAll(request.labels().removeLabels());
      changed.labels(labels);
    }
    if (request.taints() != null) {
      List<Taint> kept =
          before.taints().stream()
              .filter(taint -> !hasSame(request.taints().removeTaints(), taint))
              .filter(taint -> !hasSame(request.taints().addOrUpdateTaints(), taint))
              .toList();
      changed.taints(
          Stream.concat(kept.stream(), request.taints().addOrUpdateTaints().stream()).toList());
    }
    if (request.updateConfig() != null) {
      changed.updateConfig(request.updateConfig());
    }
    if (request.nodeRepairConfig() != null) {
      changed.nodeRepairConfig(request.nodeRepairConfig());
    }
    Nodegroup wanted = changed.build();
    Update update =
        begin(
            cluster,
            group,
            UpdateType.CONFIG_UPDATE,
            params,
            CONFIG,
            () -> eks.nodegroups.change(group, wanted));
    return UpdateNodegroupConfigResponse.builder().update(update).build();
  }

  private static boolean hasSame(List<Taint> taints, Taint taint) {
    return taints.stream()
        .anyMatch(one -> one.key().equals(taint.key()) && one.effect() == taint.effect());
  }

  UpdateNodegroupVersionResponse version(UpdateNodegroupVersionRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    NodegroupRecord group = cluster.nodegroup(request.nodegroupName());
    Nodegroup before = group.settings();
    String version = request.version() == null ? cluster.settings().version() : request.version();
    NodegroupChecks.version(version, cluster.settings().version());
    Nodegroup.Builder changed =
        before.toBuilder()
            .version(version)
            .releaseVersion(
                request.releaseVersion() == null
                    ? Nodegroups.release(version)
                    : request.releaseVersion());
    Map<UpdateParamType, String> params = new EnumMap<>(UpdateParamType.class);
    params.put(UpdateParamType.VERSION, version);
    params.put(UpdateParamType.RELEASE_VERSION, changed.build().releaseVersion());
    if (request.launchTemplate() != null) {
      if (before.launchTemplate() == null) {
        throw EksErrors.invalidParameter(
            "You cannot specify a launch template for a node group that was created without one");
      }
      new NodegroupChecks(eks).template(request.launchTemplate());
      changed.launchTemplate(request.launchTemplate());
    }
    Nodegroup wanted = changed.build();
    Update update =
        begin(
            cluster,
            group,
            UpdateType.VERSION_UPDATE,
            params,
            VERSION,
            () -> eks.nodegroups.replaceInstances(cluster, group, wanted));
    return UpdateNodegroupVersionResponse.builder().update(update).build();
  }

  private Update begin(
      EksCluster cluster,
      NodegroupRecord group,
      UpdateType type,
      Map<UpdateParamType, String> params,
      Duration time,
      Runnable applied) {
    if (!group.is(NodegroupStatus.ACTIVE)) {
      throw EksErrors.inUse(
          "Nodegroup %s cannot be updated as it is currently not in Active State"
              .formatted(group.name()));
    }
    group.change(it -> it.status(NodegroupStatus.UPDATING));
    return eks.updates.begin(
        cluster,
        Updates.ofNodegroup(group.name()),
        type.toString(),
        params,
        time,
        applied,
        () -> {
          if (group.is(NodegroupStatus.UPDATING)) {
            group.change(it -> it.status(NodegroupStatus.ACTIVE).modifiedAt(eks.now()));
          }
        });
  }
}
