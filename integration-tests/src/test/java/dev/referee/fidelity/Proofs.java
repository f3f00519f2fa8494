package dev.referee.fidelity;

import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;

/** Probes that show where moto differs from AWS, each run in an empty account. */
final class Proofs {
  private Proofs() {}

  /**
   * AWS returns the launch template or configuration of an instance.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html">Instance</a>
   */
  static boolean instancesFollowTheirGroup(Sandbox sandbox) {
    SpawningFleet fleet =
        new SpawningFleet(sandbox, "followers", "strange")
            .built("$Default")
            .version(SpawningFleet.cleanScript())
            .defaultVersion("2");
    return sandbox
        .client(AutoScalingClient::builder)
        .describeAutoScalingInstances(it -> it.instanceIds(fleet.servers()))
        .autoScalingInstances()
        .stream()
        .allMatch(instance -> instance.launchTemplate().version().equals("2"));
  }

  /**
   * AWS has a list for S3 in every Region, and values of filters may have wildcards.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html">Filtering</a>
   */
  static boolean wildcardsFindNoPrefixList(Sandbox sandbox) {
    return sandbox
        .client(Ec2Client::builder)
        .describeManagedPrefixLists(
            it ->
                it.filters(
                    Filter.builder().name("prefix-list-name").values("com.amazonaws.*.s3").build()))
        .prefixLists()
        .isEmpty();
  }

  /** AWS creates no security group in a VPC that does not exist, and the resource fails. */
  static boolean stacksDoNotFail(Sandbox sandbox) {
    CloudFormationClient cloudFormation = sandbox.client(CloudFormationClient::builder);
    cloudFormation.createStack(
        it ->
            it.stackName("nowhere")
                .onFailure(OnFailure.DO_NOTHING)
                .templateBody(
                    """
                    Resources:
                      Group:
                        Type: AWS::EC2::SecurityGroup
                        Properties:
                          GroupDescription: web
                          VpcId: vpc-00000000000000bad
                    """));
    return cloudFormation.describeStacks(it -> it.stackName("nowhere")).stacks().stream()
        .allMatch(stack -> stack.stackStatus() == StackStatus.CREATE_COMPLETE);
  }

  /**
   * A group spreads its instances over its subnets' zones.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html">Availability
   *     Zones</a>
   */
  static boolean groupsUseOneSubnet(Sandbox sandbox) {
    group(sandbox, 3, 1);
    return sandbox
            .client(Ec2Client::builder)
            .describeInstances(
                it ->
                    it.filters(
                        Filter.builder()
                            .name("tag:aws:autoscaling:groupName")
                            .values("web")
                            .build()))
            .reservations()
            .stream()
            .flatMap(reservation -> reservation.instances().stream())
            .map(Instance::subnetId)
            .distinct()
            .count()
        == 1;
  }

  /**
   * An instance of a group has its weighted capacity.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Instance.html">Instance</a>
   */
  static boolean weightsAreNotTold(Sandbox sandbox) {
    group(sandbox, 4, 2);
    return sandbox
        .client(AutoScalingClient::builder)
        .describeAutoScalingGroups()
        .autoScalingGroups()
        .stream()
        .flatMap(group -> group.instances().stream())
        .allMatch(instance -> instance.weightedCapacity() == null);
  }

