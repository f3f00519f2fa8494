package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.ec2.Ec2Service.on;

import dev.referee.testkit.embedded.service.Service;
import software.amazon.awssdk.services.ec2.model.AcceptVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.AssociateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateCustomerGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpnConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteCustomerGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpnConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcPeeringConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DisableTransitGatewayRouteTablePropagationRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateTransitGatewayRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.EnableTransitGatewayRouteTablePropagationRequest;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTableAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.GetTransitGatewayRouteTablePropagationsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyTransitGatewayVpcAttachmentRequest;
import software.amazon.awssdk.services.ec2.model.RejectVpcPeeringConnectionRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesRequest;

/** The EC2 operations on connections between networks, mapped to their implementations. */
final class Ec2Transit {
  private Ec2Transit() {}

  static void addTo(Service service) {
    on(
        service,
        CreateTransitGatewayRequest.class,
        CreateTransitGatewayRequest::builder,
        (r, c) -> Ec2.of(c).transitGateways.create(r, c));
    on(
        service,
        DescribeTransitGatewaysRequest.class,
        DescribeTransitGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).transitGateways.describe(r, c));
    on(
        service,
        DeleteTransitGatewayRequest.class,
        DeleteTransitGatewayRequest::builder,
        (r, c) -> Ec2.of(c).transitGateways.delete(r, c));
    on(
        service,
        CreateTransitGatewayVpcAttachmentRequest.class,
        CreateTransitGatewayVpcAttachmentRequest::builder,
        (r, c) -> Ec2.of(c).transitAttachments.create(r, c));
    on(
        service,
        ModifyTransitGatewayVpcAttachmentRequest.class,
        ModifyTransitGatewayVpcAttachmentRequest::builder,
        (r, c) -> Ec2.of(c).transitAttachments.modify(r, c));
    on(
        service,
        DeleteTransitGatewayVpcAttachmentRequest.class,
        DeleteTransitGatewayVpcAttachmentRequest::builder,
        (r, c) -> Ec2.of(c).transitAttachments.delete(r, c));
    on(
        service,
        DescribeTransitGatewayVpcAttachmentsRequest.class,
        DescribeTransitGatewayVpcAttachmentsRequest::builder,
        (r, c) -> Ec2.of(c).transitAttachments.describe(r, c));
    on(
        service,
        DescribeTransitGatewayAttachmentsRequest.class,
        DescribeTransitGatewayAttachmentsRequest::builder,
        (r, c) -> Ec2.of(c).transitAttachments.describe(r, c));
    on(
        service,
        CreateTransitGatewayRouteTableRequest.class,
        CreateTransitGatewayRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.create(r, c));
    on(
        service,
        DescribeTransitGatewayRouteTablesRequest.class,
        DescribeTransitGatewayRouteTablesRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.describe(r, c));
    on(
        service,
        DeleteTransitGatewayRouteTableRequest.class,
        DeleteTransitGatewayRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.delete(r, c));
    on(
        service,
        AssociateTransitGatewayRouteTableRequest.class,
        AssociateTransitGatewayRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.associate(r, c));
    on(
        service,
        DisassociateTransitGatewayRouteTableRequest.class,
        DisassociateTransitGatewayRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.disassociate(r, c));
    on(
        service,
        GetTransitGatewayRouteTableAssociationsRequest.class,
        GetTransitGatewayRouteTableAssociationsRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.associations(r, c));
    on(
        service,
        EnableTransitGatewayRouteTablePropagationRequest.class,
        EnableTransitGatewayRouteTablePropagationRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.enable(r, c));
    on(
        service,
        DisableTransitGatewayRouteTablePropagationRequest.class,
        DisableTransitGatewayRouteTablePropagationRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.disable(r, c));
    on(
        service,
        GetTransitGatewayRouteTablePropagationsRequest.class,
        GetTransitGatewayRouteTablePropagationsRequest::builder,
        (r, c) -> Ec2.of(c).transitTables.propagations(r, c));
    on(
        service,
        CreateTransitGatewayRouteRequest.class,
        CreateTransitGatewayRouteRequest::builder,
        (r, c) -> Ec2.of(c).transitRoutes.create(r, c));
    on(
        service,
        ReplaceTransitGatewayRouteRequest.class,
        ReplaceTransitGatewayRouteRequest::builder,
        (r, c) -> Ec2.of(c).transitRoutes.replace(r, c));
    on(
        service,
        DeleteTransitGatewayRouteRequest.class,
        DeleteTransitGatewayRouteRequest::builder,
        (r, c) -> Ec2.of(c).transitRoutes.delete(r, c));
    on(
        service,
        SearchTransitGatewayRoutesRequest.class,
        SearchTransitGatewayRoutesRequest::builder,
        (r, c) -> Ec2.of(c).transitRoutes.search(r, c));
    on(
        service,
        CreateCustomerGatewayRequest.class,
        CreateCustomerGatewayRequest::builder,
        (r, c) -> Ec2.of(c).customerGateways.create(r, c));
    on(
        service,
        DescribeCustomerGatewaysRequest.class,
        DescribeCustomerGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).customerGateways.describe(r, c));
    on(
        service,
        DeleteCustomerGatewayRequest.class,
        DeleteCustomerGatewayRequest::builder,
        (r, c) -> Ec2.of(c).customerGateways.delete(r, c));
    on(
        service,
        CreateVpnConnectionRequest.class,
        CreateVpnConnectionRequest::builder,
        (r, c) -> Ec2.of(c).vpnConnections.create(r, c));
    on(
        service,
        DescribeVpnConnectionsRequest.class,
        DescribeVpnConnectionsRequest::builder,
        (r, c) -> Ec2.of(c).vpnConnections.describe(r, c));
    on(
        service,
        DeleteVpnConnectionRequest.class,
        DeleteVpnConnectionRequest::builder,
        (r, c) -> Ec2.of(c).vpnConnections.delete(r, c));
    on(
        service,
        CreateVpcPeeringConnectionRequest.class,
        CreateVpcPeeringConnectionRequest::builder,
        (r, c) -> Ec2.of(c).peerings.create(r, c));
    on(
        service,
        AcceptVpcPeeringConnectionRequest.class,
        AcceptVpcPeeringConnectionRequest::builder,
        (r, c) -> Ec2.of(c).peerings.accept(r, c));
    on(
        service,
        RejectVpcPeeringConnectionRequest.class,
        RejectVpcPeeringConnectionRequest::builder,
        (r, c) -> Ec2.of(c).peerings.reject(r, c));
    on(
        service,
        DescribeVpcPeeringConnectionsRequest.class,
        DescribeVpcPeeringConnectionsRequest::builder,
        (r, c) -> Ec2.of(c).peerings.describe(r, c));
    on(
        service,
        DeleteVpcPeeringConnectionRequest.class,
        DeleteVpcPeeringConnectionRequest::builder,
        (r, c) -> Ec2.of(c).peerings.delete(r, c));
  }
}
