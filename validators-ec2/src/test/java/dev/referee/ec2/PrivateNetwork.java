package dev.referee.ec2;

import dev.referee.resources.Instances;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** A scenario builder for a database that is exposed: a VPC with a public and a private subnet. */
final class PrivateNetwork {
  static final String EVERYWHERE = "0.0.0.0/0";
  static final String EVERYWHERE_V6 = "::/0";
  static final String GROUP = "databases";

  final Ec2Client ec2;
  final AutoScalingClient autoScaling;
  final CloudFormationClient cloudFormation;
  final List<String> instances = new ArrayList<>();

  /** Sets the instances to judge, and parameters. */
  Consumer<InstancePrivateBuilder> judged =
      check -> check.instances(Instances.tagged("tier", "database"));

  final Sandbox sandbox;
  private String vpc = "";
  private String gateway = "";
  private String publicSubnet = "";
  private String publicTable = "";
  private String privateSubnet = "";
  private String privateTable = "";
  private String nat = "";

  PrivateNetwork(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.autoScaling = sandbox.client(AutoScalingClient::builder);
    this.cloudFormation = sandbox.client(CloudFormationClient::builder);
  }

  /** Builds the networks, without instances. */
  PrivateNetwork network() {
    vpc =
        ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true))
            .vpc()
            .vpcId();
    gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    String range =
        ec2.describeVpcs(it -> it.vpcIds(vpc))
            .vpcs()
            .get(0)
            .ipv6CidrBlockAssociationSet()
            .get(0)
            .ipv6CidrBlock();
    publicSubnet = subnet("10.0.1.0/24", range.replace("00::/56", "01::/64"));
    ec2.modifySubnetAttribute(
        it -> it.subnetId(publicSubnet).mapPublicIpOnLaunch(on -> on.value(true)));
    publicTable = table(publicSubnet);
    route(publicTable, EVERYWHERE, it -> it.gatewayId(gateway));
    privateSubnet = subnet("10.0.2.0/24", range.replace("00::/56", "02::/64"));
    privateTable = table(privateSubnet);
    return this;
  }

  private String subnet(String range, String ipv6) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(range).ipv6CidrBlock(ipv6))
        .subnet()
        .subnetId();
  }

  private String table(String subnet) {
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet));
    return table;
  }

  private void route(String table, String to, UnaryOperator<CreateRouteRequest.Builder> target) {
    CreateRouteRequest.Builder route = target.apply(CreateRouteRequest.builder());
    route.routeTableId(table);
    ec2.createRoute(
        (to.startsWith("pl-")
                ? route.destinationPrefixListId(to)
                : to.contains(":")
                    ? route.destinationIpv6CidrBlock(to)
                    : route.destinationCidrBlock(to))
            .build());
  }

  /** Builds the initial state: the database in the public subnet, with a public address. */
  PrivateNetwork built() {
    return network().inPublicSubnet();
  }

  PrivateNetwork inPublicSubnet() {
    return run(publicSubnet, it -> it);
  }

  PrivateNetwork inPrivateSubnet() {
    return run(privateSubnet, it -> it);
  }

  /** Launches an instance in the public subnet, without a public address. */
  PrivateNetwork hidden() {
    return run(publicSubnet, it -> it.associatePublicIpAddress(false));
  }

  PrivateNetwork withIpv6(boolean inPublic) {
    return run(
        inPublic ? publicSubnet : privateSubnet,
        it -> it.associatePublicIpAddress(false).ipv6AddressCount(1));
  }

  private PrivateNetwork run(
      String subnet, UnaryOperator<InstanceNetworkInterfaceSpecification.Builder> face) {
    start(subnet, face);
    return later(1);
  }

  private void start(
      String subnet, UnaryOperator<InstanceNetworkInterfaceSpecification.Builder> face) {
    instances.add(
        ec2.runInstances(
                RunInstancesRequest.builder()
                    .imageId(SpawningFleet.IMAGE)
                    .instanceType("t3.micro")
                    .userData(SpawningFleet.secretUserData())
                    .minCount(1)
                    .maxCount(1)
                    .networkInterfaces(
                        face.apply(
                                InstanceNetworkInterfaceSpecification.builder()
                                    .deviceIndex(0)
                                    .subnetId(subnet))
                            .build())
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType("instance")
                            .tags(
                                Tag.builder().key("tier").value("database").build(),
                                Tag.builder().key("Name").value("db").build())
                            .build())
                    .build())
            .instances()
            .get(0)
            .instanceId());
  }

  /** Launches an instance in the private subnet, without waiting. */
  PrivateNetwork startsInPrivateSubnet() {
    start(privateSubnet, it -> it);
    return this;
  }

  PrivateNetwork terminate(int index) {
    ec2.terminateInstances(it -> it.instanceIds(instances.get(index)));
    return this;
  }

  PrivateNetwork stop(int index) {
    ec2.stopInstances(it -> it.instanceIds(instances.get(index)));
    return later(1);
  }

  PrivateNetwork startAgain(int index) {
    ec2.startInstances(it -> it.instanceIds(instances.get(index)));
    return later(1);
  }

  PrivateNetwork later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  InstanceNetworkInterface face(int index) {
    return ec2.describeInstances(it -> it.instanceIds(instances.get(index)))
        .reservations()
        .get(0)
        .instances()
        .get(0)
        .networkInterfaces()
        .get(0);
  }

  /** Turns an instance's automatic public address off. */
  PrivateNetwork automaticAddressOff() {
    String face = face(0).networkInterfaceId();
    ec2.modifyNetworkInterfaceAttribute(
        it -> it.networkInterfaceId(face).associatePublicIpAddress(false));
    return this;
  }

  PrivateNetwork elasticIp(String face, String privateAddress) {
    String allocation = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    ec2.associateAddress(
        it ->
            it.allocationId(allocation).networkInterfaceId(face).privateIpAddress(privateAddress));
    return this;
  }

  PrivateNetwork elasticIp() {
    return elasticIp(face(0).networkInterfaceId(), face(0).privateIpAddress());
  }

  PrivateNetwork elasticIpOnSecondaryAddress() {
    String face = face(0).networkInterfaceId();
    String secondary =
        ec2.assignPrivateIpAddresses(
                it -> it.networkInterfaceId(face).secondaryPrivateIpAddressCount(1))
            .assignedPrivateIpAddresses()
            .get(0)
            .privateIpAddress();
    return elasticIp(face, secondary);
  }

  /** Gives the first instance a second interface, and returns its id. */
  String secondInterface(boolean inPublic) {
    var face =
        ec2.createNetworkInterface(it -> it.subnetId(inPublic ? publicSubnet : privateSubnet))
            .networkInterface();
    ec2.attachNetworkInterface(
        it ->
            it.networkInterfaceId(face.networkInterfaceId())
                .instanceId(instances.get(0))
                .deviceIndex(1));
    return face.networkInterfaceId();
  }

  PrivateNetwork disassociateElasticIps() {
    ec2.describeAddresses().addresses().stream()
        .filter(it -> instances.contains(it.instanceId()))
        .forEach(it -> ec2.disassociateAddress(by -> by.associationId(it.associationId())));
    return later(2);
  }

  PrivateNetwork mapPublicIpOff() {
    ec2.modifySubnetAttribute(
        it -> it.subnetId(publicSubnet).mapPublicIpOnLaunch(on -> on.value(false)));
    return this;
  }

  /** Adds a route of the public subnet's table to the internet gateway. */
  PrivateNetwork gatewayRoute(String to) {
    route(publicTable, to, it -> it.gatewayId(gateway));
    return this;
  }

  PrivateNetwork gatewayRouteInPrivateTable(String to) {
    route(privateTable, to, it -> it.gatewayId(gateway));
    return this;
  }

  String prefixList(String... ranges) {
    return ec2.createManagedPrefixList(
            it ->
                it.prefixListName("partners")
                    .addressFamily("IPv4")
                    .maxEntries(5)
                    .entries(
                        List.of(ranges).stream()
                            .map(range -> AddPrefixListEntry.builder().cidr(range).build())
                            .toList()))
        .prefixList()
        .prefixListId();
  }

  /** Returns AWS's own prefix list for S3. */
  String awsListOfS3() {
    return ec2.describeManagedPrefixLists(
            it ->
                it.filters(
                    Filter.builder().name("prefix-list-name").values("com.amazonaws.*.s3").build()))
        .prefixLists()
        .get(0)
        .prefixListId();
  }

  /** Routes the private subnet to S3 through a gateway endpoint. */
  PrivateNetwork endpointForPrivateSubnet() {
    String service =
        ec2.describePrefixLists(it -> it.prefixListIds(awsListOfS3()))
            .prefixLists()
            .get(0)
            .prefixListName();
    ec2.createVpcEndpoint(it -> it.vpcId(vpc).serviceName(service).routeTableIds(privateTable));
    return this;
  }

  PrivateNetwork deleteDefaultRoute() {
    ec2.deleteRoute(it -> it.routeTableId(publicTable).destinationCidrBlock(EVERYWHERE));
    return this;
  }

  private String nat() {
    if (nat.isEmpty()) {
      String subnet = subnet("10.0.9.0/24", privateRange("09"));
      String outward = table(subnet);
      route(outward, EVERYWHERE, it -> it.gatewayId(gateway));
      String allocation = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
      nat =
          ec2.createNatGateway(it -> it.subnetId(subnet).allocationId(allocation))
              .natGateway()
              .natGatewayId();
      later(2);
    }
    return nat;
  }

  private String privateRange(String number) {
    return ec2.describeVpcs(it -> it.vpcIds(vpc))
        .vpcs()
        .get(0)
        .ipv6CidrBlockAssociationSet()
        .get(0)
        .ipv6CidrBlock()
        .replace("00::/56", number + "::/64");
  }

  /** Routes the private subnet to a NAT gateway. */
  PrivateNetwork natForPrivateSubnet() {
    route(privateTable, EVERYWHERE, it -> it.natGatewayId(nat()));
    return this;
  }

  PrivateNetwork defaultRouteToNat() {
    ec2.replaceRoute(
        it -> it.routeTableId(publicTable).destinationCidrBlock(EVERYWHERE).natGatewayId(nat()));
    return this;
  }

  PrivateNetwork halvesToNat() {
    route(publicTable, "0.0.0.0/1", it -> it.natGatewayId(nat()));
    route(publicTable, "128.0.0.0/1", it -> it.natGatewayId(nat()));
    return this;
  }

  PrivateNetwork deleteNat() {
    ec2.deleteNatGateway(it -> it.natGatewayId(nat()));
    return later(2);
  }

  PrivateNetwork egressOnlyForPrivateSubnet() {
    String eigw =
        ec2.createEgressOnlyInternetGateway(it -> it.vpcId(vpc))
            .egressOnlyInternetGateway()
            .egressOnlyInternetGatewayId();
    route(privateTable, EVERYWHERE_V6, it -> it.egressOnlyInternetGatewayId(eigw));
    return this;
  }

  PrivateNetwork detachGateway() {
    ec2.detachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    return this;
  }

  PrivateNetwork attachGateway() {
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    return this;
  }

  /** Attaches another internet gateway, which no route leads to. */
  PrivateNetwork otherGateway() {
    String other = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(other).vpcId(vpc));
    return this;
  }

  private RouteTable tableOf(String name, String value) {
    return ec2.describeRouteTables(
            it ->
                it.filters(
                    Filter.builder().name("vpc-id").values(vpc).build(),
                    Filter.builder().name(name).values(value).build()))
        .routeTables()
        .get(0);
  }

  private RouteTableAssociation ofPublicSubnet() {
    return tableOf("association.subnet-id", publicSubnet).associations().stream()
        .filter(it -> publicSubnet.equals(it.subnetId()))
        .findFirst()
        .orElseThrow();
  }

  /** Makes the public subnet use the private one's table. */
  PrivateNetwork associatePrivateTable() {
    ec2.replaceRouteTableAssociation(
        it ->
            it.associationId(ofPublicSubnet().routeTableAssociationId())
                .routeTableId(privateTable));
    return this;
  }

  /** Makes the public subnet use the main table, which also has a route to the gateway. */
  PrivateNetwork leaveForOpenMainTable() {
    RouteTable main = tableOf("association.main", "true");
    route(main.routeTableId(), EVERYWHERE, it -> it.gatewayId(gateway));
    ec2.disassociateRouteTable(it -> it.associationId(ofPublicSubnet().routeTableAssociationId()));
    return this;
  }

  /** Makes the private subnet's table the main one. */
  PrivateNetwork privateTableBecomesMain() {
    RouteTable main = tableOf("association.main", "true");
    String association =
        main.associations().stream()
            .filter(RouteTableAssociation::main)
            .findFirst()
            .orElseThrow()
            .routeTableAssociationId();
    ec2.replaceRouteTableAssociation(
        it -> it.associationId(association).routeTableId(privateTable));
    return this;
  }

  PrivateNetwork unassignIpv6() {
    InstanceNetworkInterface face = face(0);
    ec2.unassignIpv6Addresses(
        it ->
            it.networkInterfaceId(face.networkInterfaceId())
                .ipv6Addresses(face.ipv6Addresses().get(0).ipv6Address()));
    return this;
  }

  /** Closes the default security group of the VPC. */
  PrivateNetwork closeSecurityGroup() {
    String group =
        ec2.describeSecurityGroups(
                it ->
                    it.filters(
                        Filter.builder().name("vpc-id").values(vpc).build(),
                        Filter.builder().name("group-name").values("default").build()))
            .securityGroups()
            .get(0)
            .groupId();
    IpPermission amongThemselves =
        IpPermission.builder()
            .ipProtocol("-1")
            .userIdGroupPairs(UserIdGroupPair.builder().groupId(group).build())
            .build();
    ec2.revokeSecurityGroupIngress(it -> it.groupId(group).ipPermissions(amongThemselves));
    return this;
  }

  /** Creates an Auto Scaling group of the given size in the public or the private subnet. */
  PrivateNetwork group(boolean inPublic, int size) {
    ec2.createLaunchTemplate(
        it ->
            it.launchTemplateName(GROUP)
                .launchTemplateData(
                    data ->
                        data.imageId(SpawningFleet.IMAGE)
                            .instanceType("t3.micro")
                            .userData(SpawningFleet.secretUserData())));
    autoScaling.createAutoScalingGroup(
        it ->
            it.autoScalingGroupName(GROUP)
                .launchTemplate(by -> by.launchTemplateName(GROUP).version("$Latest"))
                .minSize(0)
                .maxSize(100)
                .desiredCapacity(size)
                .vpcZoneIdentifier(inPublic ? publicSubnet : privateSubnet));
    judged = check -> check.group(AutoScalingGroups.named(GROUP));
    return later(3);
  }

  PrivateNetwork groupMoves() {
    autoScaling.updateAutoScalingGroup(
        it -> it.autoScalingGroupName(GROUP).vpcZoneIdentifier(privateSubnet));
    return later(3);
  }

  PrivateNetwork groupHas(int size) {
    autoScaling.updateAutoScalingGroup(it -> it.autoScalingGroupName(GROUP).desiredCapacity(size));
    return later(3);
  }

  /** Builds a VPC without a route to the internet, and a database in it, as a stack. */
  PrivateNetwork stack(boolean publicAddress) {
    return stack(publicAddress, "10.7.1.0/24");
  }

  /** Builds it with a subnet of a block, which may be none of the VPC's. */
  PrivateNetwork stack(boolean publicAddress, String block) {
    cloudFormation.createStack(
        it ->
            it.stackName("data")
                .onFailure(OnFailure.DO_NOTHING)
                .templateBody(
                    """
                    Resources:
                      Network:
                        Type: AWS::EC2::VPC
                        Properties:
                          CidrBlock: 10.7.0.0/16
                      Inside:
                        Type: AWS::EC2::Subnet
                        Properties:
                          VpcId: !Ref Network
                          CidrBlock: %s
                      Database:
                        Type: AWS::EC2::Instance
                        Properties:
                          ImageId: %s
                          InstanceType: t3.micro
                          NetworkInterfaces:
                            - DeviceIndex: "0"
                              SubnetId: !Ref Inside
                              AssociatePublicIpAddress: %s
                    """
                        .formatted(block, SpawningFleet.IMAGE, publicAddress)));
    judged = check -> check.inStack("data", "Database");
    return later(5);
  }
}
