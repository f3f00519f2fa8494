package dev.referee.networks;

import static dev.referee.networks.HopExpectations.ADDRESS;
import static dev.referee.networks.HopExpectations.GATEWAY_ROUTE;
import static dev.referee.networks.HopExpectations.INTERNET_GATEWAY;
import static dev.referee.networks.HopExpectations.LEADS;
import static dev.referee.networks.HopExpectations.ROUTE;
import static dev.referee.networks.HopExpectations.TARGET;
import static dev.referee.networks.HopExpectations.TRANSIT_BACK;
import static dev.referee.networks.HopExpectations.VISIBLE;

import dev.referee.Expectation;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** A tracer of one path, route by route, which records a finding for each hop. Not thread-safe. */
final class PathTracer {

  /** The expectations of a route, in the subnet where the path begins or in a gateway's subnet. */
  private record Routing(Expectation exists, Expectation targetExists, Expectation leads) {
    static final Routing OWN = new Routing(ROUTE, TARGET, LEADS);
    static final Routing OF_GATEWAY = new Routing(GATEWAY_ROUTE, GATEWAY_ROUTE, GATEWAY_ROUTE);
  }

  private final VpcReader reader;
  private final HopRecorder recorder;
  private final AclHops acls;
  private final NatHops nat;
  private final TransitHops transit;
  private final GroupHops groups;

  PathTracer(VpcReader reader, GroupHops groups, HopRecorder recorder) {
    this.reader = reader;
    this.groups = groups;
    this.recorder = recorder;
    this.acls = new AclHops(reader, recorder);
    this.nat = new NatHops(this, reader, groups, acls, recorder);
    this.transit = new TransitHops(this, reader, acls, recorder);
  }

  /** Follows the path from the origin, and returns the traffic that gets through. */
  Traffic begin(Origin from, TrafficSpec spec) {
    Traffic allowed = groups.out(from, spec, recorder).and(acls.out(from, spec));
    Traffic routed = recorder.on(ROUTE, () -> routes(from, spec, Routing.OWN));
    return allowed.and(routed).and(acls.answersIn(from, spec));
  }

  /** Continues from a gateway's subnet, and returns the traffic that gets through. */
  Traffic onwards(Origin from, TrafficSpec spec) {
    return recorder.on(GATEWAY_ROUTE, () -> routes(from, spec, Routing.OF_GATEWAY));
  }

  RouteTable table(Origin from) {
    return reader
        .tables(from.vpcId())
        .of(from.vpcId(), from.subnetId())
        .orElseThrow(() -> HiddenResources.shared("the route table", from.subnetId()));
  }

  static Addresses family(Addresses to) {
    Addresses ipv4 = Addresses.of("0.0.0.0/0");
    Addresses ipv6 = Addresses.of("::/0");
    return (to.and(ipv4).isEmpty() ? Addresses.none() : ipv4)
        .plus(to.and(ipv6).isEmpty() ? Addresses.none() : ipv6);
  }

  private Traffic routes(Origin from, TrafficSpec spec, Routing routing) {
    return routes(from, table(from), spec, routing);
  }

  /**
   * Evaluates the return path of replies from a gateway: through a transit gateway, if the gateway
   * is not in the VPC of the origin.
   */
  Traffic back(RouteTable table, Origin gateway, Origin from, TrafficSpec spec) {
    Addresses senders = from.addresses().and(family(spec.to()));
    Map<Route, Addresses> taken = table.lookup(senders);
    if (taken.keySet().stream().allMatch(Route::isLocal) && table.unrouted(senders).isEmpty()) {
      return spec.traffic();
    }
    Addresses lost = senders;
    for (Map.Entry<Route, Addresses> entry : taken.entrySet()) {
      Route route = entry.getKey();
      boolean leadsBack =
          route.isLocal()
              || (route.target().kind() == RouteTarget.Kind.TRANSIT_GATEWAY && !route.blackhole());
      lost = leadsBack ? lost.minus(entry.getValue()) : lost;
    }
    if (lost.isEmpty()) {
      recorder.passes(
          TRANSIT_BACK, table.id(), "%s has a route back to %s.".formatted(table.id(), senders));
      return spec.traffic();
    }
    recorder.blocks(
        TRANSIT_BACK,
        table.id(),
        "a route to %s through the transit gateway, for the replies".formatted(senders),
        "%s of %s, where %s is, has no route back to %s."
            .formatted(table, gateway.subnetId(), gateway.name(), lost),
        "Add a route for %s to %s of %s, with the transit gateway as its target."
            .formatted(lost, table, gateway.subnetId()));
    return Traffic.none();
  }

