package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Map;

/**
 * A finder of the routes that make a subnet public. These lead to an internet gateway that is
 * attached to the VPC, whatever their destination is, and whatever state EC2 reports for them.
 *
 * <p>AWS calls a subnet public that has a direct route to an internet gateway. Carrier gateways,
 * egress-only internet gateways, virtual private gateways and local gateways do not: nobody on the
 * internet can open a connection through them. A route that more specific routes hide completely is
 * never used, and is left out.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html">Subnet
 *     types</a>
 */
final class PublicRoutes {
  private static final Addresses IPV4 = Addresses.of("0.0.0.0/0");

  private final VpcReader reader;

  PublicRoutes(VpcReader reader) {
    this.reader = reader;
  }

  /**
   * Returns those of a route table. Internet gateways are read only if a route leads to one.
   *
   * @throws dev.referee.Inconclusive if it could not be seen which gateways are attached
   */
  ImmutableList<Route> of(RouteTable table, String vpcId) {
    return of(table, vpcId, Addresses.all());
  }

  /** Returns those over IPv4. */
  ImmutableList<Route> ipv4(RouteTable table, String vpcId) {
    return of(table, vpcId, IPV4);
  }

  /** Returns those over IPv6. */
  ImmutableList<Route> ipv6(RouteTable table, String vpcId) {
    return of(table, vpcId, Addresses.all().minus(IPV4));
  }

  private ImmutableList<Route> of(RouteTable table, String vpcId, Addresses family) {
    return table.leadingTo(RouteTarget.Kind.INTERNET_GATEWAY).entrySet().stream()
        .filter(taken -> !taken.getValue().and(family).isEmpty())
        .map(Map.Entry::getKey)
        .filter(route -> reader.isAttached(route.target().id(), vpcId))
        .collect(toImmutableList());
  }
}
