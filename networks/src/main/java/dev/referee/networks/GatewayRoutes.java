package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.networks.InternetExposure.NO_GATEWAY_ROUTE;
import static dev.referee.networks.InternetExposure.WAY_OUT;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.resources.InstanceReads;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An evaluator of the routes of the subnets in which instances have an interface. They are read on
 * demand. Not thread-safe.
 */
final class GatewayRoutes {
  private static final Addresses IPV4 = Addresses.internet().and(Addresses.of("0.0.0.0/0"));
  private static final Addresses IPV6 = Addresses.internet().minus(IPV4);

  /** A route table, and the subnets of the instances that use it. */
  private record Used(String vpcId, RouteTable table, Set<String> subnets) {}

  /** A route that lets traffic from the internet in, and its route table. */
  private record WayIn(Used used, Route route) {
    String remedy() {
      return "In %s, change the target of %s to %s, or delete the route; or associate %s with a route"
              .formatted(
                  used.table(), route, route.outboundGateway(), String.join(", ", used.subnets()))
          + " table that has no route to an internet gateway.";
    }
  }

  private final ImmutableList<Instance> staying;
  private final ImmutableList<Instance> terminating;
  private final boolean ipv6Counts;
  private final VpcReader reader;
  private final PublicRoutes routes;

  GatewayRoutes(Ec2Client ec2, List<Instance> instances, boolean ipv6) {
    this.staying =
        instances.stream()
            .filter(instance -> !InstanceReads.isEnded(instance))
            .collect(toImmutableList());
    this.terminating = instances.stream().filter(InstanceReads::isEnded).collect(toImmutableList());
    this.ipv6Counts = ipv6;
    this.reader =
        new VpcReader(
            ec2,
            instances.stream()
                .flatMap(instance -> Stream.ofNullable(instance.vpcId()))
                .collect(toImmutableSet()));
    this.routes = new PublicRoutes(reader);
  }

  /**
   * Returns the route through which the internet reaches IPv6 addresses of an interface's subnet.
   */
  Stream<String> ipv6WaysIn(Interface face) {
    RouteTable table = table(face);
    return routes.ipv6(table, face.vpcId()).stream().map(route -> table.id() + " has " + route);
  }

  Finding finding() {
    List<Used> all = used(staying);
    List<WayIn> open = waysIn(all);
    List<WayIn> closing = open.isEmpty() ? waysIn(used(terminating)) : List.of();
    if (open.isEmpty() && closing.isEmpty()) {
      return satisfied(all);
    }
    List<WayIn> waysIn = open.isEmpty() ? closing : open;
    Finding.Builder finding =
        (open.isEmpty() ? NO_GATEWAY_ROUTE.pending() : NO_GATEWAY_ROUTE.unsatisfied())
            .expected("no route to an internet gateway in the route tables of their subnets")
            .seen(
                waysIn.size() == 1
                    ? "1 route leads to an internet gateway."
                    : waysIn.size() + " routes lead to an internet gateway.")
            .remedy(
                open.isEmpty()
                    ? "Wait until EC2 has terminated the instances that use them."
                    : waysIn.get(0).remedy());
    Facts.add(
        finding,
        waysIn,
        wayIn -> wayIn.used().table().toString(),
        wayIn -> wayIn.route() + ", used by " + String.join(", ", wayIn.used().subnets()));
    return finding.build();
  }

  private Finding satisfied(List<Used> all) {
    Finding.Builder finding =
        NO_GATEWAY_ROUTE.satisfied().seen("No route leads to an attached internet gateway.");
    List<WayIn> dead =
        all.stream()
            .flatMap(
                used ->
                    used.table().leadingTo(RouteTarget.Kind.INTERNET_GATEWAY).keySet().stream()
                        .filter(route -> !reader.isAttached(route.target().id(), used.vpcId()))
                        .map(route -> new WayIn(used, route)))
            .toList();
    Facts.add(
        finding,
        dead,
        wayIn -> wayIn.used().table().toString(),
        wayIn ->
            wayIn.route()
                + ": the gateway is not attached to the VPC, so no traffic comes in through it");
    return finding.build();
  }

  /** Step: an active route to a target other than an internet gateway leads to the internet. */
  Finding wayOut() {
    List<Used> cut = used(staying).stream().filter(used -> !leadsOut(used.table())).toList();
    if (cut.isEmpty()) {
      return WAY_OUT.satisfied().seen("Their subnets have a route to the internet.").build();
    }
    Finding.Builder finding =
        WAY_OUT
            .unsatisfied()
            .expected(
                "a route to the internet for outbound traffic only, for example to a NAT gateway")
            .seen(
                "The route tables of %s no longer have a route to the internet."
                    .formatted(String.join(", ", cut.get(0).subnets())))
            .remedy(
                "Add a route for 0.0.0.0/0 to %s, with a NAT gateway in a public subnet as its target."
                    .formatted(cut.get(0).table()));
    Facts.add(
        finding, cut, used -> used.table().toString(), used -> used.table().routes().toString());
    return finding.build();
  }

  private static boolean leadsOut(RouteTable table) {
    Addresses routed =
        table.lookup(Addresses.internet()).entrySet().stream()
            .filter(entry -> !entry.getKey().blackhole() && !isToGateway(entry.getKey()))
            .map(Map.Entry::getValue)
            .reduce(Addresses.none(), Addresses::plus);
    return routed.covers(IPV4) || routed.covers(IPV6);
  }

  private static boolean isToGateway(Route route) {
    return route.target().kind() == RouteTarget.Kind.INTERNET_GATEWAY;
  }

  private List<WayIn> waysIn(List<Used> all) {
    return all.stream().flatMap(used -> waysIn(used).map(route -> new WayIn(used, route))).toList();
  }

  private Stream<Route> waysIn(Used used) {
    return (ipv6Counts
            ? routes.of(used.table(), used.vpcId())
            : routes.ipv4(used.table(), used.vpcId()))
        .stream();
  }

  private List<Used> used(List<Instance> instances) {
    Map<String, Used> used = new TreeMap<>();
    instances.stream()
        .flatMap(Interface::of)
        .forEach(
            face -> {
              RouteTable table = table(face);
              used.computeIfAbsent(
                      table.toString(), same -> new Used(face.vpcId(), table, new TreeSet<>()))
                  .subnets()
                  .add(face.subnetId());
            });
    return ImmutableList.copyOf(used.values());
  }

  private RouteTable table(Interface face) {
    return reader
        .tables(face.vpcId())
        .of(face.vpcId(), face.subnetId())
        .orElseThrow(
            () ->
                new Inconclusive(
                    Cause.ACCESS_DENIED,
                    "The route table of %s is not visible from this account."
                        .formatted(face.subnetId())));
  }
}
