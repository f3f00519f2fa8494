package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Cidr;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/**
 * An emulation of public IPv4 addresses of network interfaces, also shown on their instances.
 *
 * <p>An automatically assigned address is released when the instance stops or gets an Elastic IP;
 * another comes when it starts, or a while after the Elastic IP is gone, unless the instance has a
 * second interface by then.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html">IP
 *     addressing for your VPCs and subnets</a>
 */
final class PublicAddresses {
  static final Duration AGAIN_AFTER = Duration.ofMinutes(1);

  private static final Cidr POOL = Cidr.of("3.64.0.0/12");
  private static final String AMAZON = "amazon";

  private final Ec2 ec2;
  private final Set<String> automatic = new HashSet<>();
  private long next = 10;

  PublicAddresses(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Returns an address that is unused in this account and Region. */
  String next() {
    return POOL.address(next++ % POOL.size());
  }

  /** Returns whether AWS assigns addresses to this interface automatically from now on. */
  void automatic(String faceId, boolean wanted) {
    if (wanted) {
      automatic.add(faceId);
      give(faceId);
    } else {
      automatic.remove(faceId);
      take(faceId);
    }
  }

  boolean isAutomatic(String faceId) {
    return automatic.contains(faceId);
  }

  /** Gives a started instance's interface an address, a new one when it had lost it. */
  void started(String instanceId) {
    ec2.interfaces.facesOf(instanceId).forEach(face -> give(face.networkInterfaceId()));
    show(instanceId);
  }

  /** Takes a stopped instance's addresses away, unless they are Elastic IPs. */
  void stopped(String instanceId) {
    ec2.interfaces.facesOf(instanceId).forEach(face -> take(face.networkInterfaceId()));
  }

  /** Lets an interface get an address again, after the while that this takes. */
  void giveLater(String faceId) {
    ec2.later(AGAIN_AFTER, () -> give(faceId));
  }

  private void give(String faceId) {
    NetworkInterface face = ec2.interfaces.find(faceId);
    String instanceId = face == null ? null : Interfaces.instanceId(face);
    if (face == null
        || instanceId == null
        || !automatic.contains(faceId)
        || !of(face).isEmpty()
        || ec2.interfaces.facesOf(instanceId).size() > 1
        || !comesOrRuns(instanceId)) {
      return;
    }
    set(faceId, face.privateIpAddress(), association(face, next(), AMAZON));
  }

  private boolean comesOrRuns(String instanceId) {
    Instance instance = ec2.instances.find(instanceId);
    return instance == null
        || Instances.is(instance, InstanceStateName.PENDING, InstanceStateName.RUNNING);
  }

  private void take(String faceId) {
    NetworkInterface face = ec2.interfaces.get(faceId);
    if (face.association() != null && AMAZON.equals(face.association().ipOwnerId())) {
      set(faceId, face.privateIpAddress(), null);
    }
  }

  /** Sets or takes the public address of one private address. */
  void set(String faceId, String privateIp, @Nullable NetworkInterfaceAssociation association) {
    NetworkInterface face = ec2.interfaces.get(faceId);
    List<NetworkInterfacePrivateIpAddress> addresses =
        face.privateIpAddresses().stream()
            .map(
                address ->
                    address.privateIpAddress().equals(privateIp)
                        ? address.toBuilder().association(association).build()
                        : address)
            .toList();
    ec2.interfaces.change(
        faceId,
        same ->
            (privateIp.equals(face.privateIpAddress()) ? same.association(association) : same)
                .privateIpAddresses(addresses));
    show(Interfaces.instanceId(face));
  }

  NetworkInterfaceAssociation association(NetworkInterface face, String publicIp, String owner) {
    return NetworkInterfaceAssociation.builder()
        .publicIp(publicIp)
        .publicDnsName(ec2.vpcs.hasDnsNames(face.vpcId()) ? dnsName(publicIp) : "")
        .ipOwnerId(owner)
        .build();
  }

  private String dnsName(String publicIp) {
    String region = ec2.context.region();
    return "ec2-"
        + publicIp.replace('.', '-')
        + (region.equals("us-east-1") ? ".compute-1" : "." + region + ".compute")
        + ".amazonaws.com";
  }

  /** Shows the address of the primary interface on its instance. */
  void show(@Nullable String instanceId) {
    if (instanceId == null || ec2.instances.find(instanceId) == null) {
      return;
    }
    for (NetworkInterface face : ec2.interfaces.facesOf(instanceId)) {
      if (face.attachment().deviceIndex() == 0) {
        NetworkInterfaceAssociation association = face.association();
        ec2.instances.change(
            instanceId,
            instance ->
                instance
                    .publicIpAddress(association == null ? null : association.publicIp())
                    .publicDnsName(association == null ? "" : association.publicDnsName())
                    .ipv6Address(
                        face.ipv6Addresses().stream()
                            .map(NetworkInterfaceIpv6Address::ipv6Address)
                            .findFirst()
                            .orElse(null))
                    .securityGroups(face.groups())
                    .sourceDestCheck(face.sourceDestCheck()));
      }
    }
  }

  /** Returns every public IPv4 address of an interface. */
  static List<String> of(NetworkInterface face) {
    return face.privateIpAddresses().stream()
        .flatMap(address -> Stream.ofNullable(address.association()))
        .map(NetworkInterfaceAssociation::publicIp)
        .toList();
  }
}