  /** Continues with a route table that belongs to no subnet: that of a regional NAT gateway. */
  Traffic onwards(Origin from, RouteTable table, TrafficSpec spec) {
    return routes(from, table, spec, Routing.OF_GATEWAY);
  }

  private Traffic routes(Origin from, RouteTable table, TrafficSpec spec, Routing routing) {
    Traffic through = Traffic.none();
    for (Map.Entry<Route, Addresses> taken : table.lookup(spec.to()).entrySet()) {
      Route route = taken.getKey();
      if (!route.isLocal()) {
        TrafficSpec part = spec.to(taken.getValue());
        through = through.plus(follow(from, table, route, part, routing));
      }
    }
    Addresses unrouted = table.unrouted(spec.to());
    if (!unrouted.isEmpty()) {
      recorder.blocks(
          routing.exists(),
          table.id(),
          "a route to %s in %s of %s"
              .formatted(AddressText.blocks(unrouted), table, from.subnetId()),
          "%s of %s has no route to %s."
              .formatted(table, from.subnetId(), AddressText.blocks(unrouted)),
          "Add a route for %s to %s, with %s as its target; or associate %s with a route table that"
                  .formatted(
                      AddressText.blocks(unrouted),
                      table,
                      target(from, unrouted, routing),
                      from.subnetId())
              + " has one.");
    }
    return through;
  }

  /** Returns the possible targets of a route to some addresses: NAT gateways are for IPv4 only. */
  private static String target(Origin from, Addresses to, Routing routing) {
    return routing.exists().equals(GATEWAY_ROUTE)
            && from.publicAddress() == Origin.PublicAddress.YES
        ? "an internet gateway"
        : gateway(to);
  }

  /** Returns the kind of gateway through which private subnets reach addresses. */
  static String gateway(Addresses to) {
    boolean ipv4 = !to.and(Addresses.of("0.0.0.0/0")).isEmpty();
    boolean ipv6 = !to.and(Addresses.of("::/0")).isEmpty();
    String six = "an egress-only internet gateway";
    return ipv6 ? (ipv4 ? "a NAT gateway (for IPv6 " + six + ")" : six) : "a NAT gateway";
  }

  private Traffic follow(
      Origin from, RouteTable table, Route route, TrafficSpec spec, Routing routing) {
    RouteTarget target = route.target();
    if (route.blackhole() && !isExplained(from, route)) {
      recorder.blocks(
          routing.targetExists(),
          target.id(),
          "a route to %s whose target is available".formatted(route.destination()),
          "%s of %s has %s: %s is not available, so the traffic is dropped."
              .formatted(table, from.subnetId(), route, target),
          "Replace this route in %s by one to %s that is available."
              .formatted(table, target(from, spec.to(), routing)));
      return Traffic.none();
    }
    String seen = "%s of %s has %s.".formatted(table, from.subnetId(), route);
    if (target.kind() != RouteTarget.Kind.VPC_ENDPOINT) {
      recorder.passes(routing.exists(), table.id(), seen);
    }
    return switch (target.kind()) {
      case INTERNET_GATEWAY -> internetGateway(from, target.id(), spec);
      case EGRESS_ONLY_INTERNET_GATEWAY -> egressOnly(from, target.id(), spec, routing);
      case NAT_GATEWAY -> nat.gateway(from, target.id(), spec);
      case NETWORK_INTERFACE -> nat.instance(from, target.id(), spec, routing.targetExists());
      case TRANSIT_GATEWAY -> transit.gateway(from, target.id(), spec);
      case VPC_ENDPOINT -> endpoint(from, target.id(), seen);
      case PEERING_CONNECTION -> {
        recorder.blocks(
            routing.leads(),
            target.id(),
            "a route to %s through a gateway of the VPC, or through a transit gateway"
                .formatted(route.destination()),
            seen + " A peering connection reaches only the peer VPC, nothing beyond it.",
            "Change this route in %s: its target has to be %s of this VPC, or a transit gateway."
                .formatted(table, gateway(spec.to())));
        yield Traffic.none();
      }
      default -> hidden(target, seen);
    };
  }

  /** Returns whether the target of the route still exists, and records what is wrong. */
  private boolean isExplained(Origin from, Route route) {
    return switch (route.target().kind()) {
      case NAT_GATEWAY -> nat.hasFailed(from, route.target().id());
      case NETWORK_INTERFACE -> nat.isStopped(route.target().id());
      case INTERNET_GATEWAY -> true; // the attachment decides, not the route's state
      default -> false;
    };
  }

