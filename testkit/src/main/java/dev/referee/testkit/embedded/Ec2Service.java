package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.Service.Protocol;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.AuthorizeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeIamInstanceProfileAssociationsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplateVersionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeLaunchTemplatesRequest;
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
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateIamInstanceProfileRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.ModifyManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.ModifySecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceIamInstanceProfileAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupEgressRequest;
import software.amazon.awssdk.services.ec2.model.RevokeSecurityGroupIngressRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StartInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;

/** Lists what EC2 can be asked, and who answers. */
final class Ec2Service {
  private final Service service = new Service("ec2", Protocol.EC2_QUERY, "2016-11-15");

  private Ec2Service() {}

  static Service create() {
    Ec2Service lines = new Ec2Service();
    lines.instances();
    lines.launchTemplates();
    lines.networks();
    lines.gateways();
    return lines.service;
  }

  private void instances() {
    on(
        RunInstancesRequest.class,
        RunInstancesRequest::builder,
        (r, c) -> Ec2.of(c).launcher.run(r, c));
    on(
        DescribeInstancesRequest.class,
        DescribeInstancesRequest::builder,
        (r, c) -> Ec2.of(c).instances.describe(r, c));
    on(
        DescribeInstanceStatusRequest.class,
        DescribeInstanceStatusRequest::builder,
        (r, c) -> Ec2.of(c).instances.describeStatus(r, c));
    on(
        StartInstancesRequest.class,
        StartInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.start(r, c));
    on(
        StopInstancesRequest.class,
        StopInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.stop(r, c));
    on(
        RebootInstancesRequest.class,
        RebootInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.reboot(r, c));
    on(
        TerminateInstancesRequest.class,
        TerminateInstancesRequest::builder,
        (r, c) -> Ec2.of(c).states.terminate(r, c));
    on(
        DescribeInstanceAttributeRequest.class,
        DescribeInstanceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).attributes.describe(r, c));
    on(
        ModifyInstanceAttributeRequest.class,
        ModifyInstanceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).attributes.modify(r, c));
    on(
        AssociateIamInstanceProfileRequest.class,
        AssociateIamInstanceProfileRequest::builder,
        (r, c) -> Ec2.of(c).profiles.associate(r, c));
    on(
        ReplaceIamInstanceProfileAssociationRequest.class,
        ReplaceIamInstanceProfileAssociationRequest::builder,
        (r, c) -> Ec2.of(c).profiles.replace(r, c));
    on(
        DisassociateIamInstanceProfileRequest.class,
        DisassociateIamInstanceProfileRequest::builder,
        (r, c) -> Ec2.of(c).profiles.disassociate(r, c));
    on(
        DescribeIamInstanceProfileAssociationsRequest.class,
        DescribeIamInstanceProfileAssociationsRequest::builder,
        (r, c) -> Ec2.of(c).profiles.describe(r, c));
    on(
        DescribeImagesRequest.class,
        DescribeImagesRequest::builder,
        (r, c) -> Ec2.of(c).images.describe(r, c));
    on(
        RegisterImageRequest.class,
        RegisterImageRequest::builder,
        (r, c) -> Ec2.of(c).images.register(r, c));
    on(
        DeregisterImageRequest.class,
        DeregisterImageRequest::builder,
        (r, c) -> Ec2.of(c).images.deregister(r, c));
    on(CreateTagsRequest.class, CreateTagsRequest::builder, (r, c) -> Ec2.of(c).tags.create(r, c));
    on(DeleteTagsRequest.class, DeleteTagsRequest::builder, (r, c) -> Ec2.of(c).tags.delete(r, c));
    on(
        DescribeTagsRequest.class,
        DescribeTagsRequest::builder,
        (r, c) -> Ec2.of(c).tags.describe(r, c));
  }

  private void launchTemplates() {
    on(
        CreateLaunchTemplateRequest.class,
        CreateLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.create(r, c));
    on(
        ModifyLaunchTemplateRequest.class,
        ModifyLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.modify(r, c));
    on(
        DeleteLaunchTemplateRequest.class,
        DeleteLaunchTemplateRequest::builder,
        (r, c) -> Ec2.of(c).templates.delete(r, c));
    on(
        DescribeLaunchTemplatesRequest.class,
        DescribeLaunchTemplatesRequest::builder,
        (r, c) -> Ec2.of(c).templates.describe(r, c));
    on(
        CreateLaunchTemplateVersionRequest.class,
        CreateLaunchTemplateVersionRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.create(r, c));
    on(
        DescribeLaunchTemplateVersionsRequest.class,
        DescribeLaunchTemplateVersionsRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.describe(r, c));
    on(
        DeleteLaunchTemplateVersionsRequest.class,
        DeleteLaunchTemplateVersionsRequest::builder,
        (r, c) -> Ec2.of(c).templateVersions.delete(r, c));
  }

  private void networks() {
    on(CreateVpcRequest.class, CreateVpcRequest::builder, (r, c) -> Ec2.of(c).vpcs.create(r, c));
    on(
        DescribeVpcsRequest.class,
        DescribeVpcsRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.describe(r, c));
    on(DeleteVpcRequest.class, DeleteVpcRequest::builder, (r, c) -> Ec2.of(c).vpcs.delete(r, c));
    on(
        DescribeVpcAttributeRequest.class,
        DescribeVpcAttributeRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.describeAttribute(r, c));
    on(
        ModifyVpcAttributeRequest.class,
        ModifyVpcAttributeRequest::builder,
        (r, c) -> Ec2.of(c).vpcs.modifyAttribute(r, c));
    on(
        CreateSubnetRequest.class,
        CreateSubnetRequest::builder,
        (r, c) -> Ec2.of(c).subnets.create(r, c));
    on(
        DescribeSubnetsRequest.class,
        DescribeSubnetsRequest::builder,
        (r, c) -> Ec2.of(c).subnets.describe(r, c));
    on(
        DeleteSubnetRequest.class,
        DeleteSubnetRequest::builder,
        (r, c) -> Ec2.of(c).subnets.delete(r, c));
    on(
        ModifySubnetAttributeRequest.class,
        ModifySubnetAttributeRequest::builder,
        (r, c) -> Ec2.of(c).subnets.modify(r, c));
    on(
        DescribeNetworkInterfacesRequest.class,
        DescribeNetworkInterfacesRequest::builder,
        (r, c) -> Ec2.of(c).interfaces.describe(r, c));
    on(
        CreateSecurityGroupRequest.class,
        CreateSecurityGroupRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.create(r, c));
    on(
        DescribeSecurityGroupsRequest.class,
        DescribeSecurityGroupsRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.describe(r, c));
    on(
        DeleteSecurityGroupRequest.class,
        DeleteSecurityGroupRequest::builder,
        (r, c) -> Ec2.of(c).securityGroups.delete(r, c));
    on(
        DescribeSecurityGroupRulesRequest.class,
        DescribeSecurityGroupRulesRequest::builder,
        (r, c) -> Ec2.of(c).rules.describe(r, c));
    on(
        AuthorizeSecurityGroupIngressRequest.class,
        AuthorizeSecurityGroupIngressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.authorizeIngress(r, c));
    on(
        AuthorizeSecurityGroupEgressRequest.class,
        AuthorizeSecurityGroupEgressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.authorizeEgress(r, c));
    on(
        RevokeSecurityGroupIngressRequest.class,
        RevokeSecurityGroupIngressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.revokeIngress(r, c));
    on(
        RevokeSecurityGroupEgressRequest.class,
        RevokeSecurityGroupEgressRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.revokeEgress(r, c));
    on(
        ModifySecurityGroupRulesRequest.class,
        ModifySecurityGroupRulesRequest::builder,
        (r, c) -> Ec2.of(c).ruleCalls.modify(r, c));
    on(
        CreateNetworkAclRequest.class,
        CreateNetworkAclRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.create(r, c));
    on(
        DescribeNetworkAclsRequest.class,
        DescribeNetworkAclsRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.describe(r, c));
    on(
        DeleteNetworkAclRequest.class,
        DeleteNetworkAclRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.delete(r, c));
    on(
        CreateNetworkAclEntryRequest.class,
        CreateNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.createEntry(r, c));
    on(
        ReplaceNetworkAclEntryRequest.class,
        ReplaceNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.replaceEntry(r, c));
    on(
        DeleteNetworkAclEntryRequest.class,
        DeleteNetworkAclEntryRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.deleteEntry(r, c));
    on(
        ReplaceNetworkAclAssociationRequest.class,
        ReplaceNetworkAclAssociationRequest::builder,
        (r, c) -> Ec2.of(c).networkAcls.replaceAssociation(r, c));
    on(
        DescribeAvailabilityZonesRequest.class,
        DescribeAvailabilityZonesRequest::builder,
        (r, c) -> Ec2.of(c).zones.describe(r, c));
    on(
        CreateManagedPrefixListRequest.class,
        CreateManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.create(r, c));
    on(
        ModifyManagedPrefixListRequest.class,
        ModifyManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.modify(r, c));
    on(
        DescribeManagedPrefixListsRequest.class,
        DescribeManagedPrefixListsRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.describe(r, c));
    on(
        GetManagedPrefixListEntriesRequest.class,
        GetManagedPrefixListEntriesRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.entries(r, c));
    on(
        DeleteManagedPrefixListRequest.class,
        DeleteManagedPrefixListRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.delete(r, c));
    on(
        DescribePrefixListsRequest.class,
        DescribePrefixListsRequest::builder,
        (r, c) -> Ec2.of(c).prefixLists.describeAws(r, c));
    on(DescribeRegionsRequest.class, DescribeRegionsRequest::builder, Zones::describeRegions);
  }

  private void gateways() {
    on(
        CreateRouteTableRequest.class,
        CreateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.create(r, c));
    on(
        DescribeRouteTablesRequest.class,
        DescribeRouteTablesRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.describe(r, c));
    on(
        DeleteRouteTableRequest.class,
        DeleteRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.delete(r, c));
    on(
        AssociateRouteTableRequest.class,
        AssociateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.associate(r, c));
    on(
        DisassociateRouteTableRequest.class,
        DisassociateRouteTableRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.disassociate(r, c));
    on(
        ReplaceRouteTableAssociationRequest.class,
        ReplaceRouteTableAssociationRequest::builder,
        (r, c) -> Ec2.of(c).routeTables.replace(r, c));
    on(
        CreateRouteRequest.class,
        CreateRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.create(r, c));
    on(
        ReplaceRouteRequest.class,
        ReplaceRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.replace(r, c));
    on(
        DeleteRouteRequest.class,
        DeleteRouteRequest::builder,
        (r, c) -> Ec2.of(c).routes.delete(r, c));
    on(
        CreateInternetGatewayRequest.class,
        CreateInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.create(r, c));
    on(
        DescribeInternetGatewaysRequest.class,
        DescribeInternetGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.describe(r, c));
    on(
        AttachInternetGatewayRequest.class,
        AttachInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.attach(r, c));
    on(
        DetachInternetGatewayRequest.class,
        DetachInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.detach(r, c));
    on(
        DeleteInternetGatewayRequest.class,
        DeleteInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).internetGateways.delete(r, c));
    on(
        CreateEgressOnlyInternetGatewayRequest.class,
        CreateEgressOnlyInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.create(r, c));
    on(
        DescribeEgressOnlyInternetGatewaysRequest.class,
        DescribeEgressOnlyInternetGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.describe(r, c));
    on(
        DeleteEgressOnlyInternetGatewayRequest.class,
        DeleteEgressOnlyInternetGatewayRequest::builder,
        (r, c) -> Ec2.of(c).egressOnlyGateways.delete(r, c));
    on(
        CreateNatGatewayRequest.class,
        CreateNatGatewayRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.create(r, c));
    on(
        DescribeNatGatewaysRequest.class,
        DescribeNatGatewaysRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.describe(r, c));
    on(
        DeleteNatGatewayRequest.class,
        DeleteNatGatewayRequest::builder,
        (r, c) -> Ec2.of(c).natGateways.delete(r, c));
    on(
        AllocateAddressRequest.class,
        AllocateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.allocate(r, c));
    on(
        DescribeAddressesRequest.class,
        DescribeAddressesRequest::builder,
        (r, c) -> Ec2.of(c).addresses.describe(r, c));
    on(
        AssociateAddressRequest.class,
        AssociateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.associate(r, c));
    on(
        DisassociateAddressRequest.class,
        DisassociateAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.disassociate(r, c));
    on(
        ReleaseAddressRequest.class,
        ReleaseAddressRequest::builder,
        (r, c) -> Ec2.of(c).addresses.release(r, c));
    on(
        CreateVpcEndpointRequest.class,
        CreateVpcEndpointRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.create(r, c));
    on(
        DescribeVpcEndpointsRequest.class,
        DescribeVpcEndpointsRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.describe(r, c));
    on(
        ModifyVpcEndpointRequest.class,
        ModifyVpcEndpointRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.modify(r, c));
    on(
        DeleteVpcEndpointsRequest.class,
        DeleteVpcEndpointsRequest::builder,
        (r, c) -> Ec2.of(c).endpoints.delete(r, c));
  }

  /** Adds an operation, which answers a dry run as EC2 does. */
  private <I extends SdkPojo, O extends SdkPojo> void on(
      Class<I> type, Supplier<? extends SdkPojo> builder, Operation<I, O> operation) {
    service.on(
        type,
        builder,
        (I request, Call call) -> {
          if (Boolean.TRUE.equals(Members.member(request, "DryRun"))) {
            throw new AwsError(
                412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
          }
          return operation.call(request, call);
        });
  }
}
