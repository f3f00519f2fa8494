package dev.referee.networks;

import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An evaluator of whether the internet can reach instances, through a public address or a route.
 *
 * <p>Instances that are being terminated are judged, too; problems of only these are pending. Each
 * method returns one finding, which is unknown if something could not be seen. Routes are read on
 * demand, for all subnets together; the owners of addresses are read only if there are addresses.
 *
 * <p>For one judgement and one thread.
 */
public final class InternetExposure {
  /** The internet knows no address of the instances. */
  public static final Expectation NO_PUBLIC_ADDRESS =
      Expectation.of(
          "InstanceHasPublicAddress",
          "addresses of the instances",
          "The instances have no address that the internet can reach");

  /** No route leads from an internet gateway to the instances. */
  public static final Expectation NO_GATEWAY_ROUTE =
      Expectation.of(
          "SubnetRoutesToInternetGateway",
          "routes of the subnets",
          "The subnets of the instances are private");

  /** There is a route for outbound traffic only. */
  public static final Expectation WAY_OUT =
      Expectation.of(
          "WayOutLost",
          "routes of the subnets",
          "The subnets of the instances still have a route to the internet");

  /** The permissions that it may need at most. */
  public static final Permissions READS =
      Permissions.ofReads(
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
   * Returns an evaluator for instances. Everything is read on demand.
   *
   * @param ipv6 whether access over IPv6 counts
   */
  public static InternetExposure to(Account account, List<Instance> instances, boolean ipv6) {
    Ec2Client ec2 = account.client(Ec2Client::builder);
    GatewayRoutes routes = new GatewayRoutes(ec2, instances, ipv6);
    return new InternetExposure(routes, new PublicAddresses(ec2, instances, routes, ipv6));
  }

  /** Judges the addresses of all interfaces. */
  public Finding addresses() {
    return NO_PUBLIC_ADDRESS.evaluate(addresses::finding);
  }

  /** Judges the routes of the subnets. */
  public Finding routes() {
    return NO_GATEWAY_ROUTE.evaluate(routes::finding);
  }

  /** Judges whether there is still a route to the internet for outbound traffic only. */
  public Finding wayOut() {
    return WAY_OUT.evaluate(routes::wayOut);
  }
}
