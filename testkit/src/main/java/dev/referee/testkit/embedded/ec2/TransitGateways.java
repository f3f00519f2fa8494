package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.TransitGateway;
import software.amazon.awssdk.services.ec2.model.TransitGatewayOptions;
import software.amazon.awssdk.services.ec2.model.TransitGatewayState;

/** An emulation of transit gateways, which are created with a route table by default. */
final class TransitGateways {
  static final Duration COMING = Duration.ofMinutes(1);
  static final Duration GOING = Duration.ofMinutes(1);

  private final Ec2 ec2;
  private final ResourceTable<TransitGateway> table;

  TransitGateways(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "tgw",
                "transit-gateway",
                "InvalidTransitGatewayID.NotFound",
                "InvalidTransitGatewayID.Malformed",
                "Transit Gateway %s was deleted or does not exist."),
            TransitGateway::transitGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            new Filters<TransitGateway>()
                .members(
                    TransitGateway.builder(),
                    """
                    options.amazon-side-asn = Options.AmazonSideAsn
                    options.association-default-route-table-id = Options.AssociationDefaultRouteTableId
                    options.auto-accept-shared-attachments = Options.AutoAcceptSharedAttachments
                    options.default-route-table-association = Options.DefaultRouteTableAssociation
                    options.default-route-table-propagation = Options.DefaultRouteTablePropagation
                    options.dns-support = Options.DnsSupport
                    options.propagation-default-route-table-id = Options.PropagationDefaultRouteTableId
                    options.vpn-ecmp-support = Options.VpnEcmpSupport
                    owner-id = OwnerId
                    state = State
                    transit-gateway-id = TransitGatewayId
                    """));
  }

  CreateTransitGatewayResponse create(CreateTransitGatewayRequest request, Call call) {
    String id = ec2.ids.next("tgw");
    TransitGatewayOptions.Builder options =
        TransitGatewayOptions.builder()
            .amazonSideAsn(64512L)
            .autoAcceptSharedAttachments("disable")
            .defaultRouteTableAssociation("enable")
            .defaultRouteTablePropagation("enable")
            .vpnEcmpSupport("enable")
            .dnsSupport("enable")
            .securityGroupReferencingSupport("disable")
            .multicastSupport("disable");
    if (request.options() != null) {
      SdkFieldCopier.overlay(request.options(), options);
    }
    TransitGateway made =
        TransitGateway.builder()
            .transitGatewayId(id)
            .transitGatewayArn(
                "arn:aws:ec2:%s:%s:transit-gateway/%s"
                    .formatted(ec2.context.region(), ec2.context.accountId(), id))
            .ownerId(ec2.context.accountId())
            .description(request.description())
            .creationTime(ec2.now())
            .state(TransitGatewayState.PENDING)
            .options(options.build())
            .build();
    table.put(made);
    ec2.tags.specified(id, request.tagSpecifications());
    withTable(made);
    ec2.later(
        COMING,
        () ->
            table.change(
                id,
                gateway ->
                    gateway.state() == TransitGatewayState.PENDING
                        ? gateway.toBuilder().state(TransitGatewayState.AVAILABLE).build()
                        : gateway));
    return CreateTransitGatewayResponse.builder()
        .transitGateway(table.tagged(table.get(id)))
        .build();
  }

  private void withTable(TransitGateway made) {
    boolean associates = "enable".equals(made.options().defaultRouteTableAssociationAsString());
    boolean propagates = "enable".equals(made.options().defaultRouteTablePropagationAsString());
    if (associates || propagates) {
      String tableId =
          ec2.transitTables.make(made.transitGatewayId(), associates, propagates, COMING);
      table.put(
          made.toBuilder()
              .options(
                  made.options().toBuilder()
                      .associationDefaultRouteTableId(associates ? tableId : null)
                      .propagationDefaultRouteTableId(propagates ? tableId : null)
                      .build())
              .build());
    }
  }

  DescribeTransitGatewaysResponse describe(DescribeTransitGatewaysRequest request, Call call) {
    Page<TransitGateway> page =
        Page.of(
            table.describe(request.transitGatewayIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeTransitGatewaysResponse.builder()
        .transitGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteTransitGatewayResponse delete(DeleteTransitGatewayRequest request, Call call) {
    String id = available(request.transitGatewayId()).transitGatewayId();
    if (ec2.transitAttachments.hasAny(id)) {
      throw new AwsError(
          400, "IncorrectState", id + " has non-deleted VPC Attachments: delete them first");
    }
    if (ec2.vpnAttachments.hasAny(id)) {
      throw new AwsError(
          400, "IncorrectState", id + " has non-deleted VPN Attachments: delete them first");
    }
    table.change(id, gateway -> gateway.toBuilder().state(TransitGatewayState.DELETING).build());
    ec2.transitTables.forget(id);
    ec2.later(
        GOING,
        () ->
            table.change(
                id, gateway -> gateway.toBuilder().state(TransitGatewayState.DELETED).build()));
    return DeleteTransitGatewayResponse.builder()
        .transitGateway(table.tagged(table.get(id)))
        .build();
  }

  boolean contains(String id) {
    return table.contains(id);
  }

  TransitGateway get(String id) {
    return table.get(id);
  }

  /** Returns a gateway that can be used, or throws AWS's error. */
  TransitGateway available(String id) {
    TransitGateway gateway = get(id);
    if (gateway.state() != TransitGatewayState.AVAILABLE) {
      throw new AwsError(400, "IncorrectState", id + " is in invalid state");
    }
    return gateway;
  }
}
