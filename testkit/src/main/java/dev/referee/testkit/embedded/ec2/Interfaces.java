package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * An emulation of the network interfaces of instances, endpoints and NAT gateways. Operations are
 * in {@link InterfaceCalls}, addresses in {@link InterfaceAddresses} and {@link PublicAddresses}.
 */
final class Interfaces {
  private final Ec2 ec2;
  private final ResourceTable<NetworkInterface> table;

  Interfaces(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "eni",
                "network-interface",
                "InvalidNetworkInterfaceID.NotFound",
                "InvalidNetworkInterfaceId.Malformed",
                "The networkInterface ID '%s' does not exist"),
            NetworkInterface::networkInterfaceId,
            (face, tags) -> face.toBuilder().tagSet(tags).build(),
            filters());
  }

  private static Filters<NetworkInterface> filters() {
    return new Filters<NetworkInterface>()
        .members(
            NetworkInterface.builder(),
            """
            addresses.association.owner-id = PrivateIpAddresses.Association.IpOwnerId
            addresses.association.public-ip = PrivateIpAddresses.Association.PublicIp
            addresses.primary = PrivateIpAddresses.Primary
            addresses.private-ip-address = PrivateIpAddresses.PrivateIpAddress
            association.allocation-id = PrivateIpAddresses.Association.AllocationId
            association.association-id = PrivateIpAddresses.Association.AssociationId
            association.ip-owner-id = PrivateIpAddresses.Association.IpOwnerId
            association.public-dns-name = PrivateIpAddresses.Association.PublicDnsName
            association.public-ip = PrivateIpAddresses.Association.PublicIp
            attachment.attach-time = Attachment.AttachTime
            attachment.attachment-id = Attachment.AttachmentId
            attachment.delete-on-termination = Attachment.DeleteOnTermination
            attachment.device-index = Attachment.DeviceIndex
            attachment.instance-id = Attachment.InstanceId
            attachment.instance-owner-id = Attachment.InstanceOwnerId
            attachment.status = Attachment.Status
            availability-zone = AvailabilityZone
            availability-zone-id = AvailabilityZoneId
            description = Description
            group-id = Groups.GroupId
            group-name = Groups.GroupName
            interface-type = InterfaceType
            ipv6-addresses.ipv6-address = Ipv6Addresses.Ipv6Address
            mac-address = MacAddress
            network-interface-id = NetworkInterfaceId
            operator.managed = Operator.Managed
            operator.principal = Operator.Principal
            owner-id = OwnerId
            private-dns-name = PrivateDnsName
            private-ip-address = PrivateIpAddress
            requester-id = RequesterId
            requester-managed = RequesterManaged
            source-dest-check = SourceDestCheck
            status = Status
            subnet-id = SubnetId
            vpc-id = VpcId
            """);
  }

  DescribeNetworkInterfacesResponse describe(DescribeNetworkInterfacesRequest request, Call call) {
    Page<NetworkInterface> page =
        Page.of(
            table.describe(request.networkInterfaceIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeNetworkInterfacesResponse.builder()
        .networkInterfaces(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Creates an interface that AWS manages; others are the same and yet to be attached. */
  NetworkInterface create(
      Subnet subnet,
      List<GroupIdentifier> groups,
      @Nullable String privateIp,
      String description,
      NetworkInterfaceType type) {
    String id = ec2.ids.next("eni");
    NetworkInterfacePrivateIpAddress address =
        ec2.interfaceAddresses.next(subnet, privateIp).toBuilder().primary(true).build();
    NetworkInterface made =
        NetworkInterface.builder()
            .networkInterfaceId(id)
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .availabilityZone(subnet.availabilityZone())
            .ownerId(ec2.context.accountId())
            .groups(groups)
            .privateIpAddress(address.privateIpAddress())
            .privateDnsName(address.privateDnsName())
            .privateIpAddresses(address)
            .ipv6Addresses(List.of())
            .macAddress(mac(address.privateIpAddress()))
            .description(description)
            .interfaceType(type)
            .requesterManaged(true)
            .sourceDestCheck(true)
            .status(NetworkInterfaceStatus.IN_USE)
            .build();
    table.put(made);
    return made;
  }

  /** Attaches an interface to an instance that exists or is about to be created. */
  NetworkInterface attach(String id, String instanceId, int device, boolean diesWithIt) {
    change(
        id,
        face ->
            face.requesterManaged(false)
                .status(NetworkInterfaceStatus.IN_USE)
                .attachment(
                    NetworkInterfaceAttachment.builder()
                        .attachmentId(ec2.ids.next("eni-attach"))
                        .attachTime(ec2.now())
                        .deleteOnTermination(diesWithIt)
                        .deviceIndex(device)
                        .networkCardIndex(0)
                        .instanceId(instanceId)
                        .instanceOwnerId(ec2.context.accountId())
                        .status(AttachmentStatus.ATTACHED)
                        .build()));
    return get(id);
  }

  void detach(String id) {
    change(
        id,
        face ->
            face.attachment((NetworkInterfaceAttachment) null)
                .status(NetworkInterfaceStatus.AVAILABLE));
  }

  NetworkInterface get(String id) {
    return table.get(id);
  }

  @Nullable NetworkInterface find(@Nullable String id) {
    return table.find(id);
  }

  NetworkInterface tagged(String id) {
    return table.tagged(get(id));
  }

  void change(String id, UnaryOperator<NetworkInterface.Builder> change) {
    table.change(id, face -> change.apply(face.toBuilder()).build());
  }

  List<NetworkInterface> where(Predicate<NetworkInterface> which) {
    return table.all(which);
  }

  void delete(String id) {
    table.remove(id);
  }

  /** Returns an instance's interfaces as its description has them. */
  List<InstanceNetworkInterface> ofInstance(String instanceId) {
    return facesOf(instanceId).stream()
        .map(face -> SdkFieldCopier.overlay(face, InstanceNetworkInterface.builder()).build())
        .toList();
  }

  /** Returns an instance's interfaces, the primary one first. */
  List<NetworkInterface> facesOf(String instanceId) {
    return table.all(face -> instanceId.equals(instanceId(face))).stream()
        .sorted(Comparator.comparing(face -> face.attachment().deviceIndex()))
        .toList();
  }

  /** Returns the one interface of an instance; AWS refuses to choose among several. */
  NetworkInterface onlyOneOf(String instanceId) {
    List<NetworkInterface> faces = facesOf(instanceId);
    if (faces.size() != 1) {
      throw new AwsError(
          400,
          "InvalidInstanceID",
          "There are multiple interfaces attached to instance '"
              + instanceId
              + "'. Please specify an interface ID for the operation instead.");
    }
    return faces.get(0);
  }

  void regroupOne(String id, List<GroupIdentifier> groups) {
    change(id, same -> same.groups(groups));
    ec2.publicAddresses.show(instanceId(get(id)));
  }

  /** Deletes or detaches the interfaces of a terminated instance. */
  void releasedBy(String instanceId) {
    for (NetworkInterface face : facesOf(instanceId)) {
      detach(face.networkInterfaceId());
      if (Boolean.TRUE.equals(face.attachment().deleteOnTermination())) {
        ec2.addresses.freeFrom(face.networkInterfaceId());
        delete(face.networkInterfaceId());
      }
    }
  }

  static @Nullable String instanceId(NetworkInterface face) {
    return face.attachment() == null ? null : face.attachment().instanceId();
  }

  private static String mac(String ip) {
    Cidr cidr = Cidr.of(ip + "/32");
    return String.format(
        Locale.ROOT,
        "0a:ff:%02x:%02x:%02x:%02x",
        cidr.base() >> 24,
        (cidr.base() >> 16) & 0xff,
        (cidr.base() >> 8) & 0xff,
        cidr.base() & 0xff);
  }
}
