package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.ec2.Ec2Service.on;

import dev.referee.testkit.embedded.service.Service;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.UnassignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;

/** The EC2 operations on network interfaces and their address ranges. */
final class Ec2Interfaces {
  private Ec2Interfaces() {}

  static void addTo(Service service) {
    on(
        service,
        AssociateVpcCidrBlockRequest.class,
        AssociateVpcCidrBlockRequest::builder,
        (r, c) -> Ec2.of(c).vpcRanges.associate(r, c));
    on(
        service,
        DisassociateVpcCidrBlockRequest.class,
        DisassociateVpcCidrBlockRequest::builder,
        (r, c) -> Ec2.of(c).vpcRanges.disassociate(r, c));
    on(
        service,
        AssociateSubnetCidrBlockRequest.class,
        AssociateSubnetCidrBlockRequest::builder,
        (r, c) -> Ec2.of(c).subnetRanges.associate(r, c));
    on(
        service,
        DisassociateSubnetCidrBlockRequest.class,
        DisassociateSubnetCidrBlockRequest::builder,
        (r, c) -> Ec2.of(c).subnetRanges.disassociate(r, c));
    on(
        service,
        AssignIpv6AddressesRequest.class,
        AssignIpv6AddressesRequest::builder,
        (r, c) -> Ec2.of(c).interfaceAddresses.assignIpv6(r, c));
    on(
        service,
        UnassignIpv6AddressesRequest.class,
        UnassignIpv6AddressesRequest::builder,
        (r, c) -> Ec2.of(c).interfaceAddresses.unassignIpv6(r, c));
    on(
        service,
        AssignPrivateIpAddressesRequest.class,
        AssignPrivateIpAddressesRequest::builder,
        (r, c) -> Ec2.of(c).interfaceAddresses.assign(r, c));
    on(
        service,
        UnassignPrivateIpAddressesRequest.class,
        UnassignPrivateIpAddressesRequest::builder,
        (r, c) -> Ec2.of(c).interfaceAddresses.unassign(r, c));
    on(
        service,
        CreateNetworkInterfaceRequest.class,
        CreateNetworkInterfaceRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.create(r, c));
    on(
        service,
        AttachNetworkInterfaceRequest.class,
        AttachNetworkInterfaceRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.attach(r, c));
    on(
        service,
        DetachNetworkInterfaceRequest.class,
        DetachNetworkInterfaceRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.detach(r, c));
    on(
        service,
        DeleteNetworkInterfaceRequest.class,
        DeleteNetworkInterfaceRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.delete(r, c));
    on(
        service,
        DescribeNetworkInterfaceAttributeRequest.class,
        DescribeNetworkInterfaceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.describe(r, c));
    on(
        service,
        ModifyNetworkInterfaceAttributeRequest.class,
        ModifyNetworkInterfaceAttributeRequest::builder,
        (r, c) -> Ec2.of(c).interfaceCalls.modify(r, c));
  }
}
