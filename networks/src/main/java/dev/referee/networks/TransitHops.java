package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.networks.HopExpectations.GATEWAY_ACL;
import static dev.referee.networks.HopExpectations.LEADS;
import static dev.referee.networks.HopExpectations.TRANSIT_ATTACHED;
import static dev.referee.networks.HopExpectations.TRANSIT_BACK;
import static dev.referee.networks.HopExpectations.TRANSIT_ROUTE;
import static dev.referee.networks.HopExpectations.VISIBLE;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.aws.AnswerReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;

/**
 * The hops through a transit gateway in both directions. They are the VPC's attachment, its
 * associated route table, the attachment that the route leads to, and the hops in the other VPC.
 *
 * <p>Resources of another account cannot be seen, and never count as a path.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">How
 *     transit gateways work</a>
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html">Network ACLs for transit
 *     gateways</a>
 */
final class TransitHops {
  private final PathTracer tracer;
  private final VpcReader reader;
  private final AclHops acls;
  private final HopRecorder recorder;

  TransitHops(PathTracer tracer, VpcReader reader, AclHops acls, HopRecorder recorder) {
    this.tracer = tracer;
    this.reader = reader;
    this.acls = acls;
    this.recorder = recorder;
  }

  Traffic gateway(Origin from, String id, TrafficSpec spec) {
    return recorder.on(TRANSIT_ATTACHED, () -> through(from, id, spec));
  }

  private Traffic through(Origin from, String id, TrafficSpec spec) {
    if (!recorder.visits(id)) {
      recorder.blocks(
          LEADS,
          id,
          "a route onward from the VPC behind " + id,
          "The VPC behind %s routes back to %s.".formatted(id, id),
          "Route its subnets that are attached to a NAT gateway.");
      return Traffic.none();
    }
    try {
      Optional<TransitGatewayVpcAttachment> attachment = attachment(from, id);
      if (attachment.isEmpty()) {
        return Traffic.none();
      }
      Traffic in = enters(from, attachment.get(), spec);
      return recorder.on(TRANSIT_ROUTE, () -> routed(from, id, attachment.get(), spec)).and(in);
    } finally {
      recorder.leaves(id); // even if it cannot be seen: another route may lead here
    }
  }

  private Optional<TransitGatewayVpcAttachment> attachment(Origin from, String id) {
    List<TransitGatewayVpcAttachment> attachments =
        attachments(from.vpcId(), id).stream()
            .filter(attachment -> !nullToEmpty(attachment.stateAsString()).startsWith("delet"))
            .collect(toImmutableList());
    if (attachments.isEmpty()) {
      recorder.blocks(
          TRANSIT_ATTACHED,
          id,
          "an attachment of %s to %s".formatted(from.vpcId(), id),
          "%s is not attached to %s.".formatted(id, from.vpcId()),
          "Attach %s to %s, with a subnet in each Availability Zone that is used."
              .formatted(from.vpcId(), id));
      return Optional.empty();
    }
    TransitGatewayVpcAttachment attachment = attachments.get(0);
    String name = attachment.transitGatewayAttachmentId();
    String state = nullToEmpty(attachment.stateAsString());
    if (state.equals("pending") || state.equals("initiating") || state.equals("modifying")) {
      recorder.waits(TRANSIT_ATTACHED, name, "%s is %s.".formatted(name, state));
      return Optional.of(attachment);
    }
    Map<String, Subnet> subnets = reader.subnets(from.vpcId());
    boolean inZone =
        from.zone().isEmpty()
            || attachment.subnetIds().stream()
                .map(subnets::get)
                .anyMatch(
                    subnet -> subnet != null && from.zone().equals(subnet.availabilityZone()));
    if (!state.equals("available") || !inZone) {
      recorder.blocks(
          TRANSIT_ATTACHED,
          name,
          "an attachment that is available, with a subnet in " + from.zone(),
          state.equals("available")
              ? "%s has no subnet in %s, where %s is.".formatted(name, from.zone(), from.subnetId())
              : "%s is %s.".formatted(name, state),
          state.equals("available")
              ? "Add a subnet in %s to the attachment.".formatted(from.zone())
              : "The owner of %s has to accept the attachment; otherwise create it again."
                  .formatted(id));
      return Optional.empty();
    }
    recorder.passes(TRANSIT_ATTACHED, name, name + " attaches " + from.vpcId() + ".");
    return Optional.of(attachment);
  }

  private ImmutableList<TransitGatewayVpcAttachment> attachments(String vpcId, String gatewayId) {
    return reader
        .ec2()
        .describeTransitGatewayVpcAttachmentsPaginator(
            request ->
                request.filters(
                    Filters.of("transit-gateway-id", Set.of(gatewayId)),
                    Filters.of("vpc-id", Set.of(vpcId))))
        .transitGatewayVpcAttachments()
        .stream()
        .map(
            attachment ->
                AnswerReader.complete(
                    "DescribeTransitGatewayVpcAttachments",
                    attachment,
                    "TransitGatewayAttachmentId",
                    "VpcId",
                    "State"))
        .collect(toImmutableList());
  }

  /** Evaluates the inbound ACLs of the subnets where the transit gateway is attached. */
  private Traffic enters(Origin from, TransitGatewayVpcAttachment attachment, TrafficSpec spec) {
    Traffic in = spec.traffic();
    Map<String, Subnet> subnets = reader.subnets(from.vpcId());
    for (String subnetId : attachment.subnetIds()) {
      Subnet subnet = subnets.get(subnetId);
      if (subnet != null && from.zone().equals(subnet.availabilityZone())) {
        in =
            in.and(
                acls.gateway(
                    GATEWAY_ACL, from.movedTo(attachmentName(attachment), subnet), from, spec));
      }
    }
    return in;
  }

