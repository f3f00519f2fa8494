package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leaves out every member of every response once, and follows the same path. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class HolesTest {
  private static final List<String> OPERATIONS =
      List.of(
          "describeEgressOnlyInternetGateways",
          "describeInstances",
          "describeInternetGateways",
          "describeNatGateways",
          "describeNetworkAcls",
          "describeNetworkInterfaces",
          "describeRouteTables",
          "describeSecurityGroupRules",
          "describeSubnets",
          "describeTransitGatewayAttachments",
          "describeTransitGatewayVpcAttachments",
          "describeVpcAttribute",
          "describeVpcEndpoints",
          "searchTransitGatewayRoutes");

  /** Members that AWS leaves out as well: their absence has a meaning. */
  private static final Set<String> OPTIONAL =
      ImmutableSet.of(
          "Instance.PublicIpAddress",
          "InstanceNetworkInterface.SourceDestCheck", // the instance has it as well
          "TransitGatewayAttachment.Association");

  static Stream<Arguments> networks() {
    return Stream.of(
            network("a NAT gateway", it -> {}),
            network("a NAT instance", it -> it.natInstance(nat -> {})),
            network("instances with a group", it -> it.fromInstances(1)),
            network(
                "an internet gateway",
                it -> {
                  it.own(route -> route.gatewayId("igw-1"));
                  it.instance("running", "198.51.100.9");
                }),
            network("an egress-only internet gateway", it -> it.six(SmallNetwork.VPC)),
            network("a transit gateway", SmallNetwork::transit))
        .flatMap(each -> OPERATIONS.stream().map(operation -> Arguments.of(each, operation)));
  }

  private record Network(String name, Consumer<SmallNetwork> change) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Network network(String name, Consumer<SmallNetwork> change) {
    return new Network(name, change);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aHoleIsNeverTakenForAnAnswer(Network network, String operation) {
    List<String> wrong = new ArrayList<>();
    for (int place = 0; ; place++) {
      SmallNetwork small = new SmallNetwork();
      network.change().accept(small);
      Holes holes = new Holes(small.ec2, operation, place);
      Path path =
          Paths.of(holes.client(), List.of(small.from))
              .to(small.from, small.to, List.of("tcp 443"));
      if (holes.left().isEmpty()) {
        break;
      }
      for (Finding hop : path.hops()) {
        boolean unreadable = hop.cause().filter(Cause.UNREACHABLE::equals).isPresent();
        if (!hop.isSatisfied() && !unreadable && !OPTIONAL.contains(holes.left())) {
          wrong.add("%s: %s %s %s".formatted(holes.left(), hop.code(), hop.state(), hop.seen()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
