package dev.referee.networks;

import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * A judge of whether the internet can reach instances, by a public address or by a route.
 *
 * <p>Instances that are just ending are judged, too; what only they have is pending. Each method
 * makes one finding, which is unknown where it could not be seen. Routes are read when they are
 * asked for, for all subnets together; whose an address is, only if there is one.
 *
 * <p>For one judgement and one thread.
 */
public final class InternetExposure {
  /** The internet knows no address of them. */
  public static final Expectation NO_PUBLIC_ADDRESS =
      Expectation.of(
          "InstanceHasPublicAddress",
          "addresses of the instances",
          "The instances have no address that the internet can reach");

  /** No route leads from an internet gateway to them. */
  public static final Expectation NO_GATEWAY_ROUTE =
      Expectation.of(
          "SubnetRoutesToInternetGateway",
          "routes of the subnets",
          "The subnets of the instances are private");

  /** A route leads out that lets nothing in. */
  public static final Expectation WAY_OUT =
      Expectation.of(
          "WayOutLost",
          "routes of the subnets",
          "The subnets of the instances still have a route to the internet");

  /** The permissions that it may need at most. */
  public static final Permissions READS =
      Permissions.reading(
          "ec2:DescribeAddresses",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeRouteTables",
          "ec2:GetManagedPrefixListEntries");

  private final GatewayRoutes routes;
  private final PublicAddresses addresses;

  private InternetExposure(GatewayRoutes routes, PublicAddresses addresses) {
    this.routes = routes;
    this.addresses = addresses;
  }

  /**
   * Returns what judges instances. Nothing is read before it is asked for.
   *
   * @param ipv6 whether ways in over IPv6 count
   */
  public static InternetExposure to(Account account, List<Instance> instances, boolean ipv6) {
    Ec2Client ec2 = account.client(Ec2Client::builder);
    GatewayRoutes routes = new GatewayRoutes(ec2, instances, ipv6);
    return new InternetExposure(routes, new PublicAddresses(ec2, instances, routes, ipv6));
  }

  /** Judges the addresses of all interfaces. */
  public Finding addresses() {
    return NO_PUBLIC_ADDRESS.found(addresses::finding);
  }

  /** Judges the routes of the subnets. */
  public Finding routes() {
    return NO_GATEWAY_ROUTE.found(routes::finding);
  }

  /** Judges whether a route is left that leads to the internet, and lets nothing in. */
  public Finding wayOut() {
    return WAY_OUT.found(routes::wayOut);
  }
}
