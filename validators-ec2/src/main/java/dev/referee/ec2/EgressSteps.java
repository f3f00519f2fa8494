package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.network.Hops;

/** The steps to egress from a subnet. */
final class EgressSteps {
  static final Expectation SUBNET = Expectation.of("SubnetMissing", "subnet", "The subnet exists");
  static final Expectation PRIVATE =
      Expectation.of("SubnetIsPublic", "subnet", "The subnet has no route to an internet gateway");
  static final Expectation ONLY =
      Expectation.of(
          "InternetReachable",
          "Internet",
          "Only the endpoints can be reached, and not the internet");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          SUBNET,
          PRIVATE,
          Hops.ENDPOINT,
          Hops.ENDPOINT_AVAILABLE,
          Hops.ENDPOINT_ROUTE,
          Hops.ENDPOINT_DNS,
          Hops.GROUPS_OUT,
          Hops.ACL_OUT,
          Hops.ENDPOINT_GROUPS,
          Hops.ENDPOINT_ACL,
          Hops.ROUTE,
          Hops.TARGET,
          Hops.LEADS,
          Hops.VISIBLE,
          Hops.TRANSIT_ATTACHED,
          Hops.TRANSIT_ROUTE,
          Hops.TRANSIT_BACK,
          Hops.NAT_GATEWAY,
          Hops.NAT_INSTANCE,
          Hops.NAT_FORWARDS,
          Hops.NAT_GROUPS,
          Hops.GATEWAY_ROUTE,
          Hops.GATEWAY_ACL,
          Hops.INTERNET_GATEWAY,
          Hops.NAT_PUBLIC,
          Hops.ADDRESS,
          Hops.ACL_ANSWERS,
          ONLY);

  private EgressSteps() {}
}
