package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.ec2.Ec2Service.on;

import dev.referee.testkit.embedded.common.Zones;
import dev.referee.testkit.embedded.service.Service;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeManagedPrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribePrefixListsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;

/** The EC2 operations on networks, mapped to their implementations. */
final class Ec2Networks {
  private Ec2Networks() {}

  static void addTo(Service service) {
    networks(service);
    gateways(service);
  }

  private static void networks(Service service) {
    on(
        service,
        CreateVpcRequest.class,
        CreateVpcRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.create(r, c));
    on(
        service,
        DescribeVpcsRequest.class,
        DescribeVpcsRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.describe(r, c));
    on(
        service,
        DeleteVpcRequest.class,
        DeleteVpcRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.delete(r, c));
    on(
        service,
        DescribeVpcAttributeRequest.class,
        DescribeVpcAttributeRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.describeAttribute(r, c));
    on(
        service,
        ModifyVpcAttributeRequest.class,
        ModifyVpcAttributeRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.modifyAttribute(r, c));
    on(
        service,
        CreateSubnetRequest.class,
        CreateSubnetRequest::builder,
        (r, c) -> Ec2.of(c).subnets.create(r, c));
    on(
        service,
        DescribeSubnetsRequest.class,
        DescribeSubnetsRequest::builder,
        (r, c) -> Ec2.of(c).subnets.describe(r, c));
    on(
        service,
        DeleteSubnetRequest.class,
        DeleteSubnetRequest::builder,
        (r, c) -> Ec2.of(c).subnets.delete(r, c));
    on(
        service,
        ModifySubnetAttributeRequest.class,
        ModifySubnetAttributeRequest::builder,
        (r, c) -> Ec2.of(c).subnets.modify(r, c));
    on(
        service,
        DescribeNetworkInterfacesRequest.class,
        DescribeNetworkInterfacesRequest::builder,
        (r, c) -> Ec2.of(c).interfaces.describe(r, c));
    on(
        service,
        CreateSecurityGroupRequest.class,
        CreateSecurityGroupRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.create(r, c));
    on(
        service,
        DescribeSecurityGroupsRequest.class,
        DescribeSecurityGroupsRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.describe(r, c));
    on(
        service,
        DeleteSecurityGroupRequest.class,
        DeleteSecurityGroupRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.delete(r, c));
    on(
        service,
        DescribeSecurityGroupRulesRequest.class,
        DescribeSecurityGroupRulesRequest::builder,
        (r, c) -> Ec2.of(c).rules.describe(r, c));
    on(
        service,
        AuthorizeSecurityGroupIngressRequest.class,
        AuthorizeSecurityGroupIngressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.authorizeIngress(r, c));
    on(
        service,
        AuthorizeSecurityGroupEgressRequest.class,
        AuthorizeSecurityGroupEgressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.authorizeEgress(r, c));
    on(
        service,
        RevokeSecurityGroupIngressRequest.class,
        RevokeSecurityGroupIngressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.revokeIngress(r, c));
    on(
        service,
        RevokeSecurityGroupEgressRequest.class,
        RevokeSecurityGroupEgressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.revokeEgress(r, c));
    on(
        service,
        ModifySecurityGroupRulesRequest.class,
        ModifySecurityGroupRulesRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.modify(r, c));
    on(
        service,
        CreateNetworkAclRequest.class,
        CreateNetworkAclRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.create(r, c));
    on(
        service,
        DescribeNetworkAclsRequest.class,
        DescribeNetworkAclsRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.describe(r, c));
    on(
        service,
        DeleteNetworkAclRequest.class,
        DeleteNetworkAclRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.delete(r, c));
    on(
        service,
        CreateNetworkAclEntryRequest.class,
        CreateNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.createEntry(r, c));
    on(
        service,
        ReplaceNetworkAclEntryRequest.class,
        ReplaceNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.replaceEntry(r, c));
    on(
        service,
        DeleteNetworkAclEntryRequest.class,
        DeleteNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.deleteEntry(r, c));
    on(
        service,
        ReplaceNetworkAclAssociationRequest.class,
        ReplaceNetworkAclAssociationRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.replaceAssociation(r, c));
    on(
        service,
        DescribeAvailabilityZonesRequest.class,
        DescribeAvailabilityZonesRequest::builder,
        (r, c) -> Ec2.of(c).zones.describe(r, c));
    on(
        service,
        CreateManagedPrefixListRequest.class,
        CreateManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.create(r, c));
    on(
        service,
        ModifyManagedPrefixListRequest.class,
        ModifyManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.modify(r, c));
    on(
        service,
        DescribeManagedPrefixListsRequest.class,
        DescribeManagedPrefixListsRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.describe(r, c));
    on(
        service,
        GetManagedPrefixListEntriesRequest.class,
        GetManagedPrefixListEntriesRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.entries(r, c));
    on(
        service,
        DeleteManagedPrefixListRequest.class,
        DeleteManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.delete(r, c));
    on(
        service,
        DescribePrefixListsRequest.class,
        DescribePrefixListsRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.describeAws(r, c));
    on(
        service,
        DescribeRegionsRequest.class,
        DescribeRegionsRequest::builder,
        Zones::describeRegions);
  }

