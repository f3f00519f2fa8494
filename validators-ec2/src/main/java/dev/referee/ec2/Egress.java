package dev.referee.ec2;

import static dev.referee.ec2.EgressSteps.ONLY;
import static dev.referee.ec2.EgressSteps.PRIVATE;
import static dev.referee.ec2.EgressSteps.SUBNET;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.Addresses;
import dev.referee.network.Origin;
import dev.referee.network.Path;
import dev.referee.network.Paths;
import dev.referee.network.RouteTable;
import dev.referee.network.StackResource;
import java.util.ArrayList;
import java.util.List;

/** Proves that the way out of subnets is as asked; see {@link Ec2Checks}. */
final class Egress implements Check {
  static final String ID = "ec2.egress";
  static final String CLAIM =
      "The subnet reaches the required destinations, over a permitted route";

  static final Permissions READS =
      Permissions.reading(
          "ec2:DescribeEgressOnlyInternetGateways",
          "ec2:DescribeInstances",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeNatGateways",
          "ec2:DescribeNetworkAcls",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSecurityGroupRules",
          "ec2:DescribeSubnets",
          "ec2:DescribeTransitGatewayAttachments",
          "ec2:DescribeTransitGatewayVpcAttachments",
          "ec2:DescribeVpcAttribute",
          "ec2:DescribeVpcEndpoints",
          "ec2:GetManagedPrefixListEntries",
          "ec2:SearchTransitGatewayRoutes");

  private final EgressParameters parameters;

  Egress(EgressParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public List<Expectation> expectations() {
    return EgressSteps.ALL;
  }

  @Override
  public Permissions permissions() {
    return parameters.subnets() instanceof Subnets.InStack ? READS.and(StackResource.READS) : READS;
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    Origins.Found found = new Origins(account).find(parameters);
    if (found.origins().isEmpty() || !found.missing().isEmpty()) {
      return context.verdict(
          found
              .resource()
              .unfinished(SUBNET, parameters.subject())
              .orElseGet(() -> missing(found, account)));
    }
    Paths paths = Paths.of(account, found.origins());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        SUBNET
            .satisfied()
            .seen(String.join(", ", found.origins().stream().map(Origin::toString).toList()))
            .build());
    for (Origin origin : found.origins()) {
      if (!parameters.publicAllowed()) {
        findings.add(PRIVATE.found(() -> isPrivate(paths, origin)));
      }
      if (parameters.services().isEmpty()) {
        findings.addAll(paths.to(origin, parameters.to(), parameters.ports()).hops());
      } else {
        for (String service : parameters.services()) {
          findings.addAll(
              paths.toService(origin, name(service, account), parameters.ports()).hops());
        }
        findings.add(ONLY.found(() -> only(paths, origin)));
      }
    }
    return context.verdict(findings);
  }

  private static String name(String service, Account account) {
    return service.startsWith("com.") || service.startsWith("cn.")
        ? service
        : "com.amazonaws.%s.%s".formatted(account.region().id(), service);
  }

  private Finding missing(Origins.Found found, Account account) {
    return SUBNET
        .unsatisfied()
        .expected("a " + parameters.subject())
        .seen(
            found.missing().isEmpty()
                ? "There is none in " + account.name() + "."
                : "There is no %s in %s."
                    .formatted(String.join(", ", found.missing()), account.name()))
        .remedy("Create it again.")
        .build();
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

  @Override
  public String toString() {
    return "%s (%s)".formatted(ID, parameters.subject());
  }
}
