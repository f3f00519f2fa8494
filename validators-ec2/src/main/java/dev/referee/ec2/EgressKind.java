package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import dev.referee.Check;
import dev.referee.network.InstanceArguments;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The game-file form of {@link Egress}. */
final class EgressKind {
  private EgressKind() {}

  static CheckKind kind() {
    return CheckKind.of(Egress.ID, Egress.CLAIM)
        .accepts(
            "A NAT gateway in each zone, one shared by all, or a regional one.",
            "A NAT instance.",
            "A transit gateway to another VPC of the account, which has a NAT gateway.",
            "An egress-only internet gateway for IPv6.",
            "A default route, two halves of it, or a prefix list; in a route table of the subnet or"
                + " in the VPC's main route table.",
            "Network ACLs as wide or as narrow as the traffic and its answers allow.",
            "For `onlyServices`: gateway endpoints, or interface endpoints with private DNS names.")
        .expects(EgressSteps.ALL)
        .asksAtMost(Egress.READS.and(StackResource.READS))
        .parameters(
            optional("subnets", Parameter.Type.TEXTS, "the ids of the subnets"),
            optional("subnetTag", Parameter.Type.MAP, "a tag of the subnets")
                .example(Map.of("tier", "private")),
            optional(
                "subnetInStack",
                Parameter.Type.MAP,
                "a CloudFormation stack, and the logical id of the subnet in it"),
            optional(
                "instances",
                Parameter.Type.MAP,
                "instances instead of subnets, selected " + InstanceArguments.WAYS),
            optional(
                "to",
                Parameter.Type.TEXTS,
                "CIDR blocks to reach; the internet over IPv4 if not given"),
            optional(
                "ipv6",
                Parameter.Type.FLAG,
                "whether the internet has to be reached over IPv6, too; false if not given"),
            optional(
                "onlyServices",
                Parameter.Type.TEXTS,
                "services to reach through VPC endpoints, e.g. ssm or com.amazonaws.eu-west-1.s3;"
                    + " the internet must not be reachable"),
            optional(
                "ports",
                Parameter.Type.TEXTS,
                "protocols with their ports, e.g. tcp 80, 443; tcp 443 if not given"),
            optional(
                "publicAllowed",
                Parameter.Type.FLAG,
                "whether the subnets may have a route to an internet gateway; false if not given"))
        .exactlyOneOf("subnets", "subnetTag", "subnetInStack", "instances")
        .madeBy(EgressKind::check);
  }

  private static Check check(Arguments arguments) {
    EgressBuilder builder = Ec2Checks.egress().publicAllowed(arguments.flag("publicAllowed"));
    if (!arguments.map("instances").isEmpty()) {
      builder.instances(InstanceArguments.read(arguments, "instances"));
    }
    List<Subnets> subnets = subnets(arguments);
    if (subnets.size() + (arguments.map("instances").isEmpty() ? 0 : 1) != 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'subnets', 'subnetTag', 'subnetInStack' and 'instances'");
    }
    subnets.forEach(builder::subnets);
    given(arguments, "to", builder::to, builder);
    if (arguments.flag("ipv6")) {
      builder.ipv6();
    }
    given(arguments, "onlyServices", builder::onlyServices, builder);
    return given(arguments, "ports", builder::ports, builder).build();
  }

  private static EgressBuilder given(
      Arguments arguments,
      String name,
      BiFunction<String, String[], EgressBuilder> setter,
      EgressBuilder otherwise) {
    List<String> given = arguments.texts(name);
    return given.isEmpty()
        ? otherwise
        : setter.apply(given.get(0), given.subList(1, given.size()).toArray(String[]::new));
  }

  private static List<Subnets> subnets(Arguments arguments) {
    List<String> ids = arguments.texts("subnets");
    return Stream.of(
            ids.isEmpty()
                ? Optional.<Subnets>empty()
                : Optional.of(
                    Subnets.withIds(ids.get(0), ids.subList(1, ids.size()).toArray(String[]::new))),
            pair(arguments, "subnetTag", Subnets::tagged),
            pair(arguments, "subnetInStack", Subnets::inStack))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Subnets> pair(
      Arguments arguments, String name, BiFunction<String, String, Subnets> maker) {
    var map = arguments.map(name);
    if (map.size() > 1) {
      throw new IllegalArgumentException(name + " takes one pair, and this is " + map);
    }
    return map.entrySet().stream()
        .map(entry -> maker.apply(entry.getKey(), entry.getValue()))
        .findFirst();
  }
}
