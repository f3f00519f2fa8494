package dev.referee.testkit.embedded.eks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;
import dev.referee.testkit.embedded.autoscaling.AutoScaling;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.eks.model.CapacityTypes;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/**
 * What EKS creates for a managed node group: an instance profile, a launch template and an Auto
 * Scaling group.
 */
record NodegroupResources(Eks eks) {
  private static final String IMAGES =
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-";

  NodegroupRecord create(
      EksCluster cluster, Nodegroup group, CreateNodegroupRequest request, Call call) {
    NodegroupRecord made = new NodegroupRecord(group, "eks-" + eks.ids.uuid());
    eks.iam.createProfile(
        made.resourceName, group.nodeRole().substring(group.nodeRole().lastIndexOf('/') + 1), call);
    try {
      eks.ec2.createTemplate(made.resourceName, data(cluster, made));
      createGroup(cluster, made, call);
    } catch (AwsError refused) {
      delete(made);
      throw Eks.refused(refused);
    }
    return made;
  }

  private RequestLaunchTemplateData data(EksCluster cluster, NodegroupRecord made) {
    Nodegroup group = made.settings();
    RequestLaunchTemplateData.Builder data = RequestLaunchTemplateData.builder();
    ResponseLaunchTemplateData own = own(group);
    if (own != null) {
      SdkFieldCopier.overlay(own, data);
    }
    RequestLaunchTemplateData given = data.build();
    List<String> groups = new ArrayList<>(given.securityGroupIds());
    if (groups.isEmpty() && given.networkInterfaces().isEmpty()) {
      groups.add(cluster.settings().resourcesVpcConfig().clusterSecurityGroupId());
      data.securityGroupIds(groups);
    }
    if (given.imageId() == null) {
      data.imageId(image(group)).userData(userData(cluster.settings()));
    }
    if (group.remoteAccess() != null) {
      data.keyName(group.remoteAccess().ec2SshKey());
    }
    if (given.metadataOptions() == null) {
      data.metadataOptions(m -> m.httpPutResponseHopLimit(2).httpTokens("required"));
    }
    return data.iamInstanceProfile(p -> p.name(made.resourceName))
        .tagSpecifications(
            LaunchTemplateTagSpecificationRequest.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(
                    ec2Tag("eks:cluster-name", cluster.name()),
                    ec2Tag("eks:nodegroup-name", group.nodegroupName()))
                .build())
        .build();
  }

  private static software.amazon.awssdk.services.ec2.model.Tag ec2Tag(String key, String value) {
    return software.amazon.awssdk.services.ec2.model.Tag.builder().key(key).value(value).build();
  }

  /** Returns what the launch template of the caller says; null without one. */
  private @Nullable ResponseLaunchTemplateData own(Nodegroup group) {
    var named = group.launchTemplate();
    return named == null
        ? null
        : eks.ec2
            .version(eks.ec2.template(named.id(), named.name()), named.version())
            .launchTemplateData();
  }

  private static String image(Nodegroup group) {
    String architecture = group.amiTypeAsString().contains("ARM") ? "arm64" : "x86_64";
    return Objects.requireNonNull(Ec2.publicParameters().get(IMAGES + architecture));
  }

