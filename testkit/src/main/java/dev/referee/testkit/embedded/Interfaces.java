package dev.referee.testkit.embedded;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttachmentStatus;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceStatus;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** Keeps the network interfaces of instances, endpoints and NAT gateways. */
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
            new Filters<NetworkInterface>()
                .on("addresses.private-ip-address", NetworkInterface::privateIpAddress)
                .on("association.public-ip", face -> publicIp(face))
                .on("attachment.instance-id", face -> instanceId(face))
                .on(
                    "attachment.attachment-id",
                    face -> face.attachment() == null ? null : face.attachment().attachmentId())
                .on("availability-zone", NetworkInterface::availabilityZone)
                .on("description", NetworkInterface::description)
                .any(
                    "group-id",
                    face -> face.groups().stream().map(GroupIdentifier::groupId).toList())
                .any(
                    "group-name",
                    face -> face.groups().stream().map(GroupIdentifier::groupName).toList())
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
                .on("vpc-id", NetworkInterface::vpcId));
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

  /** Makes the primary interface of a new instance. */
  NetworkInterface createFor(
      String instanceId,
      Subnet subnet,
      List<GroupIdentifier> groups,
      InstanceNetworkInterfaceSpecification wanted) {
    Boolean publicly = wanted.associatePublicIpAddress();
    NetworkInterface made =
        create(
            subnet,
            groups,
            wanted.privateIpAddress(),
            wanted.description() == null ? "" : wanted.description(),
            NetworkInterfaceType.INTERFACE);
    NetworkInterface attached =
        made.toBuilder()
            .requesterManaged(false)
            .attachment(
                NetworkInterfaceAttachment.builder()
                    .attachmentId(ec2.ids.next("eni-attach"))
                    .attachTime(ec2.now())
                    .deleteOnTermination(true)
                    .deviceIndex(0)
                    .networkCardIndex(0)
                    .instanceId(instanceId)
                    .instanceOwnerId(ec2.home.accountId())
                    .status(AttachmentStatus.ATTACHED)
                    .build())
            .association(
                (publicly == null ? subnet.mapPublicIpOnLaunch() : publicly)
                    ? association(ec2.publicIps.next(), "amazon")
                    : null)
            .build();
    table.put(attached);
    return attached;
  }

  /** Makes an interface that AWS manages, or the bare one of an instance. */
  NetworkInterface create(
      Subnet subnet,
      List<GroupIdentifier> groups,
      @Nullable String privateIp,
      String description,
      NetworkInterfaceType type) {
    String id = ec2.ids.next("eni");
    String ip = privateIp == null ? ec2.subnets.nextAddress(subnet) : privateIp;
    String name = "ip-" + ip.replace('.', '-') + "." + ec2.home.region() + ".compute.internal";
    NetworkInterface made =
        NetworkInterface.builder()
            .networkInterfaceId(id)
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .availabilityZone(subnet.availabilityZone())
            .ownerId(ec2.home.accountId())
            .groups(groups)
            .privateIpAddress(ip)
            .privateDnsName(name)
            .privateIpAddresses(
                NetworkInterfacePrivateIpAddress.builder()
                    .primary(true)
                    .privateIpAddress(ip)
                    .privateDnsName(name)
                    .build())
            .macAddress(mac(ip))
            .description(description)
            .interfaceType(type)
            .requesterManaged(true)
            .sourceDestCheck(true)
            .status(NetworkInterfaceStatus.IN_USE)
            .build();
    table.put(made);
    return made;
  }

  NetworkInterface get(String id) {
    return table.get(id);
  }

  List<NetworkInterface> where(Predicate<NetworkInterface> which) {
    return table.all(which);
  }

  void delete(String id) {
    table.remove(id);
  }

  /** Returns an instance's interfaces as its description has them. */
  List<InstanceNetworkInterface> ofInstance(String instanceId) {
    return table.all(face -> instanceId.equals(instanceId(face))).stream()
        .map(face -> Members.overlay(face, InstanceNetworkInterface.builder()).build())
        .toList();
  }

  /** Gives a started instance its public address, a new one when it had lost it. */
  void becamePublic(String instanceId) {
    for (NetworkInterface face : table.all(one -> instanceId.equals(instanceId(one)))) {
      if (face.association() != null && face.association().publicIp() == null) {
        associate(face.networkInterfaceId(), association(ec2.publicIps.next(), "amazon"));
      }
      show(instanceId, publicIp(table.get(face.networkInterfaceId())));
    }
  }

  /** Takes a stopped instance's public address away, unless it is an Elastic IP. */
  void noLongerPublic(String instanceId) {
    for (NetworkInterface face : table.all(one -> instanceId.equals(instanceId(one)))) {
      if (face.association() != null && face.association().allocationId() == null) {
        associate(face.networkInterfaceId(), NetworkInterfaceAssociation.builder().build());
        show(instanceId, null);
      }
    }
  }

  /** Sets or takes an interface's public address, and shows it on its instance. */
  void associate(String id, @Nullable NetworkInterfaceAssociation association) {
    table.change(id, face -> face.toBuilder().association(association).build());
    String instanceId = instanceId(table.get(id));
    if (instanceId != null) {
      show(instanceId, association == null ? null : association.publicIp());
    }
  }

  void regroup(String instanceId, List<GroupIdentifier> groups) {
    for (NetworkInterface face : table.all(one -> instanceId.equals(instanceId(one)))) {
      regroupOne(face.networkInterfaceId(), groups);
    }
  }

  void regroupOne(String id, List<GroupIdentifier> groups) {
    table.change(id, same -> same.toBuilder().groups(groups).build());
  }

  void releasedBy(String instanceId) {
    table
        .all(face -> instanceId.equals(instanceId(face)))
        .forEach(face -> table.remove(face.networkInterfaceId()));
  }

  static NetworkInterfaceAssociation association(String publicIp, String owner) {
    return NetworkInterfaceAssociation.builder().publicIp(publicIp).ipOwnerId(owner).build();
  }

  private void show(String instanceId, @Nullable String publicIp) {
    String name =
        publicIp == null
            ? ""
            : "ec2-"
                + publicIp.replace('.', '-')
                + "."
                + ec2.home.region()
                + ".compute.amazonaws.com";
    ec2.instances.change(
        instanceId, instance -> instance.publicIpAddress(publicIp).publicDnsName(name));
  }

  static @Nullable String instanceId(NetworkInterface face) {
    return face.attachment() == null ? null : face.attachment().instanceId();
  }

  private static @Nullable String publicIp(NetworkInterface face) {
    return face.association() == null ? null : face.association().publicIp();
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
