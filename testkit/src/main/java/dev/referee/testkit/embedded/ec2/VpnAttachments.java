package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Filters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.TransitGateway;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentResourceType;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentState;

/**
 * Keeps the attachments of VPN connections to transit gateways, which come and go with them.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpn-attachments.html">Site-to-Site
 *     VPN attachments in AWS Transit Gateway</a>
 */
final class VpnAttachments {
  private final Ec2 ec2;
  private final ResourceTable<TransitGatewayAttachment> table;

  VpnAttachments(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            TransitAttachments.KIND,
            TransitGatewayAttachment::transitGatewayAttachmentId,
            (attachment, tags) -> attachment.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<TransitGatewayAttachment>());
  }

  void create(String connectionId, String gatewayId) {
    table.put(
        TransitGatewayAttachment.builder()
            .transitGatewayAttachmentId(ec2.ids.next("tgw-attach"))
            .transitGatewayId(gatewayId)
            .transitGatewayOwnerId(ec2.context.accountId())
            .resourceOwnerId(ec2.context.accountId())
            .resourceType(TransitGatewayAttachmentResourceType.VPN)
            .resourceId(connectionId)
            .state(TransitGatewayAttachmentState.PENDING)
            .creationTime(ec2.now())
            .build());
  }

  /** Makes a connection's attachment available, in the default route tables of its gateway. */
  void arrive(String connectionId, TransitGateway gateway) {
    for (TransitGatewayAttachment attachment : of(connectionId)) {
      state(attachment, TransitGatewayAttachmentState.AVAILABLE);
      ec2.transitTables.join(gateway, attachment.transitGatewayAttachmentId());
    }
  }

  void leave(String connectionId) {
    for (TransitGatewayAttachment attachment : of(connectionId)) {
      state(attachment, TransitGatewayAttachmentState.DELETING);
      ec2.transitTables.leave(attachment.transitGatewayAttachmentId());
    }
  }

  void gone(String connectionId) {
    for (TransitGatewayAttachment attachment : of(connectionId)) {
      state(attachment, TransitGatewayAttachmentState.DELETED);
      ec2.later(
          TransitAttachments.LISTED_AFTER_DELETION,
          () -> table.remove(attachment.transitGatewayAttachmentId()));
    }
  }

  private void state(TransitGatewayAttachment attachment, TransitGatewayAttachmentState state) {
    table.put(attachment.toBuilder().state(state).build());
  }

  private List<TransitGatewayAttachment> of(String connectionId) {
    return table.all(attachment -> attachment.resourceId().equals(connectionId));
  }

  @Nullable TransitGatewayAttachment find(String id) {
    TransitGatewayAttachment attachment = table.find(id);
    return attachment == null ? null : table.tagged(attachment);
  }

  List<TransitGatewayAttachment> all() {
    return table.all(attachment -> true).stream().map(table::tagged).toList();
  }

  boolean hasAny(String gatewayId) {
    return !table
        .all(
            attachment ->
                attachment.transitGatewayId().equals(gatewayId)
                    && attachment.state() != TransitGatewayAttachmentState.DELETED)
        .isEmpty();
  }
}