  private static void gateways(Service service) {
    on(
        service,
        CreateRouteTableRequest.class,
        CreateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.create(r, c));
    on(
        service,
        DescribeRouteTablesRequest.class,
        DescribeRouteTablesRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.describe(r, c));
    on(
        service,
        DeleteRouteTableRequest.class,
        DeleteRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.delete(r, c));
    on(
        service,
        AssociateRouteTableRequest.class,
        AssociateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.associate(r, c));
    on(
        service,
        DisassociateRouteTableRequest.class,
        DisassociateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.disassociate(r, c));
    on(
        service,
        ReplaceRouteTableAssociationRequest.class,
        ReplaceRouteTableAssociationRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.replace(r, c));
    on(
        service,
        CreateRouteRequest.class,
        CreateRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.create(r, c));
    on(
        service,
        ReplaceRouteRequest.class,
        ReplaceRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.replace(r, c));
    on(
        service,
        DeleteRouteRequest.class,
        DeleteRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.delete(r, c));
    on(
        service,
        CreateInternetGatewayRequest.class,
        CreateInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.create(r, c));
    on(
        service,
        DescribeInternetGatewaysRequest.class,
        DescribeInternetGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.describe(r, c));
    on(
        service,
        AttachInternetGatewayRequest.class,
        AttachInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.attach(r, c));
    on(
        service,
        DetachInternetGatewayRequest.class,
        DetachInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.detach(r, c));
    on(
        service,
        DeleteInternetGatewayRequest.class,
        DeleteInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.delete(r, c));
    on(
        service,
        CreateEgressOnlyInternetGatewayRequest.class,
        CreateEgressOnlyInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.create(r, c));
    on(
        service,
        DescribeEgressOnlyInternetGatewaysRequest.class,
        DescribeEgressOnlyInternetGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.describe(r, c));
    on(
        service,
        DeleteEgressOnlyInternetGatewayRequest.class,
        DeleteEgressOnlyInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.delete(r, c));
    on(
        service,
        CreateNatGatewayRequest.class,
        CreateNatGatewayRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.create(r, c));
    on(
        service,
        DescribeNatGatewaysRequest.class,
        DescribeNatGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.describe(r, c));
    on(
        service,
        DeleteNatGatewayRequest.class,
        DeleteNatGatewayRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.delete(r, c));
    on(
        service,
        AllocateAddressRequest.class,
        AllocateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.allocate(r, c));
    on(
        service,
        DescribeAddressesRequest.class,
        DescribeAddressesRequest::builder,
        (r, c) -> Ec2.of(c).addresses.describe(r, c));
    on(
        service,
        AssociateAddressRequest.class,
        AssociateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.associate(r, c));
    on(
        service,
        DisassociateAddressRequest.class,
        DisassociateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.disassociate(r, c));
    on(
        service,
        ReleaseAddressRequest.class,
        ReleaseAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.release(r, c));
    on(
        service,
        CreateVpcEndpointRequest.class,
        CreateVpcEndpointRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.create(r, c));
    on(
        service,
        DescribeVpcEndpointsRequest.class,
        DescribeVpcEndpointsRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.describe(r, c));
    on(
        service,
        DescribeVpcEndpointServicesRequest.class,
        DescribeVpcEndpointServicesRequest::builder,
        (r, c) -> Ec2.of(c).endpointServices.describe(r, c));
    on(
        service,
        ModifyVpcEndpointRequest.class,
        ModifyVpcEndpointRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.modify(r, c));
    on(
        service,
        DeleteVpcEndpointsRequest.class,
        DeleteVpcEndpointsRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.delete(r, c));
  }
}