  /** Returns what tells a node its cluster. */
  private static String userData(Cluster cluster) {
    String config =
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="//"

        --//
        Content-Type: application/node.eks.aws

        ---
        apiVersion: node.eks.aws/v1alpha1
        kind: NodeConfig
        spec:
          cluster:
            apiServerEndpoint: %s
            certificateAuthority: %s
            cidr: %s
            name: %s

        --//--
        """
            .formatted(
                cluster.endpoint(),
                cluster.certificateAuthority().data(),
                cluster.kubernetesNetworkConfig().serviceIpv4Cidr(),
                cluster.name());
    return BaseEncoding.base64().encode(config.getBytes(UTF_8));
  }

  private void createGroup(EksCluster cluster, NodegroupRecord made, Call call) {
    Nodegroup group = made.settings();
    CreateAutoScalingGroupRequest.Builder request =
        CreateAutoScalingGroupRequest.builder()
            .autoScalingGroupName(made.scalingGroup())
            .minSize(group.scalingConfig().minSize())
            .maxSize(group.scalingConfig().maxSize())
            .desiredCapacity(group.scalingConfig().desiredSize())
            .vpcZoneIdentifier(String.join(",", group.subnets()))
            .healthCheckType("EC2")
            .healthCheckGracePeriod(15)
            .capacityRebalance(group.capacityType() == CapacityTypes.SPOT)
            .terminationPolicies("AllocationStrategy", "OldestLaunchTemplate", "OldestInstance")
            .tags(tags(cluster.name(), group.nodegroupName()));
    LaunchTemplateSpecification template = template(made, "1");
    if (group.instanceTypes().isEmpty()) {
      request.launchTemplate(template);
    } else {
      boolean spot = group.capacityType() == CapacityTypes.SPOT;
      request.mixedInstancesPolicy(
          m ->
              m.launchTemplate(
                      t ->
                          t.launchTemplateSpecification(template)
                              .overrides(
                                  group.instanceTypes().stream()
                                      .map(
                                          type ->
                                              LaunchTemplateOverrides.builder()
                                                  .instanceType(type)
                                                  .build())
                                      .toList()))
                  .instancesDistribution(
                      d ->
                          d.onDemandPercentageAboveBaseCapacity(spot ? 0 : 100)
                              .onDemandAllocationStrategy("prioritized")
                              .spotAllocationStrategy("capacity-optimized")));
    }
    AutoScaling.of(call).createGroup(request.build(), call);
  }

  private static LaunchTemplateSpecification template(NodegroupRecord made, String version) {
    return LaunchTemplateSpecification.builder()
        .launchTemplateName(made.resourceName)
        .version(version)
        .build();
  }

  private static List<Tag> tags(String cluster, String group) {
    Map<String, String> tags =
        ImmutableMap.of(
            "eks:cluster-name",
            cluster,
            "eks:nodegroup-name",
            group,
            "k8s.io/cluster-autoscaler/enabled",
            "true",
            "k8s.io/cluster-autoscaler/" + cluster,
            "owned",
            "kubernetes.io/cluster/" + cluster,
            "owned");
    return tags.entrySet().stream()
        .map(
            tag ->
                Tag.builder()
                    .key(tag.getKey())
                    .value(tag.getValue())
                    .resourceType("auto-scaling-group")
                    .propagateAtLaunch(true)
                    .build())
        .toList();
  }

  void scale(NodegroupRecord group, Call call) {
    if (!hasInstances(group)) {
      return;
    }
    AutoScaling.of(call)
        .updateGroup(
            UpdateAutoScalingGroupRequest.builder()
                .autoScalingGroupName(group.scalingGroup())
                .minSize(group.settings().scalingConfig().minSize())
                .maxSize(group.settings().scalingConfig().maxSize())
                .desiredCapacity(group.settings().scalingConfig().desiredSize())
                .build(),
            call);
  }

  /** Lets the group launch from a new version of its template instead of what it has. */
  void replaceInstances(EksCluster cluster, NodegroupRecord group, Call call) {
    AutoScalingGroup scaling = AutoScaling.of(call).findGroup(group.scalingGroup());
    if (scaling == null) {
      return;
    }
    String version = eks.ec2.createTemplateVersion(group.resourceName, data(cluster, group));
    UpdateAutoScalingGroupRequest.Builder update =
        UpdateAutoScalingGroupRequest.builder().autoScalingGroupName(group.scalingGroup());
    if (scaling.mixedInstancesPolicy() == null) {
      update.launchTemplate(template(group, version));
    } else {
      update.mixedInstancesPolicy(
          m ->
              m.launchTemplate(
                      scaling.mixedInstancesPolicy().launchTemplate().toBuilder()
                          .launchTemplateSpecification(template(group, version))
                          .build())
                  .instancesDistribution(scaling.mixedInstancesPolicy().instancesDistribution()));
    }
    AutoScaling.of(call).updateGroup(update.build(), call);
    scaling.instances().forEach(instance -> eks.ec2.terminate(instance.instanceId()));
  }

  void deleteInstances(NodegroupRecord group, Call call) {
    if (hasInstances(group)) {
      AutoScaling.of(call).deleteGroup(group.scalingGroup(), call);
    }
  }

  boolean hasInstances(NodegroupRecord group) {
    return AutoScaling.of(eks.context).findGroup(group.scalingGroup()) != null;
  }

  /** Returns the ids of the instances of a group. */
  static List<String> instances(NodegroupRecord group, Call call) {
    AutoScalingGroup scaling = AutoScaling.of(call).findGroup(group.scalingGroup());
    return scaling == null
        ? List.of()
        : scaling.instances().stream().map(Instance::instanceId).toList();
  }

  /** Deletes what the instances of a group were launched with. */
  void delete(NodegroupRecord group) {
    eks.ec2.deleteTemplate(group.resourceName);
    eks.iam.deleteProfile(group.resourceName);
  }
}
