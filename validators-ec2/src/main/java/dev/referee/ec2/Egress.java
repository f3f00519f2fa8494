package dev.referee.ec2;

import static dev.referee.ec2.EgressExpectations.ONLY;
import static dev.referee.ec2.EgressExpectations.PRIVATE;
import static dev.referee.ec2.EgressExpectations.SUBNET;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.texts;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.networks.Addresses;
import dev.referee.networks.Origin;
import dev.referee.networks.Path;
import dev.referee.networks.Paths;
import dev.referee.networks.RouteTable;
import dev.referee.networks.Traffic;
import dev.referee.resources.Instances;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.Selector;
import dev.referee.resources.SelectorParameters;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A check that subnets reach the required destinations over a permitted route; see {@link
 * Ec2Checks}.
 */
final class Egress extends DeclaredCheck {
  private static final Permissions READS =
      Permissions.ofReads("ec2:DescribeEgressOnlyInternetGateways").and(Paths.READS_IPV4);

  private static final Addresses IPV4 = Addresses.internet().and(Addresses.of("0.0.0.0/0"));
  private static final Addresses IPV6 = Addresses.internet().and(Addresses.of("::/0"));

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "ec2.egress", "The subnet reaches the required destinations, over a permitted route");
  static final OneOf<Selector> FROM =
      DECLARED.takes(
          OneOf.<Selector>of(
                  SelectorParameters.ids("subnets", "subnet"),
                  SelectorParameters.tag("subnet", "subnet"),
                  SelectorParameters.inStack("subnet", "subnet"),
                  SelectorParameters.instances("instances", "instances instead of subnets"))
              .example("subnetTag", Map.of("tier", "private")));
  static final Parameter<Addresses> TO =
      DECLARED.takes(
          texts("to", "CIDR blocks to reach", Addresses::of)
              .as(blocks -> blocks.stream().reduce(Addresses.none(), Addresses::plus))
              .defaultText("the internet over IPv4"));
  static final Parameter<Boolean> OVER_IPV6 =
      DECLARED.takes(flag("ipv6", "whether the internet has to be reached over IPv6, too"));
  static final Parameter<List<String>> ONLY_SERVICES =
      DECLARED.takes(
          texts(
              "onlyServices",
              "services to reach through VPC endpoints, e.g. ssm or com.amazonaws.eu-west-1.s3; the"
                  + " internet must not be reachable"));
  static final Parameter<List<String>> PORTS =
      DECLARED.takes(
          texts("ports", "protocols with their ports, e.g. tcp 80, 443", Egress::port)
              .defaultValue("tcp 443"));
  static final Parameter<Boolean> PUBLIC_ALLOWED =
      DECLARED.takes(
          flag("publicAllowed", "whether the subnets may have a route to an internet gateway"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A NAT gateway in each zone, one shared by all zones, or a regional one.",
              "A NAT instance.",
              "A transit gateway to another VPC of the account, which has a NAT gateway.",
              "An egress-only internet gateway for IPv6.",
              "A default route, two halves of it, or a prefix list; in a route table of the subnet"
                  + " or in the VPC's main route table.",
              "Network ACLs as wide or as narrow as the traffic and its answers allow.",
              "For `onlyServices`: gateway endpoints, or interface endpoints with private DNS"
                  + " names.")
          .expects(EgressExpectations.ALL)
          .requires(READS)
          .requiresIf(
              arguments -> arguments.get(FROM) instanceof Selector.InStack, StackResource.READS)
          .build(Egress::new);

  private final List<String> services;
  private final List<String> ports;

  Egress(Arguments arguments) {
    super(KIND, arguments);
    this.services = arguments.find(ONLY_SERVICES).orElse(List.of());
    this.ports = arguments.get(PORTS);
  }

  private static String port(String text) {
    Traffic unused = Traffic.of(text, Addresses.all());
    return text;
  }

  private Addresses to() {
    Addresses to = arguments().find(TO).orElse(IPV4);
    return arguments().get(OVER_IPV6) ? to.plus(IPV6) : to;
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    Selector from = arguments().get(FROM);
    SelectedResources<Origin> found = new EgressOrigins(account).find(from);
    if (found.resources().isEmpty() || !found.missing().isEmpty()) {
      String noun = from instanceof Instances ? "an instance" : "a subnet";
      return context.verdict(found.absent(SUBNET, noun, from, account, "Create it again."));
    }
    ImmutableList<Origin> origins = ImmutableList.copyOf(found.resources());
    Paths paths = Paths.of(account, origins);
    List<Finding> findings = new ArrayList<>();
    findings.add(
        SUBNET
            .satisfied()
            .seen(String.join(", ", origins.stream().map(Origin::toString).toList()))
            .build());
    for (Origin origin : origins) {
      if (!arguments().get(PUBLIC_ALLOWED)) {
        findings.add(PRIVATE.evaluate(() -> isPrivate(paths, origin)));
      }
      if (services.isEmpty()) {
        findings.addAll(paths.to(origin, to(), ports).hops());
      } else {
        for (String service : services) {
          findings.addAll(paths.toService(origin, name(service, account), ports).hops());
        }
        findings.add(ONLY.evaluate(() -> only(paths, origin)));
      }
    }
    return context.verdict(findings);
  }

  private static String name(String service, Account account) {
    return service.startsWith("com.") || service.startsWith("cn.")
        ? service
        : "com.amazonaws.%s.%s".formatted(account.region().id(), service);
  }

  private static Finding isPrivate(Paths paths, Origin origin) {
    RouteTable table = paths.routeTable(origin);
    return paths.publicRoutes(origin).stream()
        .findFirst()
        .map(
            route ->
                PRIVATE
                    .unsatisfied()
                    .subject(origin.subnetId())
                    .expected("no route to an internet gateway")
                    .seen("%s of %s has %s.".formatted(table, origin.subnetId(), route))
                    .remedy(
                        "Change the target of %s in %s to %s, or associate %s with another route"
                                .formatted(
                                    route.destination(),
                                    table,
                                    route.outboundGateway(),
                                    origin.subnetId())
                            + " table.")
                    .build())
        .orElseGet(
            () ->
                PRIVATE
                    .satisfied()
                    .subject(origin.subnetId())
                    .seen(
                        "%s of %s has no route to an attached internet gateway."
                            .formatted(table, origin.subnetId()))
                    .build());
  }

  private static Finding only(Paths paths, Origin origin) {
    Path path = paths.to(origin, Addresses.internet(), List.of("all"));
    if (!path.through().isEmpty()) {
      return ONLY.unsatisfied()
          .subject(origin.subnetId())
          .expected("no route to the internet")
          .seen("%s reaches %s.".formatted(origin, path.through().words("to")))
          .remedy(
              "Delete the route to the internet from the route table of %s."
                  .formatted(origin.subnetId()))
          .build();
    }
    return path.firstUnseen()
        .map(
            hop ->
                ONLY.unknown(hop.cause().orElseThrow())
                    .subject(origin.subnetId())
                    .seen(
                        hop.seen()
                            .orElse("Referee cannot tell whether the internet can be reached."))
                    .build())
        .orElseGet(
            () ->
                ONLY.satisfied()
                    .subject(origin.subnetId())
                    .seen(origin + " does not reach the internet.")
                    .build());
  }
}
