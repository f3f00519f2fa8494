package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** An emulation of internet gateways, with at most one per VPC and one VPC per gateway. */
final class InternetGateways {
  private final Ec2 ec2;
  private final ResourceTable<InternetGateway> table;

  InternetGateways(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "igw",
                "internet-gateway",
                "InvalidInternetGatewayID.NotFound",
                "InvalidInternetGatewayId.Malformed",
                "The internetGateway ID '%s' does not exist"),
            InternetGateway::internetGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            new Filters<InternetGateway>()
                .any(
                    "attachment.vpc-id",
                    gateway ->
                        gateway.attachments().stream()
                            .map(InternetGatewayAttachment::vpcId)
                            .toList())
                .any(
                    "attachment.state",
                    gateway ->
                        gateway.attachments().stream()
                            .map(InternetGatewayAttachment::stateAsString)
                            .toList())
                .on("internet-gateway-id", InternetGateway::internetGatewayId)
                .on("owner-id", InternetGateway::ownerId));
  }

  CreateInternetGatewayResponse create(CreateInternetGatewayRequest request, Call call) {
    String id = make();
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateInternetGatewayResponse.builder()
        .internetGateway(table.tagged(table.get(id)))
        .build();
  }

  String make() {
    String id = ec2.ids.next("igw");
    table.put(
        InternetGateway.builder()
            .internetGatewayId(id)
            .ownerId(ec2.context.accountId())
            .attachments(List.of())
            .build());
    return id;
  }

  DescribeInternetGatewaysResponse describe(DescribeInternetGatewaysRequest request, Call call) {
    Page<InternetGateway> page =
        Page.of(
            table.describe(request.internetGatewayIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeInternetGatewaysResponse.builder()
        .internetGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  AttachInternetGatewayResponse attach(AttachInternetGatewayRequest request, Call call) {
    InternetGateway gateway = get(request.internetGatewayId());
    String vpcId = ec2.vpcs.get(request.vpcId()).vpcId();
    if (!gateway.attachments().isEmpty()) {
      throw new AwsError(
          400,
          "Resource.AlreadyAssociated",
          "resource "
              + gateway.internetGatewayId()
              + " is already attached to network "
              + gateway.attachments().get(0).vpcId());
    }
    if (isAttached(vpcId)) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Network " + vpcId + " already has an internet gateway attached");
    }
    attach(gateway.internetGatewayId(), vpcId);
    return AttachInternetGatewayResponse.builder().build();
  }

  void attach(String id, String vpcId) {
    table.change(
        id,
        gateway ->
            gateway.toBuilder()
                .attachments(
                    InternetGatewayAttachment.builder().vpcId(vpcId).state("available").build())
                .build());
  }

  DetachInternetGatewayResponse detach(DetachInternetGatewayRequest request, Call call) {
    String id = get(request.internetGatewayId()).internetGatewayId();
    String vpcId = ec2.vpcs.get(request.vpcId()).vpcId();
    if (!isAttached(id, vpcId)) {
      throw new AwsError(
          400, "Gateway.NotAttached", "resource " + id + " is not attached to network " + vpcId);
    }
    if (!ec2.interfaces
        .where(face -> vpcId.equals(face.vpcId()) && !PublicAddresses.of(face).isEmpty())
        .isEmpty()) {
      throw new AwsError(
          400,
          "DependencyViolation",
          "Network "
              + vpcId
              + " has some mapped public address(es). Please unmap those public"
              + " address(es) before detaching the gateway.");
    }
    table.change(id, gateway -> gateway.toBuilder().attachments(List.of()).build());
    return DetachInternetGatewayResponse.builder().build();
  }

  DeleteInternetGatewayResponse delete(DeleteInternetGatewayRequest request, Call call) {
    InternetGateway gateway = get(request.internetGatewayId());
    if (!gateway.attachments().isEmpty()) {
      throw Vpcs.dependency("internetGateway", gateway.internetGatewayId());
    }
    table.remove(gateway.internetGatewayId());
    return DeleteInternetGatewayResponse.builder().build();
  }

  InternetGateway get(String id) {
    return table.get(id);
  }

  boolean exists(String id) {
    return table.contains(id);
  }

  boolean isAttached(String vpcId) {
    return !table.all(gateway -> isAttached(gateway.internetGatewayId(), vpcId)).isEmpty();
  }

  boolean isAttached(String id, String vpcId) {
    InternetGateway gateway = table.find(id);
    return gateway != null
        && gateway.attachments().stream().anyMatch(attachment -> vpcId.equals(attachment.vpcId()));
  }
}
