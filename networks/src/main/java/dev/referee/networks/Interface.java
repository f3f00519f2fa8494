package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.aws.AnswerReader;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Prefix;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;

/**
 * A network interface of an instance.
 *
 * @param instance the instance
 * @param id its id
 * @param vpcId the id of its VPC
 * @param subnetId the id of its subnet
 * @param publicIpv4 the public IPv4 addresses of its private addresses
 * @param ipv6 its IPv6 addresses, and the prefixes that are delegated to it
 */
record Interface(
    Instance instance,
    String id,
    String vpcId,
    String subnetId,
    List<PublicIpv4> publicIpv4,
    List<String> ipv6) {

  private static final InstanceNetworkInterfaceAssociation NO_ASSOCIATION =
      InstanceNetworkInterfaceAssociation.builder().build();

  /**
   * A public IPv4 address.
   *
   * @param address the address
   * @param privateAddress the private address that it belongs to
   * @param automatic whether AWS assigned it automatically
   */
  record PublicIpv4(String address, String privateAddress, boolean automatic) {}

  /**
   * Returns the interfaces of an instance. Addresses that only the instance itself has, as on
   * emulators that report little about interfaces, are in an additional one.
   */
  static Stream<Interface> of(Instance instance) {
    List<Interface> listed =
        instance.networkInterfaces().stream().map(face -> of(instance, face)).toList();
    Interface own = own(instance);
    boolean known =
        listed.stream()
            .flatMap(Interface::addresses)
            .toList()
            .containsAll(own.addresses().toList());
    return listed.isEmpty() || !known
        ? Stream.concat(listed.stream(), Stream.of(own))
        : listed.stream();
  }

  private Stream<String> addresses() {
    return Stream.concat(publicIpv4.stream().map(PublicIpv4::address), ipv6.stream());
  }

  private static Interface own(Instance instance) {
    return new Interface(
        instance,
        instance.instanceId(),
        instance.vpcId(),
        instance.subnetId(),
        nullToEmpty(instance.publicIpAddress()).isEmpty()
            ? List.of()
            : List.of(
                new PublicIpv4(
                    instance.publicIpAddress(), nullToEmpty(instance.privateIpAddress()), false)),
        nullToEmpty(instance.ipv6Address()).isEmpty()
            ? List.of()
            : List.of(instance.ipv6Address()));
  }

  private static Interface of(Instance instance, InstanceNetworkInterface face) {
    AnswerReader.complete("DescribeInstances", face, "SubnetId", "VpcId");
    Stream<PublicIpv4> ofAddresses =
        face.privateIpAddresses().stream()
            .flatMap(address -> publicIpv4(address.association(), address.privateIpAddress()));
    return new Interface(
        instance,
        face.networkInterfaceId(),
        face.vpcId(),
        face.subnetId(),
        // The interface repeats the one of its first private address.
        Stream.concat(ofAddresses, publicIpv4(face.association(), face.privateIpAddress()))
            .distinct()
            .toList(),
        Stream.concat(
                face.ipv6Addresses().stream().map(InstanceIpv6Address::ipv6Address),
                face.ipv6Prefixes().stream().map(InstanceIpv6Prefix::ipv6Prefix))
            .toList());
  }

  private static Stream<PublicIpv4> publicIpv4(
      @Nullable InstanceNetworkInterfaceAssociation association, String privateAddress) {
    // Some emulators write an association without members if there is none.
    if (association == null || association.equals(NO_ASSOCIATION)) {
      return Stream.of();
    }
    boolean isPublic = !nullToEmpty(association.publicIp()).isEmpty();
    if (!isPublic
        && nullToEmpty(association.carrierIp()).isEmpty()
        && nullToEmpty(association.customerOwnedIp()).isEmpty()) {
      throw AnswerReader.unreadable("DescribeInstances", "lacks the PublicIp of an Association");
    }
    return !isPublic
        ? Stream.of()
        : Stream.of(
            new PublicIpv4(
                association.publicIp(),
                privateAddress,
                nullToEmpty(association.ipOwnerId()).startsWith("amazon")));
  }
}