  private static String attachmentName(TransitGatewayVpcAttachment attachment) {
    return attachment.transitGatewayAttachmentId();
  }

  private Traffic routed(
      Origin from, String id, TransitGatewayVpcAttachment attachment, TrafficSpec spec) {
    TransitRoutes routes = new TransitRoutes(reader.ec2(), id);
    RouteTable table = table(routes, id, attachmentName(attachment), TRANSIT_ROUTE);
    if (table == null) {
      return Traffic.none();
    }
    Traffic through = Traffic.none();
    for (Map.Entry<Route, Addresses> taken : table.lookup(spec.to()).entrySet()) {
      Route route = taken.getKey();
      TrafficSpec part = spec.to(taken.getValue());
      if (route.blackhole()) {
        recorder.blocks(
            TRANSIT_ROUTE,
            table.id(),
            "a route to %s whose target is an attachment".formatted(route.destination()),
            "%s of %s has %s, which drops the traffic.".formatted(table.id(), id, route),
            "Replace it by a route to the attachment of the VPC that has %s."
                .formatted(PathTracer.gateway(part.to())));
      } else {
        recorder.passes(
            TRANSIT_ROUTE, table.id(), "%s of %s has %s.".formatted(table.id(), id, route));
        through = through.plus(arrives(from, id, routes, route, part));
      }
    }
    Addresses unrouted = table.unrouted(spec.to());
    if (!unrouted.isEmpty()) {
      recorder.blocks(
          TRANSIT_ROUTE,
          table.id(),
          "a route to " + AddressText.blocks(unrouted),
          "%s of %s has no route to %s.".formatted(table.id(), id, AddressText.blocks(unrouted)),
          "Add a static route for %s to %s, to the attachment of the VPC that has %s."
              .formatted(AddressText.blocks(unrouted), table.id(), PathTracer.gateway(unrouted)));
    }
    return through;
  }

  private @Nullable RouteTable table(
      TransitRoutes routes, String id, String attachmentId, Expectation step) {
    Optional<RouteTable> table = routes.table(attachmentId);
    if (table.isEmpty()) {
      recorder.blocks(
          step,
          attachmentId,
          "an association with a route table of " + id,
          "%s is not associated with a route table of %s, so its traffic is dropped."
              .formatted(attachmentId, id),
          "Associate %s with a route table of %s.".formatted(attachmentId, id));
    }
    return table.orElse(null);
  }

  private Traffic arrives(
      Origin from, String id, TransitRoutes routes, Route route, TrafficSpec spec) {
    TransitGatewayAttachment destination = routes.attachment(route.target().id());
    String vpcId = nullToEmpty(destination.resourceId());
    List<TransitGatewayVpcAttachment> ends =
        "vpc".equals(destination.resourceTypeAsString()) ? attachments(vpcId, id) : List.of();
    Map<String, Subnet> subnets = ends.isEmpty() ? Map.of() : reader.subnets(vpcId);
    List<Subnet> arriving =
        ends.stream()
            .flatMap(end -> end.subnetIds().stream())
            .map(subnets::get)
            .filter(subnet -> subnet != null)
            .toList();
    if (arriving.isEmpty()) {
      recorder.hides(
          VISIBLE,
          route.target().id(),
          "%s leads to %s %s, which is not visible from this account."
              .formatted(route, nullToEmpty(destination.resourceTypeAsString()), vpcId),
          "Ask the organisers: Referee cannot prove that this route reaches the destination.");
      return Traffic.none();
    }
    Traffic back = recorder.on(TRANSIT_BACK, () -> back(from, destination, routes, spec));
    // Traffic stays in its zone if the other VPC is attached there, and otherwise may take any
    // zone.
    Subnet subnet =
        arriving.stream()
            .filter(each -> from.zone().equals(each.availabilityZone()))
            .findFirst()
            .orElse(arriving.get(0));
    Origin arrival = from.movedTo(destination.transitGatewayAttachmentId(), subnet);
    Traffic allowed = acls.gatewayOut(arrival, spec);
    return allowed.and(back).and(tracer.onwards(arrival, spec));
  }

  /** Evaluates the return route of replies in the table of the other attachment. */
  private Traffic back(
      Origin from, TransitGatewayAttachment destination, TransitRoutes routes, TrafficSpec spec) {
    RouteTable table =
        table(
            routes,
            destination.transitGatewayId(),
            destination.transitGatewayAttachmentId(),
            TRANSIT_BACK);
    if (table == null) {
      return Traffic.none();
    }
    Addresses senders = from.addresses().and(PathTracer.family(spec.to()));
    Addresses lost = senders;
    for (Map.Entry<Route, Addresses> taken : table.lookup(senders).entrySet()) {
      Route route = taken.getKey();
      boolean leadsBack =
          !route.blackhole()
              && from.vpcId().equals(routes.attachment(route.target().id()).resourceId());
      lost = leadsBack ? lost.minus(taken.getValue()) : lost;
    }
    if (lost.isEmpty()) {
      recorder.passes(
          TRANSIT_BACK,
          table.id(),
          "%s has a route back to %s.".formatted(table.id(), from.vpcId()));
      return spec.traffic();
    }
    recorder.blocks(
        TRANSIT_BACK,
        table.id(),
        "a route to %s, for the replies".formatted(senders),
        "%s, the route table of the other VPC's attachment, has no route for %s back to %s."
            .formatted(table.id(), lost, from.vpcId()),
        "Propagate the attachment of %s to %s, or add a static route for %s to it."
            .formatted(from.vpcId(), table.id(), lost));
    return Traffic.none();
  }
}
