package dev.referee.testkit.embedded.ec2;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfileSpecification;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The condition keys of EC2 that an existing or a new resource has.
 *
 * @param ec2 the resources of the account
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys">Condition
 *     keys for Amazon EC2</a>
 */
record Ec2ResourceKeys(Ec2 ec2) {

  /** Collects keys and leaves out those without a value. */
  private static final class Keys {
    private final ImmutableListMultimap.Builder<String, String> all =
        ImmutableListMultimap.builder();

    Keys put(String name, @Nullable Object value) {
      if (value != null) {
        all.put("ec2:" + name, value.toString());
      }
      return this;
    }
  }

  /**
   * Returns the keys of a resource.
   *
   * @param type its type
   * @param id its id; {@code *} for a new one
   * @param request the request, which describes a new one
   */
  ListMultimap<String, String> of(String type, String id, SdkPojo request) {
    Keys keys = new Keys().put("Region", ec2.context.region());
    boolean made = id.equals("*");
    switch (type) {
      case "instance" -> {
        if (request instanceof RunInstancesRequest launch && made) {
          launched(launch, keys);
        } else {
          instance(found(() -> ec2.instances.get(id)), keys.put("InstanceID", made ? null : id));
        }
      }
      case "subnet" -> {
        if (!made) {
          subnet(found(() -> ec2.subnets.get(id)), keys.put("SubnetID", id));
        }
      }
      case "security-group" -> {
        var group = made ? null : found(() -> ec2.securityGroups.get(id));
        keys.put("SecurityGroupID", made ? null : id);
        keys.put("Vpc", group == null ? null : arn("vpc", group.vpcId()));
      }
      case "network-interface" -> face(made ? null : id, request, keys);
      case "image" -> image(made ? null : found(() -> ec2.images.launchable(id)), keys);
      case "vpc" -> keys.put("VpcID", made ? null : id);
      case "route-table" -> {
        var table = made ? null : found(() -> ec2.routeTables.get(id));
        keys.put("RouteTableID", made ? null : id);
        keys.put("Vpc", table == null ? null : arn("vpc", table.vpcId()));
      }
      case "network-acl" -> keys.put("NetworkAclID", made ? null : id);
      case "internet-gateway" -> keys.put("InternetGatewayID", made ? null : id);
      case "elastic-ip" -> keys.put("AllocationId", made ? null : id);
      case "key-pair" -> keys.put("KeyPairName", made ? null : id);
      case "volume" -> {
        if (request instanceof RunInstancesRequest launch && made) {
          volume(launch, keys);
        }
      }
      default -> {}
    }
    if (request instanceof RunInstancesRequest launch && launch.launchTemplate() != null) {
      var template = found(() -> ec2.launcher.version(launch.launchTemplate()));
      keys.put(
          "LaunchTemplate",
          template == null ? null : arn("launch-template", template.launchTemplateId()));
    }
    return keys.all.build();
  }

  private static <T> @Nullable T found(Supplier<T> action) {
    try {
      return action.get();
    } catch (AwsError absent) {
      return null;
    }
  }

  private String arn(String type, String id) {
    return RequestedEc2Resources.arn(ec2.context, type, id);
  }

  private @Nullable Subnet subnetOf(RunInstancesRequest launch) {
    return found(
        () -> ec2.launchInterfaces.subnet(ec2.launchInterfaces.wanted(launch).get(0), launch));
  }

  private void launched(RunInstancesRequest launch, Keys keys) {
    InstanceMetadataOptionsRequest metadata = launch.metadataOptions();
    IamInstanceProfileSpecification wanted = launch.iamInstanceProfile();
    IamInstanceProfile profile =
        wanted == null ? null : found(() -> ec2.profiles.profile(wanted.arn(), wanted.name()));
    Subnet subnet = subnetOf(launch);
    String type = launch.instanceTypeAsString();
    keys.put("InstanceType", type == null ? InstanceLauncher.DEFAULT_TYPE : type)
        .put("InstanceProfile", profile == null ? null : profile.arn())
        .put("AvailabilityZone", subnet == null ? null : subnet.availabilityZone())
        .put("EbsOptimized", Boolean.TRUE.equals(launch.ebsOptimized()))
        .put("RootDeviceType", "ebs")
        .put(
            "Tenancy",
            launch.placement() == null || launch.placement().tenancy() == null
                ? "default"
                : launch.placement().tenancyAsString())
        .put("InstanceMarketType", launch.instanceMarketOptions() == null ? "on-demand" : "spot")
        .put("MetadataHttpTokens", metadata == null ? null : metadata.httpTokensAsString())
        .put("MetadataHttpEndpoint", metadata == null ? null : metadata.httpEndpointAsString())
        .put(
            "MetadataHttpPutResponseHopLimit",
            metadata == null ? null : metadata.httpPutResponseHopLimit());
  }

  private static void instance(@Nullable Instance instance, Keys keys) {
    if (instance != null) {
      keys.put("InstanceType", instance.instanceTypeAsString())
          .put("AvailabilityZone", instance.placement().availabilityZone())
          .put("Tenancy", instance.placement().tenancyAsString())
          .put("EbsOptimized", instance.ebsOptimized())
          .put("RootDeviceType", instance.rootDeviceTypeAsString())
          .put("MetadataHttpTokens", instance.metadataOptions().httpTokensAsString())
          .put("MetadataHttpEndpoint", instance.metadataOptions().httpEndpointAsString())
          .put(
              "InstanceProfile",
              instance.iamInstanceProfile() == null ? null : instance.iamInstanceProfile().arn());
    }
  }

  private void subnet(@Nullable Subnet subnet, Keys keys) {
    if (subnet != null) {
      keys.put("Vpc", arn("vpc", subnet.vpcId()))
          .put("AvailabilityZone", subnet.availabilityZone());
    }
  }

  private void face(@Nullable String id, SdkPojo request, Keys keys) {
    keys.put("NetworkInterfaceID", id);
    var face = id == null ? null : found(() -> ec2.interfaces.get(id));
    Subnet subnet =
        face != null
            ? found(() -> ec2.subnets.get(face.subnetId()))
            : request instanceof RunInstancesRequest launch ? subnetOf(launch) : null;
    if (subnet != null) {
      keys.put("Subnet", arn("subnet", subnet.subnetId()));
      subnet(subnet, keys);
    }
    if (request instanceof RunInstancesRequest launch && !launch.networkInterfaces().isEmpty()) {
      keys.put(
          "AssociatePublicIpAddress", launch.networkInterfaces().get(0).associatePublicIpAddress());
    }
  }

  private static void image(@Nullable Image image, Keys keys) {
    if (image != null) {
      keys.put("ImageID", image.imageId())
          .put("ImageType", "machine")
          .put("Owner", image.imageOwnerAlias() == null ? image.ownerId() : image.imageOwnerAlias())
          .put("Public", image.publicLaunchPermissions())
          .put("RootDeviceType", image.rootDeviceTypeAsString());
    }
  }

  private static void volume(RunInstancesRequest launch, Keys keys) {
    launch.blockDeviceMappings().stream()
        .filter(mapping -> mapping.ebs() != null)
        .findFirst()
        .ifPresent(
            mapping ->
                keys.put("VolumeSize", mapping.ebs().volumeSize())
                    .put("VolumeType", mapping.ebs().volumeTypeAsString())
                    .put("Encrypted", mapping.ebs().encrypted()));
  }
}
