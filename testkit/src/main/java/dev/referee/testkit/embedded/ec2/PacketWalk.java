package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.ec2.Ec2.ServicePath;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ConnectivityType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * A path tracer from an instance to an AWS service and back, hop by hop, for TCP port 443 over
 * IPv4.
 *
 * <p>Knows interface endpoints with private DNS, internet gateways, NAT gateways and NAT instances.
 * What goes through a transit gateway or a peering connection does not arrive.
 */
record PacketWalk(Ec2 ec2, PacketFilters filters) {
  private static final int HTTPS = 443;

  /** The public addresses of AWS's services, and of S3. */
  private static final String PUBLIC = "52.94.128.10";

  private static final String S3 = "52.216.10.10";

  private static final int MOST_HOPS = 4;

  /** The ends of the range from which Linux takes the ports that answers come to. */
  private static final int[] LINUX = {32768, 60999};

  /** The ends of that range of a NAT gateway. */
  private static final int[] NAT = {1024, 65535};

  PacketWalk(Ec2 ec2) {
    this(ec2, new PacketFilters(ec2));
  }

  /** Returns the way to a service, for example {@code ssm}; null if there is none. */
  @Nullable ServicePath to(Instance instance, String service) {
    List<NetworkInterface> faces = ec2.interfaces.facesOf(instance.instanceId());
    String vpcId = instance.vpcId();
    if (faces.isEmpty() || vpcId == null || !ec2.vpcs.resolvesNames(vpcId)) {
      return null;
    }
    NetworkInterface face = faces.get(0);
    VpcEndpoint endpoint =
        ec2.vpcs.privateDnsWorks(vpcId)
            ? ec2.endpoints.named(vpcId, "com.amazonaws." + ec2.context.region() + "." + service)
            : null;
    if (endpoint == null) {
      return leaves(face, service.equals("s3") ? S3 : PUBLIC, LINUX, 0)
          ? new ServicePath(null)
          : null;
    }
    return endpoint.networkInterfaceIds().stream()
            .map(ec2.interfaces::get)
            .anyMatch(to -> arrives(face, to, HTTPS))
        ? new ServicePath(endpoint)
        : null;
  }

  /** Returns whether traffic from a subnet to the internet goes to an internet gateway. */
  boolean reachesInternetGateway(String subnetId) {
    Route route = route(subnetId, PUBLIC);
    return route != null && route.gatewayId() != null && route.gatewayId().startsWith("igw-");
  }

  /**
   * Returns whether a request reaches an interface of the same VPC, and the response comes back.
   */
  boolean arrives(NetworkInterface from, NetworkInterface to, int port) {
    Route route = route(from.subnetId(), to.privateIpAddress());
    return route != null
        && "local".equals(route.gatewayId())
        && filters.groups(from, true, to.privateIpAddress(), to, port)
        && crosses(from, to, port)
        && filters.groups(to, false, from.privateIpAddress(), from, port);
  }

  /** Returns whether the ACLs between two interfaces let a question out and its answer back. */
  private boolean crosses(NetworkInterface from, NetworkInterface to, int port) {
    String asks = from.privateIpAddress();
    String answers = to.privateIpAddress();
    return from.subnetId().equals(to.subnetId())
        || (filters.acl(from.subnetId(), true, answers, port)
            && filters.acl(to.subnetId(), false, asks, port)
            && filters.acl(to.subnetId(), true, asks, LINUX)
            && filters.acl(from.subnetId(), false, answers, LINUX));
  }

  /** Returns whether an interface reaches the internet, and a response comes back to its ports. */
  private boolean leaves(NetworkInterface face, String address, int[] ports, int hops) {
    Route route = route(face.subnetId(), address);
    return hops < MOST_HOPS
        && route != null
        && filters.groups(face, true, address, null, HTTPS)
        && filters.acl(face.subnetId(), true, address, HTTPS)
        && filters.acl(face.subnetId(), false, address, ports)
        && leavesBy(route, face, address, hops);
  }

  private boolean leavesBy(Route route, NetworkInterface face, String address, int hops) {
    if (route.gatewayId() != null) {
      return route.gatewayId().startsWith("vpce-")
          || (route.gatewayId().startsWith("igw-") && !PublicAddresses.of(face).isEmpty());
    }
    if (route.natGatewayId() != null) {
      return translates(ec2.natGateways.get(route.natGatewayId()), face, address);
    }
    if (route.networkInterfaceId() != null) {
      NetworkInterface other = ec2.interfaces.get(route.networkInterfaceId());
      return Boolean.FALSE.equals(other.sourceDestCheck())
          && passes(face, other)
          && filters.groups(other, false, face.privateIpAddress(), face, HTTPS)
          && leaves(other, address, LINUX, hops + 1);
    }
    return false;
  }

  /**
   * Returns whether the ACLs allow traffic to the internet through another interface. The ACL on
   * the sender's side applies to the address on the internet, and has been evaluated already.
   */
  private boolean passes(NetworkInterface face, NetworkInterface by) {
    return face.subnetId().equals(by.subnetId())
        || (filters.acl(by.subnetId(), false, face.privateIpAddress(), HTTPS)
            && filters.acl(by.subnetId(), true, face.privateIpAddress(), LINUX));
  }

  private boolean translates(NatGateway gateway, NetworkInterface face, String address) {
    NetworkInterface own =
        ec2.interfaces.get(gateway.natGatewayAddresses().get(0).networkInterfaceId());
    Route route = route(own.subnetId(), address);
    return gateway.connectivityType() == ConnectivityType.PUBLIC
        && passes(face, own)
        && filters.acl(own.subnetId(), true, address, HTTPS)
        && filters.acl(own.subnetId(), false, address, NAT)
        && route != null
        && route.gatewayId() != null
        && route.gatewayId().startsWith("igw-");
  }

  /** Returns the route that a packet takes; null if there is none, or it leads nowhere. */
  private @Nullable Route route(String subnetId, String address) {
    return ec2.routes.withState(ec2.routeTables.ofSubnet(subnetId)).stream()
        .filter(route -> bits(route, address) >= 0)
        .max(Comparator.comparing(route -> bits(route, address)))
        .filter(route -> route.state() == RouteState.ACTIVE)
        .orElse(null);
  }

  /** Returns how exactly a route means an address; -1 when it does not. */
  private int bits(Route route, String address) {
    String range = route.destinationCidrBlock();
    if (range != null) {
      return PacketFilters.in(range, address) ? Cidr.of(range).bits() : -1;
    }
    return route.destinationPrefixListId() != null
            && filters.inList(route.destinationPrefixListId(), address)
        ? ec2.prefixLists.entriesOf(route.destinationPrefixListId()).stream()
            .filter(entry -> PacketFilters.in(entry.cidr(), address))
            .mapToInt(entry -> Cidr.of(entry.cidr()).bits())
            .max()
            .orElse(-1)
        : -1;
  }
}
