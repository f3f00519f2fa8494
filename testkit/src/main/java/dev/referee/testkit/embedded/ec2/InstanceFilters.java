package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Filters;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;

/**
 * Lists the filters of instances.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html">DescribeInstances</a>
 */
final class InstanceFilters {
  /** The filters of DescribeInstanceStatus. */
  static final Filters<InstanceStatus> STATUS =
      new Filters<InstanceStatus>()
          .members(
              InstanceStatus.builder(),
              """
              attached-ebs-status.status = AttachedEbsStatus.Status
              availability-zone = AvailabilityZone
              availability-zone-id = AvailabilityZoneId
              event.code = Events.Code
              event.description = Events.Description
              event.instance-event-id = Events.InstanceEventId
              event.not-after = Events.NotAfter
              event.not-before = Events.NotBefore
              event.not-before-deadline = Events.NotBeforeDeadline
              instance-state-code = InstanceState.Code
              instance-state-name = InstanceState.Name
              instance-status.reachability = InstanceStatus.Details.Status
              instance-status.status = InstanceStatus.Status
              operator.managed = Operator.Managed
              operator.principal = Operator.Principal
              system-status.reachability = SystemStatus.Details.Status
              system-status.status = SystemStatus.Status
              """);

  private static final String OWN =
      """
      affinity = Placement.Affinity
      architecture = Architecture
      availability-zone = Placement.AvailabilityZone
      availability-zone-id = Placement.AvailabilityZoneId
      block-device-mapping.attach-time = BlockDeviceMappings.Ebs.AttachTime
      block-device-mapping.delete-on-termination = BlockDeviceMappings.Ebs.DeleteOnTermination
      block-device-mapping.device-name = BlockDeviceMappings.DeviceName
      block-device-mapping.status = BlockDeviceMappings.Ebs.Status
      block-device-mapping.volume-id = BlockDeviceMappings.Ebs.VolumeId
      boot-mode = BootMode
      capacity-reservation-id = CapacityReservationId
      client-token = ClientToken
      current-instance-boot-mode = CurrentInstanceBootMode
      dns-name = PublicDnsName
      ebs-optimized = EbsOptimized
      ena-support = EnaSupport
      enclave-options.enabled = EnclaveOptions.Enabled
      hibernation-options.configured = HibernationOptions.Configured
      host-id = Placement.HostId
      hypervisor = Hypervisor
      iam-instance-profile.arn = IamInstanceProfile.Arn
      iam-instance-profile.id = IamInstanceProfile.Id
      image-id = ImageId
      instance-id = InstanceId
      instance-lifecycle = InstanceLifecycle
      instance-state-code = State.Code
      instance-state-name = State.Name
      instance-type = InstanceType
      instance.group-id = SecurityGroups.GroupId
      instance.group-name = SecurityGroups.GroupName
      ip-address = PublicIpAddress
      ipv6-address = Ipv6Address
      kernel-id = KernelId
      key-name = KeyName
      launch-index = AmiLaunchIndex
      launch-time = LaunchTime
      maintenance-options.auto-recovery = MaintenanceOptions.AutoRecovery
      metadata-options.http-endpoint = MetadataOptions.HttpEndpoint
      metadata-options.http-protocol-ipv6 = MetadataOptions.HttpProtocolIpv6
      metadata-options.http-put-response-hop-limit = MetadataOptions.HttpPutResponseHopLimit
      metadata-options.http-tokens = MetadataOptions.HttpTokens
      metadata-options.instance-metadata-tags = MetadataOptions.InstanceMetadataTags
      metadata-options.state = MetadataOptions.State
      monitoring-state = Monitoring.State
      network-performance-options.bandwidth-weighting = NetworkPerformanceOptions.BandwidthWeighting
      operator.managed = Operator.Managed
      operator.principal = Operator.Principal
      outpost-arn = OutpostArn
      placement-group-name = Placement.GroupName
      placement-partition-number = Placement.PartitionNumber
      platform = Platform
      platform-details = PlatformDetails
      private-dns-name = PrivateDnsName
      private-dns-name-options.enable-resource-name-dns-a-record = PrivateDnsNameOptions.EnableResourceNameDnsARecord
      private-dns-name-options.enable-resource-name-dns-aaaa-record = PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord
      private-dns-name-options.hostname-type = PrivateDnsNameOptions.HostnameType
      private-ip-address = PrivateIpAddress
      product-code = ProductCodes.ProductCodeId
      product-code.type = ProductCodes.ProductCodeType
      ramdisk-id = RamdiskId
      reason = StateTransitionReason
      root-device-name = RootDeviceName
      root-device-type = RootDeviceType
      source-dest-check = SourceDestCheck
      spot-instance-request-id = SpotInstanceRequestId
      state-reason-code = StateReason.Code
      state-reason-message = StateReason.Message
      subnet-id = SubnetId
      tenancy = Placement.Tenancy
      tpm-support = TpmSupport
      usage-operation = UsageOperation
      usage-operation-update-time = UsageOperationUpdateTime
      virtualization-type = VirtualizationType
      vpc-id = VpcId
      """;

  private static final String CAPACITY_RESERVATIONS =
      """
      capacity-reservation-preference = CapacityReservationPreference
      capacity-reservation-target.capacity-reservation-id = CapacityReservationTarget.CapacityReservationId
      capacity-reservation-target.capacity-reservation-resource-group-arn = CapacityReservationTarget.CapacityReservationResourceGroupArn
      """;

