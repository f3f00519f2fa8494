package dev.referee.ec2;

import static dev.referee.testkit.SpawningFleet.IMAGE;

import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * Sets up a private subnet that needs outbound access: a VPC with an internet gateway, a public
 * subnet with a route to it, and a private one with a separate route table without routes yet.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class PrivateSubnet {
  static final String ANYWHERE = "0.0.0.0/0";
  static final String ANYWHERE_V6 = "::/0";

  final Sandbox sandbox;
  final Ec2Client ec2;

  UnaryOperator<EgressBuilder> asked = it -> it.subnets(Subnets.tagged("tier", "private"));

  String vpc = "";
  String gateway = "";
  String open = "";
  String openTable = "";
  String shut = "";
  String shutTable = "";
  String zone = "";
  String otherZone = "";

  PrivateSubnet(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
  }

  PrivateSubnet asked(UnaryOperator<EgressBuilder> asked) {
    this.asked = asked;
    return this;
  }

  /** Adds requirements for the subnets that are tagged private. */
  PrivateSubnet askedToo(UnaryOperator<EgressBuilder> more) {
    UnaryOperator<EgressBuilder> before = asked;
    return asked(it -> more.apply(before.apply(it)));
  }

  PrivateSubnet built() {
    return builtWithoutGateway().attached();
  }

  PrivateSubnet builtWithoutGateway() {
    var zones = ec2.describeAvailabilityZones().availabilityZones();
    zone = zones.get(0).zoneName();
    otherZone = zones.get(1).zoneName();
    vpc = vpc("10.0.0.0/16");
    open = subnet(vpc, "10.0.0.0/24", zone, "public");
    openTable = table(vpc, open);
    shut = subnet(vpc, "10.0.1.0/24", zone, "private");
    shutTable = table(vpc, shut);
    return this;
  }

  private PrivateSubnet attached() {
    gateway = internetGateway(vpc);
    return route(openTable, ANYWHERE, it -> it.gatewayId(gateway));
  }

  String vpc(String block) {
    return ec2.createVpc(it -> it.cidrBlock(block)).vpc().vpcId();
  }

  String subnet(String vpcId, String block, String zoneName, String tier) {
    return ec2.createSubnet(
            it ->
                it.vpcId(vpcId)
                    .cidrBlock(block)
                    .availabilityZone(zoneName)
                    .tagSpecifications(tagged(ResourceType.SUBNET, tier)))
        .subnet()
        .subnetId();
  }

  static TagSpecification tagged(ResourceType type, String tier) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(Tag.builder().key("tier").value(tier).build())
        .build();
  }

  String table(String vpcId, String subnetId) {
    String table = ec2.createRouteTable(it -> it.vpcId(vpcId)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnetId));
    return table;
  }

  String mainTable() {
    return ec2.describeRouteTables(
            tables ->
                tables.filters(
                    filter -> filter.name("vpc-id").values(vpc),
                    filter -> filter.name("association.main").values("true")))
        .routeTables()
        .get(0)
        .routeTableId();
  }

  /** Creates an unattached network interface. */
  String interfaceIn(String subnetId) {
    return ec2.createNetworkInterface(it -> it.subnetId(subnetId))
        .networkInterface()
        .networkInterfaceId();
  }

  /**
   * Creates the private subnet by CloudFormation; the main route table has a route to a NAT
   * gateway.
   */
  PrivateSubnet stack(String block) {
    String nat = nat(open);
    route(mainTable(), ANYWHERE, it -> it.natGatewayId(nat));
    sandbox
        .client(CloudFormationClient::builder)
        .createStack(
            stack ->
                stack
                    .stackName("shop")
                    .onFailure(OnFailure.DO_NOTHING)
                    .templateBody(
                        """
                        Resources:
                          Private:
                            Type: AWS::EC2::Subnet
                            Properties:
                              VpcId: %1$s
                              CidrBlock: %2$s
                          Spare:
                            Type: AWS::EC2::Subnet
                            DependsOn: Private
                            Properties:
                              VpcId: %1$s
                              CidrBlock: 10.0.250.0/24
                        """
                            .formatted(vpc, block)));
    return asked(egress -> egress.subnets(Subnets.inStack("shop", "Private")));
  }

  String internetGateway(String vpcId) {
    String id = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(id).vpcId(vpcId));
    return id;
  }

  String nat(String subnetId) {
    String id = pendingNat(subnetId);
    sandbox.advance(Duration.ofMinutes(2));
    return id;
  }

  String nat(Consumer<CreateNatGatewayRequest.Builder> what) {
    String id = ec2.createNatGateway(what).natGateway().natGatewayId();
    sandbox.advance(Duration.ofMinutes(2));
    return id;
  }

  /** Creates a NAT gateway that is still pending. */
  String pendingNat(String subnetId) {
    String address = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    return ec2.createNatGateway(it -> it.subnetId(subnetId).allocationId(address))
        .natGateway()
        .natGatewayId();
  }

  /** Routes the private subnet to a NAT gateway in the public one. */
  PrivateSubnet withNat() {
    return natRoute(ANYWHERE, nat(open));
  }

  PrivateSubnet natRoute(String to, String natId) {
    return route(shutTable, to, it -> it.natGatewayId(natId));
  }

  PrivateSubnet route(String table, String to, Consumer<CreateRouteRequest.Builder> what) {
    ec2.createRoute(
        it -> {
          it.routeTableId(table);
          if (to.contains(":")) {
            it.destinationIpv6CidrBlock(to);
          } else if (to.contains("/")) {
            it.destinationCidrBlock(to);
          } else {
            it.destinationPrefixListId(to);
          }
          what.accept(it);
        });
    return this;
  }

  PrivateSubnet later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  /** Gives a subnet a new network ACL, which still denies everything. */
  String acl(String subnetId) {
    String acl = ec2.createNetworkAcl(it -> it.vpcId(vpc)).networkAcl().networkAclId();
    ec2
        .describeNetworkAcls(
            it ->
                it.filters(Filter.builder().name("association.subnet-id").values(subnetId).build()))
        .networkAcls()
        .stream()
        .flatMap(each -> each.associations().stream())
        .filter(each -> each.subnetId().equals(subnetId))
        .forEach(
            each ->
                ec2.replaceNetworkAclAssociation(
                    it -> it.associationId(each.networkAclAssociationId()).networkAclId(acl)));
    return acl;
  }

  PrivateSubnet tcp(String acl, int number, String rule, int from, int to, String block) {
    boolean egress = rule.startsWith("out");
    String action = rule.endsWith("deny") ? "deny" : "allow";
    Consumer<CreateNetworkAclEntryRequest.Builder> entry =
        it ->
            it.networkAclId(acl)
                .ruleNumber(number)
                .egress(egress)
                .ruleAction(action)
                .protocol("6")
                .portRange(range -> range.from(from).to(to))
                .cidrBlock(block);
    ec2.createNetworkAclEntry(entry);
    return this;
  }

  /** Gives a subnet an ACL that allows only its requests and their responses. */
  PrivateSubnet narrowAcl(String subnetId, int lowest, int highest) {
    String acl = acl(subnetId);
    return tcp(acl, 100, "out", 443, 443, ANYWHERE).tcp(acl, 100, "in", lowest, highest, ANYWHERE);
  }

  String group(String name) {
    return ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName(name).description(name)).groupId();
  }

  PrivateSubnet letIn(String group, String protocol, int port, String block) {
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    rule ->
                        rule.ipProtocol(protocol)
                            .fromPort(port)
                            .toPort(port)
                            .ipRanges(range -> range.cidrIp(block))));
    return this;
  }

  PrivateSubnet letInFrom(String group, int port, String far) {
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    rule ->
                        rule.ipProtocol("tcp")
                            .fromPort(port)
                            .toPort(port)
                            .userIdGroupPairs(pair -> pair.groupId(far))));
    return this;
  }

  PrivateSubnet letNothingOut(String group) {
    ec2.revokeSecurityGroupEgress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    rule -> rule.ipProtocol("-1").ipRanges(range -> range.cidrIp(ANYWHERE))));
    return this;
  }

  String run(String subnetId, Consumer<RunInstancesRequest.Builder> what) {
    Instance instance =
        ec2.runInstances(
                it -> {
                  it.imageId(IMAGE).instanceType("t3.nano").minCount(1).maxCount(1);
                  it.userData(SpawningFleet.secretUserData());
                  it.tagSpecifications(tagged(ResourceType.INSTANCE, "private"));
                  it.subnetId(subnetId);
                  what.accept(it);
                })
            .instances()
            .get(0);
    later(2);
    return instance.instanceId();
  }

  /** Runs a NAT instance in a subnet that forwards the traffic of the whole VPC. */
  String natInstance(String subnetId) {
    String group = group("nat");
    letIn(group, "tcp", 443, "10.0.0.0/16");
    return natInstance(subnetId, group, true);
  }

  String natInstance(String subnetId, String group, boolean isPublic) {
    String id =
        run(
            subnetId,
            it ->
                it.subnetId(null)
                    .tagSpecifications(tagged(ResourceType.INSTANCE, "nat"))
                    .networkInterfaces(
                        face ->
                            face.deviceIndex(0)
                                .subnetId(subnetId)
                                .groups(group)
                                .associatePublicIpAddress(isPublic)));
    ec2.modifyInstanceAttribute(
        it -> it.instanceId(id).sourceDestCheck(check -> check.value(false)));
    return id;
  }

  PrivateSubnet natInstanceRoute(String instanceId) {
    return route(shutTable, ANYWHERE, it -> it.instanceId(instanceId));
  }

  String service(String name) {
    return "com.amazonaws." + ec2.serviceClientConfiguration().region().id() + "." + name;
  }

  String gatewayEndpoint(String name, String table) {
    return ec2.createVpcEndpoint(
            it ->
                it.vpcId(vpc)
                    .vpcEndpointType(VpcEndpointType.GATEWAY)
                    .serviceName(service(name))
                    .routeTableIds(table))
        .vpcEndpoint()
        .vpcEndpointId();
  }

  PrivateSubnet names() {
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
    return this;
  }

  String interfaceEndpoint(String name, String subnetId, String group) {
    String id =
        ec2.createVpcEndpoint(
                it ->
                    it.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .serviceName(service(name))
                        .subnetIds(subnetId)
                        .securityGroupIds(group)
                        .privateDnsEnabled(true))
            .vpcEndpoint()
            .vpcEndpointId();
    later(2);
    return id;
  }

  /** Adds IPv6 to the VPC and both subnets. */
  PrivateSubnet ipv6() {
    ec2.associateVpcCidrBlock(it -> it.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
    later(1);
    String block =
        ec2.describeVpcs(it -> it.vpcIds(vpc))
            .vpcs()
            .get(0)
            .ipv6CidrBlockAssociationSet()
            .get(0)
            .ipv6CidrBlock();
    Map.of(open, "00::/64", shut, "01::/64")
        .forEach(
            (subnetId, end) ->
                ec2.associateSubnetCidrBlock(
                    it -> it.subnetId(subnetId).ipv6CidrBlock(block.replaceAll("00::/56$", end))));
    return later(1);
  }

  String egressOnly() {
    return ec2.createEgressOnlyInternetGateway(it -> it.vpcId(vpc))
        .egressOnlyInternetGateway()
        .egressOnlyInternetGatewayId();
  }
}
