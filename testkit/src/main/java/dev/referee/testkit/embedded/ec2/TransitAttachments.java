package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayVpcAttachmentResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayVpcAttachmentResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.ModifyTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.ModifyTransitGatewayVpcAttachmentResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TransitGateway;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentAssociation;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentState;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachmentOptions;

/**
 * An emulation of transit gateway VPC attachments, with at most one subnet per zone. Those of VPN
 * connections, which are listed along with them, are {@link VpnAttachments}.
 */
final class TransitAttachments {
  static final Duration COMING = Duration.ofMinutes(1);
  static final Duration GOING = Duration.ofMinutes(1);
  static final Duration LISTED_AFTER_DELETION = Duration.ofHours(1);

  static final ResourceTable.Kind KIND =
      new ResourceTable.Kind(
          "tgw-attach",
          "transit-gateway-attachment",
          "InvalidTransitGatewayAttachmentID.NotFound",
          "InvalidTransitGatewayAttachmentID.Malformed",
          "Transit Gateway Attachment %s was deleted or does not exist.");
  private static final Filters<TransitGatewayAttachment> GENERAL =
      new Filters<TransitGatewayAttachment>()
          .members(
              TransitGatewayAttachment.builder(),
              """
              association.state = Association.State
              association.transit-gateway-route-table-id = Association.TransitGatewayRouteTableId
              resource-id = ResourceId
              resource-owner-id = ResourceOwnerId
              resource-type = ResourceType
              state = State
              transit-gateway-attachment-id = TransitGatewayAttachmentId
              transit-gateway-id = TransitGatewayId
              transit-gateway-owner-id = TransitGatewayOwnerId
              """)
          .tags(TransitGatewayAttachment::tags);

  private final Ec2 ec2;
  private final ResourceTable<TransitGatewayVpcAttachment> table;

