package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.networks.HopExpectations;

/** The expectations of {@link Egress}, in the order in which to fix them. */
final class EgressExpectations {
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
          HopExpectations.ENDPOINT,
          HopExpectations.ENDPOINT_AVAILABLE,
          HopExpectations.ENDPOINT_ROUTE,
          HopExpectations.ENDPOINT_DNS,
          HopExpectations.GROUPS_OUT,
          HopExpectations.ACL_OUT,
          HopExpectations.ENDPOINT_GROUPS,
          HopExpectations.ENDPOINT_ACL,
          HopExpectations.ROUTE,
          HopExpectations.TARGET,
          HopExpectations.LEADS,
          HopExpectations.VISIBLE,
          HopExpectations.TRANSIT_ATTACHED,
          HopExpectations.TRANSIT_ROUTE,
          HopExpectations.TRANSIT_BACK,
          HopExpectations.NAT_GATEWAY,
          HopExpectations.NAT_INSTANCE,
          HopExpectations.NAT_FORWARDS,
          HopExpectations.NAT_GROUPS,
          HopExpectations.GATEWAY_ROUTE,
          HopExpectations.GATEWAY_ACL,
          HopExpectations.INTERNET_GATEWAY,
          HopExpectations.NAT_PUBLIC,
          HopExpectations.ADDRESS,
          HopExpectations.ACL_ANSWERS,
          ONLY);

  private EgressExpectations() {}
}
