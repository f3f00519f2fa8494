package dev.referee.testkit.embedded;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * Keeps the network interfaces of instances, endpoints and NAT gateways; what players ask of them
 * is {@link InterfaceCalls}, their addresses are {@link InterfaceAddresses} and {@link
 * PublicAddresses}.
 */
final class Interfaces {
  private final Ec2 ec2;
  private final Table<NetworkInterface> table;

  Interfaces(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new Table<>(
            ec2,
            new Table.Kind("eni", "network-interface", "InvalidNetworkInterfaceID"),
            NetworkInterface::networkInterfaceId,
            (face, tags) -> face.toBuilder().tagSet(tags).build(),
            filters());
  }

  private static Filters<NetworkInterface> filters() {
    return new Filters<NetworkInterface>()
        .any(
            "addresses.private-ip-address",
            ofAddresses(NetworkInterfacePrivateIpAddress::privateIpAddress))
        .any("addresses.association.public-ip", PublicAddresses::of)
        .any("addresses.association.owner-id", ofAssociations(it -> it.ipOwnerId()))
        .any("association.public-ip", PublicAddresses::of)
        .any("association.allocation-id", ofAssociations(it -> it.allocationId()))
        .any("association.association-id", ofAssociations(it -> it.associationId()))
        .any("association.ip-owner-id", ofAssociations(it -> it.ipOwnerId()))
        .any(
            "ipv6-addresses.ipv6-address",
            face ->
                face.ipv6Addresses().stream()
                    .map(NetworkInterfaceIpv6Address::ipv6Address)
                    .toList())
        .on("attachment.attachment-id", ofAttachment(it -> it.attachmentId()))
        .on("attachment.delete-on-termination", ofAttachment(it -> it.deleteOnTermination()))
        .on("attachment.device-index", ofAttachment(it -> it.deviceIndex()))
        .on("attachment.instance-id", Interfaces::instanceId)
        .on("attachment.status", ofAttachment(it -> it.statusAsString()))
        .on("availability-zone", NetworkInterface::availabilityZone)
        .on("description", NetworkInterface::description)
        .any("group-id", face -> face.groups().stream().map(GroupIdentifier::groupId).toList())
        .any("group-name", face -> face.groups().stream().map(GroupIdentifier::groupName).toList())
        .on("interface-type", NetworkInterface::interfaceTypeAsString)
        .on("mac-address", NetworkInterface::macAddress)
        .on("network-interface-id", NetworkInterface::networkInterfaceId)
        .on("owner-id", NetworkInterface::ownerId)
        .on("private-dns-name", NetworkInterface::privateDnsName)
        .on("private-ip-address", NetworkInterface::privateIpAddress)
        .on("requester-managed", NetworkInterface::requesterManaged)
        .on("source-dest-check", NetworkInterface::sourceDestCheck)
        .on("status", NetworkInterface::statusAsString)
        .on("subnet-id", NetworkInterface::subnetId)
        .on("vpc-id", NetworkInterface::vpcId);
  }

  private static Function<NetworkInterface, Collection<String>> ofAddresses(
      Function<NetworkInterfacePrivateIpAddress, String> part) {
    return face -> face.privateIpAddresses().stream().map(part).toList();
  }

  private static Function<NetworkInterface, Collection<String>> ofAssociations(
      Function<NetworkInterfaceAssociation, @Nullable String> part) {
    return face ->
        face.privateIpAddresses().stream()
            .flatMap(address -> Stream.ofNullable(address.association()))
            .flatMap(association -> Stream.ofNullable(part.apply(association)))
            .toList();
  }

  private static Function<NetworkInterface, @Nullable Object> ofAttachment(
      Function<NetworkInterfaceAttachment, @Nullable Object> part) {
    return face -> face.attachment() == null ? null : part.apply(face.attachment());
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

  /** Makes an interface that AWS manages; others are the same and yet to be attached. */
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
            .ownerId(ec2.home.accountId())
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

  /** Attaches an interface to an instance, whether that is known yet or only comes. */
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
                        .instanceOwnerId(ec2.home.accountId())
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
        .map(face -> Members.overlay(face, InstanceNetworkInterface.builder()).build())
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

  /** Deletes or leaves behind what a terminated instance had. */
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
    Cidr one = Cidr.of(ip + "/32");
    return String.format(
        Locale.ROOT,
        "0a:ff:%02x:%02x:%02x:%02x",
        one.base() >> 24,
        (one.base() >> 16) & 0xff,
        (one.base() >> 8) & 0xff,
        one.base() & 0xff);
  }
}
