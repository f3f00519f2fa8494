package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** Is the way to a private instance. */
final class PrivateSteps {
  static final Expectation THERE =
      Expectation.of("InstanceMissing", "instances", "The instances are there");
  static final Expectation RUNNING =
      Expectation.of("InstanceNotRunning", "instances", "The instances run");
  static final Expectation NO_PUBLIC_ADDRESS =
      Expectation.of(
          "InstanceHasPublicAddress",
          "addresses of the instances",
          "The internet has no address to reach the instances by");
  static final Expectation NO_GATEWAY_ROUTE =
      Expectation.of(
          "SubnetRoutesToInternetGateway",
          "routes of the subnets",
          "The subnets of the instances are private");
  static final Expectation WAY_OUT =
      Expectation.of("WayOutLost", "routes of the subnets", "The instances still have a way out");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(THERE, RUNNING, NO_PUBLIC_ADDRESS, NO_GATEWAY_ROUTE, WAY_OUT);

  private PrivateSteps() {}
}
