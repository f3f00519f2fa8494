package dev.referee.networks;

import static java.util.Objects.requireNonNull;

import dev.referee.aws.AnswerReader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Route;

/**
 * The target of a route.
 *
 * <p>Immutable.
 *
 * @param kind what it is
 * @param id its id, for example {@code nat-0a1b2c3d4e5f60718}; {@code local} for the VPC itself
 */
public record RouteTarget(Kind kind, String id) {

  /** The kind of a route target. */
  public enum Kind {
    /** The VPC itself. */
    LOCAL("the VPC itself"),
    /** An internet gateway, for outbound and inbound traffic. */
    INTERNET_GATEWAY("an internet gateway"),
    /** An egress-only internet gateway, for outbound IPv6 traffic. */
    EGRESS_ONLY_INTERNET_GATEWAY("an egress-only internet gateway"),
    /** A NAT gateway. */
    NAT_GATEWAY("a NAT gateway"),
    /** A network interface, for example of a NAT instance or another appliance. */
    NETWORK_INTERFACE("a network interface"),
    /** A transit gateway. */
    TRANSIT_GATEWAY("a transit gateway"),
    /** A VPC peering connection. */
    PEERING_CONNECTION("a VPC peering connection"),
    /** A VPC endpoint: a gateway endpoint, or one of a Gateway Load Balancer. */
    VPC_ENDPOINT("a VPC endpoint"),
    /** A virtual private gateway: a VPN, or Direct Connect. */
    VIRTUAL_PRIVATE_GATEWAY("a virtual private gateway"),
    /** A local gateway of an Outpost. */
    LOCAL_GATEWAY("a local gateway"),
    /** A carrier gateway of a Wavelength Zone. */
    CARRIER_GATEWAY("a carrier gateway"),
    /** A core network of Cloud WAN. */
    CORE_NETWORK("a core network"),
    /** Something else. */
    OTHER("something unknown");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Returns a description, with an article. */
    public String words() {
      return words;
    }
  }

  static RouteTarget of(Route route) {
    return Stream.of(
            target(Kind.NAT_GATEWAY, route.natGatewayId()),
            target(Kind.EGRESS_ONLY_INTERNET_GATEWAY, route.egressOnlyInternetGatewayId()),
            target(Kind.TRANSIT_GATEWAY, route.transitGatewayId()),
            target(Kind.PEERING_CONNECTION, route.vpcPeeringConnectionId()),
            target(Kind.LOCAL_GATEWAY, route.localGatewayId()),
            target(Kind.CARRIER_GATEWAY, route.carrierGatewayId()),
            target(Kind.CORE_NETWORK, route.coreNetworkArn()),
            target(Kind.NETWORK_INTERFACE, route.networkInterfaceId()),
            // The interface of a terminated instance is not reported; the instance is.
            target(Kind.NETWORK_INTERFACE, route.instanceId()),
            gateway(route.gatewayId()))
        .flatMap(Stream::ofNullable)
        .findFirst()
        .orElseThrow(
            () -> AnswerReader.unreadable("DescribeRouteTables", "lacks the target of a Route"));
  }

  private static @Nullable RouteTarget target(Kind kind, @Nullable String id) {
    return id == null ? null : new RouteTarget(kind, id);
  }

  private static @Nullable RouteTarget gateway(@Nullable String id) {
    if (id == null) {
      return null;
    }
    String prefix = requireNonNull(id).replaceFirst("-.*", "");
    return new RouteTarget(
        switch (prefix) {
          case "local" -> Kind.LOCAL;
          case "igw" -> Kind.INTERNET_GATEWAY;
          case "eigw" -> Kind.EGRESS_ONLY_INTERNET_GATEWAY;
          case "vgw" -> Kind.VIRTUAL_PRIVATE_GATEWAY;
          case "vpce" -> Kind.VPC_ENDPOINT;
          case "lgw" -> Kind.LOCAL_GATEWAY;
          case "cagw" -> Kind.CARRIER_GATEWAY;
          case "nat" -> Kind.NAT_GATEWAY;
          case "tgw" -> Kind.TRANSIT_GATEWAY;
          default -> Kind.OTHER;
        },
        id);
  }

  /** Returns the id. */
  @Override
  public String toString() {
    return id;
  }
}