  private Traffic hidden(RouteTarget target, String seen) {
    recorder.hides(
        VISIBLE,
        target.id(),
        seen + " Referee cannot see what is behind %s.".formatted(target.kind().words()),
        "Ask the organisers: Referee cannot prove that this route reaches the destination.");
    return Traffic.none();
  }

  private Traffic internetGateway(Origin from, String id, TrafficSpec spec) {
    return recorder.on(
        INTERNET_GATEWAY,
        () -> {
          if (!reader.isAttached(id, from.vpcId())) {
            recorder.blocks(
                INTERNET_GATEWAY,
                id,
                "an internet gateway attached to " + from.vpcId(),
                id + " is not attached to " + from.vpcId() + ".",
                "Attach %s to %s, or change the route to the internet gateway that is attached."
                    .formatted(id, from.vpcId()));
            return Traffic.none();
          }
          recorder.passes(INTERNET_GATEWAY, id, id + " is attached to " + from.vpcId() + ".");
          return addressed(from, spec) ? spec.traffic() : Traffic.none();
        });
  }

  private boolean addressed(Origin from, TrafficSpec spec) {
    boolean ipv4 = spec.to().and(Addresses.of("0.0.0.0/0")).isEmpty() || hasPublic(from);
    return hasIpv6(from, spec) && ipv4;
  }

  private boolean hasPublic(Origin from) {
    boolean has =
        switch (from.publicAddress()) {
          case YES -> true;
          case NO -> false;
          case OF_INSTANCES -> PublicInstances.in(from.subnetId(), reader);
        };
    if (has) {
      recorder.passes(
          ADDRESS,
          from.name(),
          from.publicAddress() == Origin.PublicAddress.OF_INSTANCES
              ? "No instance in " + from.name() + " lacks a public IPv4 address."
              : from.name() + " has public IPv4 addresses.");
    } else {
      recorder.blocks(
          from.missingPublic(),
          from.name(),
          "a public IPv4 address, which an internet gateway needs",
          from + " has no public IPv4 address.",
          from.missingPublic().equals(ADDRESS)
              ? "Route %s to a NAT gateway instead; or associate an Elastic IP address, if it may be"
                      .formatted(from.subnetId())
                  + " public."
              : "Create a NAT gateway with connectivity type public, and change the route to it.");
    }
    return has;
  }

  private boolean hasIpv6(Origin from, TrafficSpec spec) {
    if (spec.to().and(Addresses.of("::/0")).isEmpty()) {
      return true;
    }
    boolean has = !from.addresses().and(Addresses.of("::/0")).isEmpty();
    if (has) {
      recorder.passes(ADDRESS, from.name(), from.name() + " has IPv6 addresses.");
    } else {
      recorder.blocks(
          ADDRESS,
          from.name(),
          "an IPv6 address",
          from + " has no IPv6 address.",
          "Associate an IPv6 CIDR block with %s and %s, and assign addresses from it."
              .formatted(from.vpcId(), from.subnetId()));
    }
    return has;
  }

  private Traffic egressOnly(Origin from, String id, TrafficSpec spec, Routing routing) {
    return recorder.on(
        routing.targetExists(),
        () -> {
          if (!reader.isEgressOnlyGateway(id, from.vpcId())) {
            recorder.blocks(
                routing.targetExists(),
                id,
                "an egress-only internet gateway attached to " + from.vpcId(),
                id + " is not attached to " + from.vpcId() + ".",
                "Create an egress-only internet gateway for %s, and change the route to it."
                    .formatted(from.vpcId()));
            return Traffic.none();
          }
          recorder.passes(routing.targetExists(), id, id + " is attached to " + from.vpcId() + ".");
          return hasIpv6(from, spec) ? spec.traffic() : Traffic.none();
        });
  }

  /**
   * A gateway endpoint takes the traffic to its service; other targets of that kind are filters.
   */
  private Traffic endpoint(Origin from, String id, String seen) {
    return recorder.on(
        VISIBLE,
        () -> {
          boolean isGateway =
              reader.endpoints(from.vpcId()).stream()
                  .filter(endpoint -> id.equals(endpoint.vpcEndpointId()))
                  .map(VpcEndpoint::vpcEndpointTypeAsString)
                  .anyMatch("Gateway"::equals);
          if (!isGateway) {
            hidden(new RouteTarget(RouteTarget.Kind.VPC_ENDPOINT, id), seen);
          }
          return Traffic.none();
        });
  }
}
