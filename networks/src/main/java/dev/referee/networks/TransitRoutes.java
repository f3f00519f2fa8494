package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.AnswerReader;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesResponse;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteAttachment;

/** A reader of the attachments of a transit gateway and of their route tables. */
final class TransitRoutes {
  private static final int MOST = 1000;
  private static final String ATTACHMENTS = "DescribeTransitGatewayAttachments";
  private static final String SEARCH = "SearchTransitGatewayRoutes";

  private final Ec2Client ec2;
  private final String gatewayId;
  private final ImmutableMap<String, TransitGatewayAttachment> attachments;

  TransitRoutes(Ec2Client ec2, String gatewayId) {
    this.ec2 = ec2;
    this.gatewayId = gatewayId;
    this.attachments =
        ec2
            .describeTransitGatewayAttachmentsPaginator(
                request -> request.filters(Filters.of("transit-gateway-id", Set.of(gatewayId))))
            .transitGatewayAttachments()
            .stream()
            .map(
                attachment ->
                    AnswerReader.complete(
                        ATTACHMENTS,
                        attachment,
                        "TransitGatewayAttachmentId",
                        "ResourceType",
                        "ResourceId"))
            .collect(
                toImmutableMap(
                    TransitGatewayAttachment::transitGatewayAttachmentId,
                    attachment -> attachment));
  }

  /**
   * Returns an attachment.
   *
   * @throws Inconclusive if it is not visible to this account
   */
  TransitGatewayAttachment attachment(String id) {
    TransitGatewayAttachment attachment = attachments.get(id);
    if (attachment == null) {
      throw hidden("the attachment " + id);
    }
    return attachment;
  }

  private Inconclusive hidden(String resource) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        "%s of %s belongs to another account and is not visible".formatted(resource, gatewayId),
        "Judge the account that owns %s, or prove the path by other means.".formatted(gatewayId),
        null);
  }

  /**
   * Returns the route table for traffic from an attachment, if it is associated with one; its
   * targets are attachments.
   *
   * @throws Inconclusive if it is not visible to this account
   */
  Optional<RouteTable> table(String attachmentId) {
    TransitGatewayAttachment attachment = attachment(attachmentId);
    boolean foreign =
        attachment.transitGatewayOwnerId() != null
            && attachment.resourceOwnerId() != null
            && !attachment.transitGatewayOwnerId().equals(attachment.resourceOwnerId());
    if (foreign) {
      throw hidden("the route table of " + attachmentId);
    }
    if (attachment.association() == null) {
      return Optional.empty();
    }
    String tableId =
        AnswerReader.complete(ATTACHMENTS, attachment.association(), "TransitGatewayRouteTableId")
            .transitGatewayRouteTableId();
    SearchTransitGatewayRoutesResponse found =
        ec2.searchTransitGatewayRoutes(
            request ->
                request
                    .transitGatewayRouteTableId(tableId)
                    .filters(Filters.of("state", Set.of("active", "blackhole")))
                    .maxResults(MOST));
    if (Boolean.TRUE.equals(found.additionalRoutesAvailable())) {
      throw new Inconclusive(
          Cause.MISCONFIGURED, "%s has more than %s routes".formatted(tableId, MOST));
    }
    return Optional.of(
        new RouteTable(
            tableId, false, found.routes().stream().map(this::route).collect(toImmutableList())));
  }

  private Route route(TransitGatewayRoute route) {
    String target =
        route.transitGatewayAttachments().stream()
            .map(
                attachment ->
                    AnswerReader.complete(SEARCH, attachment, "TransitGatewayAttachmentId"))
            .map(TransitGatewayRouteAttachment::transitGatewayAttachmentId)
            .findFirst()
            .orElse("nothing");
    String destination =
        Stream.of(route.destinationCidrBlock(), route.prefixListId())
            .flatMap(Stream::ofNullable)
            .findFirst()
            .orElseThrow(() -> AnswerReader.unreadable(SEARCH, "lacks the destination of a Route"));
    AnswerReader.complete(SEARCH, route, "State");
    ImmutableList<String> blocks =
        destination.contains("/")
            ? ImmutableList.of(Cidr.ofAnswer(SEARCH, destination))
            : PrefixLists.blocks(ec2, destination);
    return new Route(
        destination,
        blocks,
        new RouteTarget(RouteTarget.Kind.OTHER, target),
        "blackhole".equals(route.stateAsString()),
        "propagated".equals(route.typeAsString()));
  }
}
