package dev.referee.networks;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * A VPC with a private subnet, {@code own}, with outbound access through a NAT gateway in a public
 * one, {@code open}, and the changes of a test.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class SmallNetwork {
  static final String VPC = "vpc-1";
  static final String HUB = "vpc-2";

  final FakeEc2 ec2 = new FakeEc2();
  final Subnet own = ec2.subnet("own", VPC, "a", "10.0.1.0/24");
  Origin from = Origin.in(own);
  Addresses to = Addresses.of("8.8.8.8/32");

  SmallNetwork() {
    ec2.subnet("open", VPC, "a", "10.0.0.0/24");
    internetGateway("igw-1", VPC);
    nat(it -> {});
    own(it -> it.natGatewayId("nat-1"));
    open(it -> it.gatewayId("igw-1"));
  }

  Path way() {
    return Paths.of(ec2, List.of(from)).to(from, to, List.of("tcp 443"));
  }

  Path service() {
    return Paths.of(ec2, List.of(from)).toService(from, "ssm", List.of("tcp 443"));
  }

  void internetGateway(String id, String vpc) {
    ec2.internetGateways.add(
        InternetGateway.builder().internetGatewayId(id).attachments(it -> it.vpcId(vpc)).build());
  }

  /** Sets the default route of the private subnet. */
  void own(Consumer<Route.Builder> target) {
    leads("own", "0.0.0.0/0", target);
  }

  /** Sets the default route of the public subnet. */
  void open(Consumer<Route.Builder> target) {
    leads("open", "0.0.0.0/0", target);
  }

  void leads(String name, String block, Consumer<Route.Builder> target) {
    ec2.table(
        name,
        VPC,
        it -> it.destinationCidrBlock("10.0.0.0/16").gatewayId("local"),
        it -> target.accept(it.destinationCidrBlock(block)));
  }

  /** Changes the NAT gateway. */
  void nat(Consumer<NatGateway.Builder> how) {
    ec2.natGateways.clear();
    ec2.natGateways.add(gateway("nat-1", VPC, "open", "10.0.0.9", how));
  }

  private static NatGateway gateway(
      String id, String vpc, String subnet, String address, Consumer<NatGateway.Builder> how) {
    NatGateway.Builder gateway =
        NatGateway.builder()
            .natGatewayId(id)
            .vpcId(vpc)
            .subnetId("subnet-" + subnet)
            .state("available")
            .natGatewayAddresses(it -> it.privateIp(address));
    how.accept(gateway);
    return gateway.build();
  }

  /** Routes the private subnet to a NAT instance that forwards all traffic. */
  void natInstance(Consumer<Instance.Builder> how) {
    own(it -> it.networkInterfaceId("eni-1"));
    ec2.rule("sg-nat", false, it -> it.cidrIpv4("10.0.0.0/8"));
    ec2.rule("sg-nat", true, it -> it.cidrIpv4("0.0.0.0/0"));
    Instance.Builder instance =
        Instance.builder()
            .instanceId("i-nat")
            .subnetId("subnet-open")
            .vpcId(VPC)
            .privateIpAddress("10.0.0.8")
            .publicIpAddress("198.51.100.7")
            .state(it -> it.name("running"))
            .sourceDestCheck(true)
            .securityGroups(it -> it.groupId("sg-nat"))
            .networkInterfaces(it -> it.networkInterfaceId("eni-1").sourceDestCheck(false));
    how.accept(instance);
    ec2.instances.add(instance.build());
  }

  void natInstance(String state) {
    natInstance(it -> it.state(name -> name.name(state)));
  }

  /** Puts an instance into the private subnet. */
  void instance(String state, @Nullable String publicAddress) {
    ec2.instances.add(
        Instance.builder()
            .instanceId("i-" + ec2.instances.size())
            .subnetId("subnet-own")
            .vpcId(VPC)
            .state(it -> it.name(state))
            .publicIpAddress(publicAddress)
            .build());
  }

  /** Creates an unattached network interface. */
  void unattached(String id) {
    ec2.faces.add(
        NetworkInterface.builder()
            .networkInterfaceId(id)
            .subnetId("subnet-own")
            .status("available")
            .build());
  }

  /** Starts paths at instances with a group that allows outbound traffic to {@code 8.0.0.0/8}. */
  void fromInstances(int howMany) {
    Instance app =
        Instance.builder()
            .instanceId("i-app")
            .subnetId("subnet-own")
            .privateIpAddress("10.0.1.5")
            .securityGroups(it -> it.groupId("sg-app"))
            .build();
    ec2.rule("sg-app", true, it -> it.cidrIpv4("8.0.0.0/8"));
    from = Origin.at(own, Collections.nCopies(howMany, app));
  }

  /** Uses IPv6, with an egress-only internet gateway. */
  void six(String attachedTo) {
    from =
        Origin.in(
            own.toBuilder()
                .ipv6CidrBlockAssociationSet(it -> it.ipv6CidrBlock("2001:db8::/64"))
                .build());
    to = Addresses.of("2600::/16");
    ec2.acl("own", VPC, "0.0.0.0/0", "::/0");
    ec2.table(
        "own",
        VPC,
        it -> it.destinationIpv6CidrBlock("::/0").egressOnlyInternetGatewayId("eigw-1"));
    ec2.egressOnly.add(
        EgressOnlyInternetGateway.builder()
            .egressOnlyInternetGatewayId("eigw-1")
            .attachments(it -> it.vpcId(attachedTo))
            .build());
  }

  /**
   * Routes outbound traffic through a transit gateway, and the NAT gateway of the VPC behind it.
   */
  void transit() {
    ec2.subnet("hub", HUB, "a", "10.9.0.0/24");
    ec2.subnet("arrive", HUB, "a", "10.9.1.0/24");
    hub("10.0.0.0/16");
    ec2.table("arrive", HUB, it -> it.destinationCidrBlock("0.0.0.0/0").natGatewayId("nat-2"));
    ec2.natGateways.add(gateway("nat-2", HUB, "hub", "10.9.0.9", it -> {}));
    internetGateway("igw-2", HUB);
    attached("att-1", VPC, "own", "available");
    attached("att-2", HUB, "arrive", "available");
    attachment("att-1", it -> it.resourceId(VPC));
    attachment("att-2", it -> it.resourceId(HUB));
    transitRoute("0.0.0.0/0", "att-2", "active");
    transitRoute("10.0.0.0/16", "att-1", "active");
    own(it -> it.transitGatewayId("tgw-1"));
  }

  /** Routes a block from the hub's public subnet to the transit gateway. */
  void hub(String back) {
    ec2.table(
        "hub",
        HUB,
        it -> it.destinationCidrBlock("10.9.0.0/16").gatewayId("local"),
        it -> it.destinationCidrBlock(back).transitGatewayId("tgw-1"),
        it -> it.destinationCidrBlock("0.0.0.0/0").gatewayId("igw-2"));
  }

  void attached(String id, String vpc, String subnet, String state) {
    ec2.attached.removeIf(it -> it.transitGatewayAttachmentId().equals(id));
    ec2.attached.add(
        TransitGatewayVpcAttachment.builder()
            .transitGatewayAttachmentId(id)
            .vpcId(vpc)
            .subnetIds("subnet-" + subnet)
            .state(state)
            .build());
  }

  void attachment(String id, Consumer<TransitGatewayAttachment.Builder> how) {
    TransitGatewayAttachment.Builder attachment =
        TransitGatewayAttachment.builder()
            .transitGatewayAttachmentId(id)
            .resourceType("vpc")
            .association(it -> it.transitGatewayRouteTableId("tgw-rtb-1"));
    how.accept(attachment);
    ec2.attachments.removeIf(it -> it.transitGatewayAttachmentId().equals(id));
    ec2.attachments.add(attachment.build());
  }

  void transitRoute(String to, String attachment, String state) {
    ec2.transitRoutes.removeIf(it -> it.destinationCidrBlock().equals(to));
    ec2.transitRoutes.add(
        TransitGatewayRoute.builder()
            .destinationCidrBlock(to)
            .state(state)
            .type("static")
            .transitGatewayAttachments(it -> it.transitGatewayAttachmentId(attachment))
            .build());
  }

  void endpoint(String id, String type, Consumer<VpcEndpoint.Builder> how) {
    VpcEndpoint.Builder endpoint =
        VpcEndpoint.builder()
            .vpcEndpointId(id)
            .vpcId(VPC)
            .serviceName("ssm")
            .vpcEndpointType(type)
            .state("available");
    how.accept(endpoint);
    ec2.endpoints.add(endpoint.build());
  }

  /** Creates an interface endpoint in a subnet, which allows traffic from the private subnet. */
  void face(String id, String subnet, Consumer<VpcEndpoint.Builder> how) {
    ec2.rule("sg-" + id, false, it -> it.cidrIpv4("10.0.1.0/24"));
    ec2.faces.add(
        NetworkInterface.builder()
            .networkInterfaceId("eni-" + id)
            .subnetId("subnet-" + subnet)
            .privateIpAddress("10.0.0.77")
            .build());
    endpoint(
        id,
        "Interface",
        it ->
            how.accept(
                it.privateDnsEnabled(true)
                    .networkInterfaceIds("eni-" + id)
                    .subnetIds("subnet-" + subnet)
                    .groups(group -> group.groupId("sg-" + id))));
  }
}