  /** Creates a group over three subnets whose instances have the given weight. */
  private static void group(Sandbox sandbox, int desired, int weight) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc = vpc(ec2);
    List<String> subnets =
        List.of("a", "b", "c").stream()
            .map(zone -> subnet(ec2, vpc, "10.0." + (int) zone.charAt(0) + ".0/24", zone))
            .toList();
    String template =
        ec2.createLaunchTemplate(
                it ->
                    it.launchTemplateName("web")
                        .launchTemplateData(
                            data ->
                                data.imageId(SpawningFleet.IMAGE)
                                    .instanceType(InstanceType.T3_MICRO)))
            .launchTemplate()
            .launchTemplateId();
    sandbox
        .client(AutoScalingClient::builder)
        .createAutoScalingGroup(
            it ->
                it.autoScalingGroupName("web")
                    .minSize(0)
                    .maxSize(9)
                    .desiredCapacity(desired)
                    .vpcZoneIdentifier(String.join(",", subnets))
                    .mixedInstancesPolicy(
                        mixed ->
                            mixed.launchTemplate(
                                launch ->
                                    launch
                                        .launchTemplateSpecification(
                                            by -> by.launchTemplateId(template))
                                        .overrides(
                                            LaunchTemplateOverrides.builder()
                                                .instanceType("t3.micro")
                                                .weightedCapacity(Integer.toString(weight))
                                                .build()))));
  }

  /**
   * AWS creates a NAT gateway within minutes, and none in a VPC without an internet gateway.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html">
   *     Troubleshoot NAT gateways</a>
   */
  static boolean gatewaysAreAvailableAtOnce(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String nat = natGateway(ec2, subnet(ec2, vpc(ec2)));
    return ec2.describeNatGateways(it -> it.natGatewayIds(nat)).natGateways().stream()
        .allMatch(it -> it.state() == NatGatewayState.AVAILABLE);
  }

  /**
   * A VPC with an IPv6 block has IPv6 entries in its default network ACL.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html">Network
   *     ACLs</a>
   */
  static boolean aclsDoNotKnowIpv6(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc =
        ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true))
            .vpc()
            .vpcId();
    return ec2.describeNetworkAcls(it -> it.filters(ofVpc(vpc))).networkAcls().stream()
        .flatMap(acl -> acl.entries().stream())
        .allMatch(entry -> entry.ipv6CidrBlock() == null);
  }

  /**
   * A route whose target is gone is a black hole.
   *
   * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html">Route</a>
   */
  static boolean routesDoNotGoBlack(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc = vpc(ec2);
    String nat = natGateway(ec2, subnet(ec2, vpc));
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.createRoute(
        it -> it.routeTableId(table).destinationCidrBlock("0.0.0.0/0").natGatewayId(nat));
    ec2.deleteNatGateway(it -> it.natGatewayId(nat));
    sandbox.advance(Duration.ofHours(2));
    return ec2.describeRouteTables(it -> it.routeTableIds(table)).routeTables().stream()
        .flatMap(it -> it.routes().stream())
        .allMatch(route -> route.state() == RouteState.ACTIVE);
  }

  /**
   * Private DNS names can be switched off.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html">ModifyVpcEndpoint</a>
   */
  static boolean privateDnsStaysOn(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc = vpc(ec2);
    String subnet = subnet(ec2, vpc);
    String endpoint =
        ec2.createVpcEndpoint(
                it ->
                    it.vpcId(vpc)
                        .vpcEndpointType(VpcEndpointType.INTERFACE)
                        .serviceName("com.amazonaws.us-east-1.ssm")
                        .subnetIds(subnet)
                        .privateDnsEnabled(true))
            .vpcEndpoint()
            .vpcEndpointId();
    ec2.modifyVpcEndpoint(it -> it.vpcEndpointId(endpoint).privateDnsEnabled(false));
    return ec2.describeVpcEndpoints(it -> it.filters(ofVpc(vpc))).vpcEndpoints().stream()
        .allMatch(it -> Boolean.TRUE.equals(it.privateDnsEnabled()));
  }

  /**
   * An automatic public address can be taken away.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html">ModifyNetworkInterfaceAttribute</a>
   */
  static boolean publicAddressesStay(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String subnet = subnet(ec2, vpc(ec2));
    ec2.modifySubnetAttribute(it -> it.subnetId(subnet).mapPublicIpOnLaunch(on -> on.value(true)));
    Instance instance = run(ec2, subnet, InstanceNetworkInterfaceSpecification.builder());
    String face = instance.networkInterfaces().get(0).networkInterfaceId();
    ec2.modifyNetworkInterfaceAttribute(
        it -> it.networkInterfaceId(face).associatePublicIpAddress(false));
    return ec2.describeInstances(it -> it.instanceIds(instance.instanceId()))
            .reservations()
            .get(0)
            .instances()
            .get(0)
            .publicIpAddress()
        != null;
  }

  /**
   * An interface gets as many IPv6 addresses as it is launched with.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceNetworkInterfaceSpecification.html">InstanceNetworkInterfaceSpecification</a>
   */
  static boolean interfacesHaveNoIpv6(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc =
        ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16").amazonProvidedIpv6CidrBlock(true))
            .vpc()
            .vpcId();
    Instance instance =
        run(
            ec2,
            subnet(ec2, vpc),
            InstanceNetworkInterfaceSpecification.builder().ipv6AddressCount(1));
    return instance.networkInterfaces().stream().allMatch(it -> it.ipv6Addresses().isEmpty());
  }

  /**
   * A default group lets its own members in.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html">Default
   *     security groups</a>
   */
  static boolean defaultGroupsLetNothingIn(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc = vpc(ec2);
    return ec2.describeSecurityGroups(it -> it.filters(ofVpc(vpc))).securityGroups().stream()
        .allMatch(group -> group.ipPermissions().isEmpty());
  }

  /**
   * An attachment propagates its routes by default.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/tgw/how-transit-gateways-work.html">How
   *     transit gateways work</a>
   */
  static boolean transitGatewaysDoNotPropagate(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String gateway = ec2.createTransitGateway(it -> {}).transitGateway().transitGatewayId();
    String vpc = vpc(ec2);
    String subnet = subnet(ec2, vpc);
    ec2.createTransitGatewayVpcAttachment(
        it -> it.transitGatewayId(gateway).vpcId(vpc).subnetIds(subnet));
    String table =
        ec2.describeTransitGatewayRouteTables(it -> {})
            .transitGatewayRouteTables()
            .get(0)
            .transitGatewayRouteTableId();
    return ec2.searchTransitGatewayRoutes(
            it ->
                it.transitGatewayRouteTableId(table)
                    .filters(Filter.builder().name("state").values("active").build()))
        .routes()
        .isEmpty();
  }

  /** AWS keeps the groups that an interface was created with. */
  static boolean attachedInterfacesGetGroups(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String vpc = vpc(ec2);
    String subnet = subnet(ec2, vpc);
    String first = securityGroup(ec2, vpc, "first");
    String second = securityGroup(ec2, vpc, "second");
    String instance =
        ec2.runInstances(
                it ->
                    it.imageId(SpawningFleet.IMAGE)
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .securityGroupIds(first))
            .instances()
            .get(0)
            .instanceId();
    String face =
        ec2.createNetworkInterface(it -> it.subnetId(subnet).groups(second))
            .networkInterface()
            .networkInterfaceId();
    ec2.attachNetworkInterface(
        it -> it.instanceId(instance).networkInterfaceId(face).deviceIndex(1));
    return ec2
        .describeNetworkInterfaces(it -> it.networkInterfaceIds(face))
        .networkInterfaces()
        .get(0)
        .groups()
        .stream()
        .anyMatch(group -> group.groupId().equals(first));
  }

  private static String securityGroup(Ec2Client ec2, String vpc, String name) {
    return ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName(name).description(name)).groupId();
  }

  /** AWS records an activity for each launch. */
  static boolean groupsHaveNoActivities(Sandbox sandbox) {
    group(sandbox, 1, 1);
    return sandbox
        .client(AutoScalingClient::builder)
        .describeScalingActivities(it -> it.autoScalingGroupName("web"))
        .activities()
        .isEmpty();
  }

  /** AWS accepts the bytes of new user data. */
  static boolean userDataCannotBeChanged(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    String instance =
        run(ec2, subnet(ec2, vpc(ec2)), InstanceNetworkInterfaceSpecification.builder())
            .instanceId();
    ec2.stopInstances(it -> it.instanceIds(instance));
    try {
      ec2.modifyInstanceAttribute(
          it ->
              it.instanceId(instance)
                  .userData(data -> data.value(SdkBytes.fromUtf8String("#!/bin/sh\n"))));
      return false;
    } catch (Ec2Exception e) {
      return e.awsErrorDetails().errorCode().equals("InvalidUserData.Malformed");
    }
  }

  /** AWS launches the instances of a group with the profile that its template names. */
  static boolean membersHaveNoProfile(Sandbox sandbox) {
    Ec2Client ec2 = sandbox.client(Ec2Client::builder);
    IamClient iam = sandbox.client(IamClient::builder);
    iam.createInstanceProfile(it -> it.instanceProfileName("web"));
    String subnet = subnet(ec2, vpc(ec2));
    ec2.createLaunchTemplate(
        it ->
            it.launchTemplateName("web")
                .launchTemplateData(
                    data ->
                        data.imageId(SpawningFleet.IMAGE)
                            .instanceType(InstanceType.T3_MICRO)
                            .iamInstanceProfile(profile -> profile.name("web"))));
    sandbox
        .client(AutoScalingClient::builder)
        .createAutoScalingGroup(
            it ->
                it.autoScalingGroupName("web")
                    .minSize(1)
                    .maxSize(1)
                    .vpcZoneIdentifier(subnet)
                    .launchTemplate(template -> template.launchTemplateName("web")));
    return ec2.describeInstances().reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .allMatch(instance -> instance.iamInstanceProfile() == null);
  }

  private static String vpc(Ec2Client ec2) {
    return ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
  }

  private static Filter ofVpc(String vpc) {
    return Filter.builder().name("vpc-id").values(vpc).build();
  }

  private static String subnet(Ec2Client ec2, String vpc) {
    return subnet(ec2, vpc, "10.0.1.0/24", "a");
  }

  private static String subnet(Ec2Client ec2, String vpc, String block, String zone) {
    Subnet subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(block).availabilityZone("us-east-1" + zone))
            .subnet();
    return subnet.subnetId();
  }

  private static String natGateway(Ec2Client ec2, String subnet) {
    String allocation = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    return ec2.createNatGateway(it -> it.subnetId(subnet).allocationId(allocation))
        .natGateway()
        .natGatewayId();
  }

  private static Instance run(
      Ec2Client ec2, String subnet, InstanceNetworkInterfaceSpecification.Builder face) {
    return ec2.runInstances(
            it ->
                it.imageId(SpawningFleet.IMAGE)
                    .instanceType(InstanceType.T3_MICRO)
                    .minCount(1)
                    .maxCount(1)
                    .networkInterfaces(face.deviceIndex(0).subnetId(subnet).build()))
        .instances()
        .get(0);
  }

  /**
   * AWS sends no command to an instance that does not exist.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html">SendCommand</a>
   */
  static boolean commandsSucceedWithoutAnInstance(Sandbox sandbox) {
    String nobody = "i-0123456789abcdef0";
    SsmClient ssm = sandbox.client(SsmClient::builder);
    String command =
        ssm.sendCommand(
                it ->
                    it.documentName("AWS-RunShellScript")
                        .instanceIds(nobody)
                        .parameters(Map.of("commands", List.of("echo here"))))
            .command()
            .commandId();
    return ssm.getCommandInvocation(it -> it.commandId(command).instanceId(nobody)).status()
        == CommandInvocationStatus.SUCCESS;
  }
}
