package dev.referee.networks;

import dev.referee.Expectation;

/**
 * The expectations at the hops of a {@link Path}, in the order of the path.
 *
 * <p>Validators add the findings of a path to their own, and declare those that can occur.
 */
public final class HopExpectations {
  /** The security groups allow the traffic out. */
  public static final Expectation GROUPS_OUT =
      Expectation.of(
          "SecurityGroupBlocks", "security groups", "The security groups allow the traffic out");

  /** The network ACL of the source's subnet allows the traffic out. */
  public static final Expectation ACL_OUT =
      Expectation.of("AclBlocks", "network ACL", "The subnet's network ACL allows the traffic out");

  /** There is a route. */
  public static final Expectation ROUTE =
      Expectation.of(
          "RouteMissing", "route", "The subnet's route table has a route to the destination");

  /** The target of the route exists. */
  public static final Expectation TARGET =
      Expectation.of("RouteBlackholed", "route", "The target of the route is available");

  /** The target of the route can reach the destination. */
  public static final Expectation LEADS =
      Expectation.of(
          "RouteLeadsElsewhere", "route", "The target of the route can reach the destination");

  /** The path can be seen. */
  public static final Expectation VISIBLE =
      Expectation.of(
          "WayNotVisible", "route", "Referee can see that the route reaches the destination");

  /** The internet gateway is attached. */
  public static final Expectation INTERNET_GATEWAY =
      Expectation.of(
          "InternetGatewayDetached", "internet gateway", "The internet gateway is attached");

  /** The source has an address that replies can reach. */
  public static final Expectation ADDRESS =
      Expectation.of(
          "AddressMissing",
          "addresses",
          "The source has an address that replies from the internet can reach");

  /** The transit gateway is attached to the VPC. */
  public static final Expectation TRANSIT_ATTACHED =
      Expectation.of(
          "TransitGatewayNotAttached",
          "transit gateway",
          "The transit gateway is attached to the VPC, in the subnet's zone");

  /** The transit gateway has a route. */
  public static final Expectation TRANSIT_ROUTE =
      Expectation.of(
          "TransitGatewayNotRouted",
          "transit gateway",
          "The transit gateway has a route to the destination");

  /** The transit gateway routes the replies back. */
  public static final Expectation TRANSIT_BACK =
      Expectation.of(
          "TransitGatewayHasNoWayBack",
          "transit gateway",
          "The replies are routed back through the transit gateway");

  /** The NAT gateway is available. */
  public static final Expectation NAT_GATEWAY =
      Expectation.of("NatGatewayNotAvailable", "NAT", "The NAT gateway is available");

  /** The NAT gateway has a public address. */
  public static final Expectation NAT_PUBLIC =
      Expectation.of("NatGatewayPrivate", "NAT", "The NAT gateway is public");

  /** The NAT instance is running. */
  public static final Expectation NAT_INSTANCE =
      Expectation.of("NatInstanceNotRunning", "NAT", "The NAT instance is running");

  /** The NAT instance may forward traffic. */
  public static final Expectation NAT_FORWARDS =
      Expectation.of("NatInstanceChecksAddresses", "NAT", "The NAT instance may forward traffic");

  /** The security groups of the NAT instance allow the traffic in and out. */
  public static final Expectation NAT_GROUPS =
      Expectation.of(
          "NatInstanceGroupBlocks",
          "NAT",
          "The security groups of the NAT instance allow the traffic in and out");

  /** The gateway's subnet has a route. */
  public static final Expectation GATEWAY_ROUTE =
      Expectation.of(
          "GatewayNotRouted", "NAT", "The gateway's subnet has a route to the destination");

  /** The network ACL of the gateway's subnet allows the traffic. */
  public static final Expectation GATEWAY_ACL =
      Expectation.of(
          "GatewayAclBlocks",
          "NAT",
          "The network ACL of the gateway's subnet allows the traffic and its replies");

  /** The VPC resolves names. */
  public static final Expectation NAMES =
      Expectation.of("VpcDnsDisabled", "DNS of the VPC", "The VPC resolves the service's name");

  /** The VPC has an endpoint. */
  public static final Expectation ENDPOINT =
      Expectation.of("EndpointMissing", "VPC endpoint", "The VPC has an endpoint for the service");

  /** The endpoint is available. */
  public static final Expectation ENDPOINT_AVAILABLE =
      Expectation.of("EndpointNotAvailable", "VPC endpoint", "The VPC endpoint is available");

  /** The gateway endpoint is in the subnet's route table. */
  public static final Expectation ENDPOINT_ROUTE =
      Expectation.of(
          "EndpointNotInRouteTable",
          "VPC endpoint",
          "The subnet's route table has a route to the gateway endpoint");

  /** The service's name resolves to the endpoint. */
  public static final Expectation ENDPOINT_DNS =
      Expectation.of(
          "EndpointWithoutPrivateDns",
          "VPC endpoint",
          "The service's DNS name resolves to the endpoint");

  /** The endpoint's security groups allow the traffic in. */
  public static final Expectation ENDPOINT_GROUPS =
      Expectation.of(
          "EndpointGroupBlocks",
          "VPC endpoint",
          "The endpoint's security groups allow the traffic in");

  /** The network ACL of the endpoint's subnet allows the traffic. */
  public static final Expectation ENDPOINT_ACL =
      Expectation.of(
          "EndpointAclBlocks",
          "VPC endpoint",
          "The network ACLs of the endpoint's subnets allow the traffic and its replies");

  /** The network ACL of the source's subnet allows the replies in. */
  public static final Expectation ACL_ANSWERS =
      Expectation.of(
          "AclBlocksAnswers", "network ACL", "The subnet's network ACL allows the replies in");

  private HopExpectations() {}
}
