package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;

/**
 * Is a network interface of an instance.
 *
 * @param instance whose it is
 * @param id its id
 * @param vpcId where it is
 * @param subnetId where in the VPC it is
 * @param publicIpv4 the public IPv4 addresses of its private ones
 * @param ipv6 its IPv6 addresses
 */
record Interface(
    Instance instance,
    String id,
    String vpcId,
    String subnetId,
    List<PublicIpv4> publicIpv4,
    List<String> ipv6) {

  /**
   * Is a public IPv4 address.
   *
   * @param address the address
   * @param privateAddress the private one that it stands for
   * @param automatic whether AWS gave it by itself
   */
  record PublicIpv4(String address, String privateAddress, boolean automatic) {}

  /** Returns the interfaces of an instance. */
  static Stream<Interface> of(Instance instance) {
    return instance.networkInterfaces().stream().map(face -> of(instance, face));
  }

  private static Interface of(Instance instance, InstanceNetworkInterface face) {
    ImmutableList.Builder<PublicIpv4> addresses = ImmutableList.builder();
    face.privateIpAddresses()
        .forEach(
            one -> publicIpv4(one.association(), one.privateIpAddress()).forEach(addresses::add));
    publicIpv4(face.association(), face.privateIpAddress()).forEach(addresses::add);
    return new Interface(
        instance,
        face.networkInterfaceId(),
        face.vpcId(),
        face.subnetId(),
        // The interface tells that of its first private address once more.
        addresses.build().stream().distinct().toList(),
        face.ipv6Addresses().stream().map(InstanceIpv6Address::ipv6Address).toList());
  }

  private static Stream<PublicIpv4> publicIpv4(
      @Nullable InstanceNetworkInterfaceAssociation association, String privateAddress) {
    return association == null || nullToEmpty(association.publicIp()).isEmpty()
        ? Stream.of()
        : Stream.of(
            new PublicIpv4(
                association.publicIp(),
                privateAddress,
                nullToEmpty(association.ipOwnerId()).startsWith("amazon")));
  }
}
