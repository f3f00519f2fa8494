package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.CidrBlock;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.Ipv6CidrBlock;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionResponse;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionStateReason;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnectionVpcInfo;

/**
 * An emulation of peering connections within one account and Region, which the peer must accept.
 */
final class Peerings {
  static final Duration LISTED_AFTER_DELETION = Duration.ofHours(2);
  static final Duration EXPIRES_AFTER = Duration.ofDays(7);

  private final Ec2 ec2;
  private final ResourceTable<VpcPeeringConnection> table;

  Peerings(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "pcx",
                "vpc-peering-connection",
                "InvalidVpcPeeringConnectionID.NotFound",
                "InvalidVpcPeeringConnectionId.Malformed",
                "The vpcPeeringConnection ID '%s' does not exist"),
            VpcPeeringConnection::vpcPeeringConnectionId,
            (peering, tags) -> peering.toBuilder().tags(tags).build(),
            new Filters<VpcPeeringConnection>()
                .on(
                    "accepter-vpc-info.cidr-block",
                    peering -> peering.accepterVpcInfo().cidrBlock())
                .on("accepter-vpc-info.owner-id", peering -> peering.accepterVpcInfo().ownerId())
                .on("accepter-vpc-info.vpc-id", peering -> peering.accepterVpcInfo().vpcId())
                .on("expiration-time", VpcPeeringConnection::expirationTime)
                .on(
                    "requester-vpc-info.cidr-block",
                    peering -> peering.requesterVpcInfo().cidrBlock())
                .on("requester-vpc-info.owner-id", peering -> peering.requesterVpcInfo().ownerId())
                .on("requester-vpc-info.vpc-id", peering -> peering.requesterVpcInfo().vpcId())
                .on("status-code", Peerings::code)
                .on("status-message", peering -> peering.status().message())
                .on("vpc-peering-connection-id", VpcPeeringConnection::vpcPeeringConnectionId));
  }

  CreateVpcPeeringConnectionResponse create(CreateVpcPeeringConnectionRequest request, Call call) {
    Vpc mine = ec2.vpcs.get(request.vpcId());
    if (request.peerVpcId() == null) {
      throw AwsError.missing("PeerVpcId");
    }
    Vpc other = ec2.vpcs.get(request.peerVpcId());
    boolean overlaps =
        VpcRanges.ranges(mine).stream()
            .anyMatch(range -> VpcRanges.ranges(other).stream().anyMatch(range::overlaps));
    String id = ec2.ids.next("pcx");
    table.put(
        VpcPeeringConnection.builder()
            .vpcPeeringConnectionId(id)
            .requesterVpcInfo(end(mine))
            .accepterVpcInfo(end(other))
            .expirationTime(ec2.now().plus(EXPIRES_AFTER))
            .status(status("initiating-request", "Initiating Request to " + other.ownerId()))
            .build());
    ec2.tags.specified(id, request.tagSpecifications());
    VpcPeeringConnection answer = table.tagged(table.get(id));
    if (overlaps) {
      become(id, "failed", "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range");
      ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
    } else {
      become(id, "pending-acceptance", "Pending Acceptance by " + other.ownerId());
      ec2.later(EXPIRES_AFTER, () -> expire(id));
    }
    return CreateVpcPeeringConnectionResponse.builder().vpcPeeringConnection(answer).build();
  }

  private VpcPeeringConnectionVpcInfo end(Vpc vpc) {
    return VpcPeeringConnectionVpcInfo.builder()
        .vpcId(vpc.vpcId())
        .ownerId(vpc.ownerId())
        .region(ec2.context.region())
        .cidrBlock(vpc.cidrBlock())
        .cidrBlockSet(
            VpcRanges.ranges(vpc).stream()
                .map(range -> CidrBlock.builder().cidrBlock(range.toString()).build())
                .toList())
        .ipv6CidrBlockSet(
            VpcRanges.ipv6(vpc).stream()
                .map(range -> Ipv6CidrBlock.builder().ipv6CidrBlock(range.toString()).build())
                .toList())
        .build();
  }

  private void expire(String id) {
    VpcPeeringConnection peering = table.find(id);
    if (peering != null && code(peering).equals("pending-acceptance")) {
      become(id, "expired", "Peering request expired");
    }
  }

  AcceptVpcPeeringConnectionResponse accept(AcceptVpcPeeringConnectionRequest request, Call call) {
    String id = waiting(request.vpcPeeringConnectionId(), "accept");
    become(id, "active", "Active");
    return AcceptVpcPeeringConnectionResponse.builder()
        .vpcPeeringConnection(
            table.tagged(table.get(id)).toBuilder()
                .status(status("provisioning", "Provisioning"))
                .build())
        .build();
  }

  RejectVpcPeeringConnectionResponse reject(RejectVpcPeeringConnectionRequest request, Call call) {
    String id = waiting(request.vpcPeeringConnectionId(), "reject");
    become(id, "rejected", "Rejected by " + ec2.context.accountId());
    ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
    return RejectVpcPeeringConnectionResponse.builder().returnValue(true).build();
  }

  private String waiting(String id, String toDo) {
    VpcPeeringConnection peering = table.get(id);
    if (!code(peering).equals("pending-acceptance")) {
      throw new AwsError(
          400,
          "InvalidStateTransition",
          "Invalid state transition for "
              + id
              + ", attempted to "
              + toDo
              + " it while "
              + code(peering));
    }
    return peering.vpcPeeringConnectionId();
  }

  DeleteVpcPeeringConnectionResponse delete(DeleteVpcPeeringConnectionRequest request, Call call) {
    VpcPeeringConnection peering = table.get(request.vpcPeeringConnectionId());
    String id = peering.vpcPeeringConnectionId();
    if (!code(peering).equals("active") && !code(peering).equals("pending-acceptance")) {
      throw new AwsError(
          400,
          "InvalidStateTransition",
          "Invalid state transition for " + id + ", attempted to delete it while " + code(peering));
    }
    become(id, "deleted", "Deleted by " + ec2.context.accountId());
    ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
    return DeleteVpcPeeringConnectionResponse.builder().returnValue(true).build();
  }

  DescribeVpcPeeringConnectionsResponse describe(
      DescribeVpcPeeringConnectionsRequest request, Call call) {
    Page<VpcPeeringConnection> page =
        Page.of(
            table.describe(request.vpcPeeringConnectionIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeVpcPeeringConnectionsResponse.builder()
        .vpcPeeringConnections(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Returns whether a VPC is an end of a connection, whatever its state. */
  boolean isBetween(String vpcId, String id) {
    VpcPeeringConnection peering = table.get(id);
    return peering.requesterVpcInfo().vpcId().equals(vpcId)
        || peering.accepterVpcInfo().vpcId().equals(vpcId);
  }

  /** Returns whether an active connection joins two VPCs. */
  boolean connects(String vpcId, String other) {
    return !table
        .all(
            peering ->
                joins(vpcId, peering.vpcPeeringConnectionId())
                    && joins(other, peering.vpcPeeringConnectionId()))
        .isEmpty();
  }

  /** Returns whether a VPC can send through a connection. */
  boolean joins(String vpcId, String id) {
    VpcPeeringConnection peering = table.find(id);
    return peering != null && code(peering).equals("active") && isBetween(vpcId, id);
  }

  private void become(String id, String code, String message) {
    table.change(id, peering -> peering.toBuilder().status(status(code, message)).build());
  }

  private static String code(VpcPeeringConnection peering) {
    return Objects.requireNonNull(peering.status().codeAsString());
  }

  private static VpcPeeringConnectionStateReason status(String code, String message) {
    return VpcPeeringConnectionStateReason.builder().code(code).message(message).build();
  }
}