  TransitAttachments(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            KIND,
            TransitGatewayVpcAttachment::transitGatewayAttachmentId,
            (attachment, tags) -> attachment.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<TransitGatewayVpcAttachment>()
                .on("state", TransitGatewayVpcAttachment::stateAsString)
                .on(
                    "transit-gateway-attachment-id",
                    TransitGatewayVpcAttachment::transitGatewayAttachmentId)
                .on("transit-gateway-id", TransitGatewayVpcAttachment::transitGatewayId)
                .on("vpc-id", TransitGatewayVpcAttachment::vpcId));
  }

  CreateTransitGatewayVpcAttachmentResponse create(
      CreateTransitGatewayVpcAttachmentRequest request, Call call) {
    TransitGateway gateway = ec2.transitGateways.available(request.transitGatewayId());
    String vpcId = ec2.vpcs.get(request.vpcId()).vpcId();
    if (!table
        .all(
            attachment ->
                attachment.vpcId().equals(vpcId)
                    && attachment.transitGatewayId().equals(gateway.transitGatewayId())
                    && isAlive(attachment))
        .isEmpty()) {
      throw new AwsError(
          400,
          "DuplicateTransitGatewayAttachment",
          gateway.transitGatewayId()
              + " has non-deleted Transit Gateway Attachments with same VPC ID.");
    }
    if (request.subnetIds().isEmpty()) {
      throw AwsError.missing("SubnetIds");
    }
    onePerZone(vpcId, request.subnetIds());
    TransitGatewayVpcAttachmentOptions.Builder options =
        TransitGatewayVpcAttachmentOptions.builder()
            .dnsSupport("enable")
            .securityGroupReferencingSupport("enable")
            .ipv6Support("disable")
            .applianceModeSupport("disable");
    if (request.options() != null) {
      SdkFieldCopier.overlay(request.options(), options);
    }
    String id = ec2.ids.next("tgw-attach");
    table.put(
        TransitGatewayVpcAttachment.builder()
            .transitGatewayAttachmentId(id)
            .transitGatewayId(gateway.transitGatewayId())
            .vpcId(vpcId)
            .vpcOwnerId(ec2.context.accountId())
            .subnetIds(request.subnetIds())
            .creationTime(ec2.now())
            .state(TransitGatewayAttachmentState.PENDING)
            .options(options.build())
            .build());
    request.subnetIds().forEach(subnet -> join(id, subnet));
    ec2.tags.specified(id, request.tagSpecifications());
    ec2.later(COMING, () -> arrive(id, gateway));
    return CreateTransitGatewayVpcAttachmentResponse.builder()
        .transitGatewayVpcAttachment(table.tagged(table.get(id)))
        .build();
  }

  private void arrive(String id, TransitGateway gateway) {
    TransitGatewayVpcAttachment attachment = table.get(id);
    if (attachment.state() == TransitGatewayAttachmentState.PENDING) {
      state(id, TransitGatewayAttachmentState.AVAILABLE);
      ec2.transitTables.join(gateway, id);
    }
  }

  private void onePerZone(String vpcId, Iterable<String> subnetIds) {
    Set<String> zones = new LinkedHashSet<>();
    for (String subnetId : subnetIds) {
      Subnet subnet = ec2.subnets.get(subnetId);
      if (!subnet.vpcId().equals(vpcId)) {
        throw new AwsError(
            400,
            "InvalidSubnetID.NotFound",
            "The subnet ID '" + subnetId + "' does not exist in " + vpcId);
      }
      if (!zones.add(subnet.availabilityZone())) {
        throw new AwsError(
            400,
            "DuplicateSubnetsInSameZone",
            "Duplicate Subnets for same AZ: " + subnet.availabilityZone());
      }
    }
  }

  private void join(String id, String subnetId) {
    ec2.interfaces.create(
        ec2.subnets.get(subnetId),
        List.of(),
        null,
        "Network Interface for Transit Gateway Attachment " + id,
        NetworkInterfaceType.TRANSIT_GATEWAY);
  }

  private void part(String id, @Nullable String subnetId) {
    ec2.interfaces
        .where(
            face ->
                face.description().endsWith(" " + id)
                    && (subnetId == null || face.subnetId().equals(subnetId)))
        .forEach(face -> ec2.interfaces.delete(face.networkInterfaceId()));
  }

  ModifyTransitGatewayVpcAttachmentResponse modify(
      ModifyTransitGatewayVpcAttachmentRequest request, Call call) {
    TransitGatewayVpcAttachment attachment = usable(request.transitGatewayAttachmentId());
    String id = attachment.transitGatewayAttachmentId();
    Set<String> subnets = new LinkedHashSet<>(attachment.subnetIds());
    subnets.removeAll(request.removeSubnetIds());
    subnets.addAll(request.addSubnetIds());
    onePerZone(attachment.vpcId(), subnets);
    request.removeSubnetIds().forEach(removed -> part(id, removed));
    request.addSubnetIds().forEach(come -> join(id, come));
    TransitGatewayVpcAttachmentOptions.Builder options = attachment.options().toBuilder();
    if (request.options() != null) {
      SdkFieldCopier.overlay(request.options(), options);
    }
    table.put(attachment.toBuilder().subnetIds(subnets).options(options.build()).build());
    return ModifyTransitGatewayVpcAttachmentResponse.builder()
        .transitGatewayVpcAttachment(table.tagged(table.get(id)))
        .build();
  }

  DeleteTransitGatewayVpcAttachmentResponse delete(
      DeleteTransitGatewayVpcAttachmentRequest request, Call call) {
    String id = usable(request.transitGatewayAttachmentId()).transitGatewayAttachmentId();
    state(id, TransitGatewayAttachmentState.DELETING);
    ec2.transitTables.leave(id);
    ec2.later(
        GOING,
        () -> {
          part(id, null);
          state(id, TransitGatewayAttachmentState.DELETED);
          ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
        });
    return DeleteTransitGatewayVpcAttachmentResponse.builder()
        .transitGatewayVpcAttachment(table.tagged(table.get(id)))
        .build();
  }

  DescribeTransitGatewayVpcAttachmentsResponse describe(
      DescribeTransitGatewayVpcAttachmentsRequest request, Call call) {
    Page<TransitGatewayVpcAttachment> page =
        Page.of(
            table.describe(request.transitGatewayAttachmentIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeTransitGatewayVpcAttachmentsResponse.builder()
        .transitGatewayVpcAttachments(page.items())
        .nextToken(page.next())
        .build();
  }

  DescribeTransitGatewayAttachmentsResponse describe(
      DescribeTransitGatewayAttachmentsRequest request, Call call) {
    List<TransitGatewayAttachment> all =
        request.transitGatewayAttachmentIds().isEmpty()
            ? Stream.concat(
                    table.all(attachment -> true).stream().map(table::tagged).map(this::general),
                    ec2.vpnAttachments.all().stream().map(this::associated))
                .toList()
            : request.transitGatewayAttachmentIds().stream().distinct().map(this::general).toList();
    Page<TransitGatewayAttachment> page =
        Page.of(
            GENERAL.select(all, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeTransitGatewayAttachmentsResponse.builder()
        .transitGatewayAttachments(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Returns an attachment of whatever kind, or throws AWS's error. */
  TransitGatewayAttachment general(String id) {
    TransitGatewayAttachment ofVpn = ec2.vpnAttachments.find(id);
    return ofVpn == null ? general(table.tagged(table.get(id))) : associated(ofVpn);
  }

  private TransitGatewayAttachment associated(TransitGatewayAttachment attachment) {
    String routeTable = ec2.transitTables.associatedWith(attachment.transitGatewayAttachmentId());
    return attachment.toBuilder()
        .association(
            routeTable == null
                ? null
                : TransitGatewayAttachmentAssociation.builder()
                    .transitGatewayRouteTableId(routeTable)
                    .state("associated")
                    .build())
        .build();
  }

  private TransitGatewayAttachment general(TransitGatewayVpcAttachment attachment) {
    return associated(
        TransitGatewayAttachment.builder()
            .transitGatewayAttachmentId(attachment.transitGatewayAttachmentId())
            .transitGatewayId(attachment.transitGatewayId())
            .transitGatewayOwnerId(ec2.context.accountId())
            .resourceOwnerId(attachment.vpcOwnerId())
            .resourceType("vpc")
            .resourceId(attachment.vpcId())
            .state(attachment.state())
            .creationTime(attachment.creationTime())
            .tags(Tags.orNone(attachment.tags()))
            .build());
  }

  @Nullable TransitGatewayVpcAttachment find(String id) {
    return table.find(id);
  }

  /** Refuses an attachment of whatever kind that is not there to stay. */
  void mustBeUsable(String id) {
    if (general(id).state() != TransitGatewayAttachmentState.AVAILABLE) {
      throw new AwsError(400, "IncorrectState", id + " is in invalid state");
    }
  }

  /** Returns an attachment that is there to stay, or throws AWS's error. */
  private TransitGatewayVpcAttachment usable(String id) {
    TransitGatewayVpcAttachment attachment = table.get(id);
    mustBeUsable(id);
    return attachment;
  }

  boolean isAvailable(String id) {
    return (table.contains(id) || ec2.vpnAttachments.find(id) != null)
        && general(id).state() == TransitGatewayAttachmentState.AVAILABLE;
  }

  /** Returns whether a VPC can send through a gateway: it is attached to it, or about to be. */
  boolean joins(String vpcId, String gatewayId) {
    return !table
        .all(
            attachment ->
                attachment.vpcId().equals(vpcId)
                    && attachment.transitGatewayId().equals(gatewayId)
                    && isAlive(attachment))
        .isEmpty();
  }

  boolean areOf(String vpcId) {
    return !table
        .all(attachment -> attachment.vpcId().equals(vpcId) && isAlive(attachment))
        .isEmpty();
  }

  boolean hasAny(String gatewayId) {
    return !table
        .all(attachment -> attachment.transitGatewayId().equals(gatewayId) && isAlive(attachment))
        .isEmpty();
  }

  private static boolean isAlive(TransitGatewayVpcAttachment attachment) {
    return attachment.state() == TransitGatewayAttachmentState.PENDING
        || attachment.state() == TransitGatewayAttachmentState.AVAILABLE;
  }

  private void state(String id, TransitGatewayAttachmentState state) {
    table.change(id, attachment -> attachment.toBuilder().state(state).build());
  }
}
