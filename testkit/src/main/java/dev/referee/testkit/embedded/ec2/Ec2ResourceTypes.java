package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.service.ResourceType;
import java.util.List;

/** The CloudFormation resource types of EC2. */
final class Ec2ResourceTypes {
  private Ec2ResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        ResourceType.of("AWS::EC2::EIP", VpcResourceTypes::address, VpcResourceTypes::release)
            .identifiedBy("PublicIp")
            .calling("AllocateAddress", "ReleaseAddress"),
        ResourceType.of(
                "AWS::EC2::EIPAssociation",
                VpcResourceTypes::addressAssociation,
                VpcResourceTypes::disassociateAddress)
            .identifiedBy("AssociationId")
            .calling("AssociateAddress", "DisassociateAddress"),
        ResourceType.of(
                "AWS::EC2::Instance",
                InstanceResourceTypes::instance,
                InstanceResourceTypes::terminate)
            .identifiedBy("InstanceIds")
            .calling("RunInstances", "TerminateInstances"),
        ResourceType.of(
                "AWS::EC2::InternetGateway",
                VpcResourceTypes::internetGateway,
                VpcResourceTypes::deleteInternetGateway)
            .identifiedBy("InternetGatewayId"),
        ResourceType.of(
                "AWS::EC2::LaunchTemplate",
                InstanceResourceTypes::launchTemplate,
                InstanceResourceTypes::deleteLaunchTemplate)
            .changedBy(InstanceResourceTypes::changeLaunchTemplate)
            .requiring("LaunchTemplateData")
            .identifiedBy("LaunchTemplateId")
            .calling("CreateLaunchTemplate", "CreateLaunchTemplateVersion", "DeleteLaunchTemplate"),
        ResourceType.of(
                "AWS::EC2::NatGateway",
                VpcResourceTypes::natGateway,
                VpcResourceTypes::deleteNatGateway)
            .identifiedBy("NatGatewayId"),
        ResourceType.of(
                "AWS::EC2::NetworkAcl",
                NetworkFilterResourceTypes::acl,
                NetworkFilterResourceTypes::deleteAcl)
            .requiring("VpcId")
            .identifiedBy("NetworkAclId"),
        ResourceType.of(
                "AWS::EC2::NetworkAclEntry",
                NetworkFilterResourceTypes::aclEntry,
                NetworkFilterResourceTypes::deleteAclEntry)
            .requiring("NetworkAclId", "Protocol", "RuleAction", "RuleNumber"),
        ResourceType.of("AWS::EC2::Route", VpcResourceTypes::route, VpcResourceTypes::deleteRoute)
            .changedBy(VpcResourceTypes::changeRoute)
            .requiring("RouteTableId")
            .calling("CreateRoute", "ReplaceRoute", "DeleteRoute"),
        ResourceType.of(
                "AWS::EC2::RouteTable",
                VpcResourceTypes::routeTable,
                VpcResourceTypes::deleteRouteTable)
            .requiring("VpcId")
            .identifiedBy("RouteTableId"),
        ResourceType.of(
                "AWS::EC2::SecurityGroup",
                NetworkResourceTypes::securityGroup,
                NetworkResourceTypes::deleteSecurityGroup)
            .changedBy(NetworkResourceTypes::changeSecurityGroup)
            .requiring("GroupDescription")
            .identifiedBy("GroupId")
            .calling("CreateSecurityGroup", "AuthorizeSecurityGroupIngress", "DeleteSecurityGroup"),
        ResourceType.of(
                "AWS::EC2::SecurityGroupEgress",
                NetworkFilterResourceTypes::egress,
                NetworkFilterResourceTypes::deleteRule)
            .requiring("GroupId", "IpProtocol")
            .calling("AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress"),
        ResourceType.of(
                "AWS::EC2::SecurityGroupIngress",
                NetworkFilterResourceTypes::ingress,
                NetworkFilterResourceTypes::deleteRule)
            .requiring("IpProtocol")
            .calling("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
        ResourceType.of(
                "AWS::EC2::Subnet",
                NetworkResourceTypes::subnet,
                NetworkResourceTypes::deleteSubnet)
            .requiring("VpcId")
            .identifiedBy("SubnetId"),
        ResourceType.of(
                "AWS::EC2::SubnetNetworkAclAssociation",
                NetworkFilterResourceTypes::aclAssociation,
                NetworkFilterResourceTypes::endAclAssociation)
            .requiring("NetworkAclId", "SubnetId")
            .identifiedBy("AssociationId")
            .calling("ReplaceNetworkAclAssociation", "ReplaceNetworkAclAssociation"),
        ResourceType.of(
                "AWS::EC2::SubnetRouteTableAssociation",
                VpcResourceTypes::tableAssociation,
                VpcResourceTypes::disassociateTable)
            .requiring("RouteTableId", "SubnetId")
            .identifiedBy("AssociationId")
            .calling("AssociateRouteTable", "DisassociateRouteTable"),
        ResourceType.of("AWS::EC2::VPC", NetworkResourceTypes::vpc, NetworkResourceTypes::deleteVpc)
            .identifiedBy("VpcId")
            .calling("CreateVpc", "DeleteVpc"),
        ResourceType.of(
                "AWS::EC2::VPCEndpoint",
                NetworkFilterResourceTypes::endpoint,
                NetworkFilterResourceTypes::deleteEndpoint)
            .requiring("VpcId")
            .identifiedBy("VpcEndpointIds")
            .calling("CreateVpcEndpoint", "DeleteVpcEndpoints"),
        ResourceType.of(
                "AWS::EC2::VPCGatewayAttachment",
                VpcResourceTypes::gatewayAttachment,
                VpcResourceTypes::detachGateway)
            .requiring("VpcId")
            .calling("AttachInternetGateway", "DetachInternetGateway"));
  }
}