  private static final String INTERFACES =
      """
      addresses.association.carrier-ip = PrivateIpAddresses.Association.CarrierIp
      addresses.association.customer-owned-ip = PrivateIpAddresses.Association.CustomerOwnedIp
      addresses.association.ip-owner-id = PrivateIpAddresses.Association.IpOwnerId
      addresses.association.public-dns-name = PrivateIpAddresses.Association.PublicDnsName
      addresses.association.public-ip = PrivateIpAddresses.Association.PublicIp
      addresses.primary = PrivateIpAddresses.Primary
      addresses.private-dns-name = PrivateIpAddresses.PrivateDnsName
      addresses.private-ip-address = PrivateIpAddresses.PrivateIpAddress
      association.carrier-ip = Association.CarrierIp
      association.customer-owned-ip = Association.CustomerOwnedIp
      association.ip-owner-id = Association.IpOwnerId
      association.public-dns-name = Association.PublicDnsName
      association.public-ip = Association.PublicIp
      attachment.attach-time = Attachment.AttachTime
      attachment.attachment-id = Attachment.AttachmentId
      attachment.delete-on-termination = Attachment.DeleteOnTermination
      attachment.device-index = Attachment.DeviceIndex
      attachment.network-card-index = Attachment.NetworkCardIndex
      attachment.status = Attachment.Status
      description = Description
      group-id = Groups.GroupId
      group-name = Groups.GroupName
      ipv4-prefixes.ipv4-prefix = Ipv4Prefixes.Ipv4Prefix
      ipv6-address = Ipv6Addresses.Ipv6Address
      ipv6-addresses.ipv6-address = Ipv6Addresses.Ipv6Address
      ipv6-addresses.is-primary-ipv6 = Ipv6Addresses.IsPrimaryIpv6
      ipv6-prefixes.ipv6-prefix = Ipv6Prefixes.Ipv6Prefix
      mac-address = MacAddress
      network-interface-id = NetworkInterfaceId
      operator.managed = Operator.Managed
      operator.principal = Operator.Principal
      owner-id = OwnerId
      private-dns-name = PrivateDnsName
      private-ip-address = PrivateIpAddress
      source-dest-check = SourceDestCheck
      status = Status
      subnet-id = SubnetId
      vpc-id = VpcId
      """;

  private InstanceFilters() {}

  static Filters<Instance> of(Ec2 ec2) {
    Filters<Instance> filters =
        new Filters<Instance>()
            .members(Instance.builder(), OWN)
            .members(
                Instance.builder(),
                under(
                    "capacity-reservation-specification.",
                    "CapacityReservationSpecification.",
                    CAPACITY_RESERVATIONS))
            .members(
                Instance.builder(), under("network-interface.", "NetworkInterfaces.", INTERFACES))
            .on("metadata-options.http-protocol-ipv4", instance -> "enabled")
            .on("owner-id", instance -> ec2.context.accountId())
            .on(
                "reservation-id",
                instance -> ec2.instances.hidden(instance.instanceId()).reservationId)
            .any("requester-id", instance -> List.of());
    ofInterfaces(ec2, filters);
    return filters;
  }

  /** Adds the filters on properties of interfaces that an instance's description lacks. */
  private static void ofInterfaces(Ec2 ec2, Filters<Instance> filters) {
    for (String end : List.of("addresses.association.", "association.")) {
      filters
          .any(
              "network-interface." + end + "allocation-id",
              ofAddresses(ec2, NetworkInterfaceAssociation::allocationId))
          .any(
              "network-interface." + end + "association-id",
              ofAddresses(ec2, NetworkInterfaceAssociation::associationId));
    }
    filters
        .any("network-interface.attachment.instance-id", instance -> List.of(instance.instanceId()))
        .any(
            "network-interface.attachment.instance-owner-id",
            instance -> List.of(ec2.context.accountId()))
        .any(
            "network-interface.availability-zone", ofFaces(ec2, NetworkInterface::availabilityZone))
        .any("network-interface.deny-all-igw-traffic", instance -> List.of("false"))
        .any("network-interface.ipv6-native", instance -> List.of("false"))
        .any("network-interface.outpost-arn", ofFaces(ec2, NetworkInterface::outpostArn))
        .any(
            "network-interface.public-dns-name",
            instance -> Stream.of(instance.publicDnsName()).toList())
        .any("network-interface.requester-id", ofFaces(ec2, NetworkInterface::requesterId))
        .any(
            "network-interface.requester-managed", ofFaces(ec2, NetworkInterface::requesterManaged))
        .any("network-interface.tag-key", instance -> tags(ec2, instance, true))
        .any("network-interface.tag-value", instance -> tags(ec2, instance, false));
  }

  private static List<String> tags(Ec2 ec2, Instance instance, boolean keys) {
    return ec2.interfaces.facesOf(instance.instanceId()).stream()
        .flatMap(face -> ec2.tags.of(face.networkInterfaceId()).stream())
        .map(tag -> keys ? tag.key() : tag.value())
        .toList();
  }

  private static Function<Instance, Collection<String>> ofFaces(
      Ec2 ec2, Function<NetworkInterface, @Nullable Object> part) {
    return instance ->
        ec2.interfaces.facesOf(instance.instanceId()).stream()
            .flatMap(face -> Stream.ofNullable(part.apply(face)))
            .map(Object::toString)
            .toList();
  }

  private static Function<Instance, Collection<String>> ofAddresses(
      Ec2 ec2, Function<NetworkInterfaceAssociation, @Nullable String> part) {
    return instance ->
        ec2.interfaces.facesOf(instance.instanceId()).stream()
            .flatMap(face -> face.privateIpAddresses().stream())
            .flatMap(address -> Stream.ofNullable(address.association()))
            .flatMap(association -> Stream.ofNullable(part.apply(association)))
            .toList();
  }

  private static String under(String name, String path, String lines) {
    return lines.replaceAll("(?m)^(\\S+) = (\\S+)$", name + "$1 = " + path + "$2");
  }
}
