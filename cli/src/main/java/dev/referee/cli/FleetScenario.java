package dev.referee.cli;

import static dev.referee.testkit.SpawningFleet.IMAGE;

import dev.referee.aws.IamPolicy;
import dev.referee.testkit.EmbeddedAccount;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * The account of one team in the Fleet Jam: a shop on one server in one zone, and public databases.
 * The group does not rebalance, so that running servers stay in the first zone when another one is
 * added.
 */
final class FleetScenario {
  private static final String STACK = "fleet-jam";
  private static final String ROLE = "referee";
  private static final String ANYWHERE = "0.0.0.0/0";

  /**
   * A database server, as JSON in one line, because CloudFormation does not support YAML aliases.
   */
  private static final String DATABASE =
      """
      {"Type": "AWS::EC2::Instance", "Properties": {\
      "ImageId": "%s", "InstanceType": "t3.medium", \
      "Tags": [{"Key": "tier", "Value": "database"}, {"Key": "team", "Value": {"Ref": "Team"}}], \
      "NetworkInterfaces": [{"DeviceIndex": "0", "SubnetId": {"Ref": "DatabaseSubnet"}, \
      "GroupSet": [{"Ref": "DatabaseDoor"}], "AssociatePublicIpAddress": true}]}}\
      """
          .formatted(IMAGE);

  private static final String TEMPLATE =
      """
      Parameters:
        Team: {Type: String}
        Vpc: {Type: "AWS::EC2::VPC::Id"}
      Resources:
        App:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupName: app
            GroupDescription: The shop
            VpcId: !Ref Vpc
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
        Servers:
          Type: AWS::EC2::LaunchTemplate
          Properties:
            LaunchTemplateData:
              ImageId: %1$s
              InstanceType: t3.small
              SecurityGroupIds: [!Ref App]
        Shop:
          Type: AWS::AutoScaling::AutoScalingGroup
          Properties:
            MinSize: "1"
            MaxSize: "1"
            AvailabilityZones: [!Sub "${AWS::Region}a"]
            LaunchTemplate:
              LaunchTemplateId: !Ref Servers
              Version: !GetAtt Servers.LatestVersionNumber
        DatabaseDoor:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupName: databases
            GroupDescription: The databases
            VpcId: !Ref Vpc
            Tags: [{Key: tier, Value: database}]
            SecurityGroupIngress:
              - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 0.0.0.0/0}
        DatabaseSubnet:
          Type: AWS::EC2::Subnet
          Properties:
            VpcId: !Ref Vpc
            CidrBlock: 172.31.96.0/20
            Tags: [{Key: tier, Value: database}]
        Orders: %2$s
        Customers: %2$s
      Outputs:
        GroupName: {Value: !Ref Shop}
      """
          .formatted(IMAGE, DATABASE);

  private final EmbeddedAccount account;
  private final Ec2Client ec2;
  private final AutoScalingClient autoScaling;

  FleetScenario(EmbeddedAccount account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
    this.autoScaling = account.client(AutoScalingClient::builder);
  }

  /**
   * Builds the initial state; its instances then take some minutes to start.
   *
   * @param team the team
   */
  FleetScenario built(String team) {
    String vpc = ec2.describeVpcs(it -> it.filters(is("is-default", "true"))).vpcs().get(0).vpcId();
    try (CloudFormationClient cloudFormation = account.client(CloudFormationClient::builder)) {
      cloudFormation.createStack(
          it ->
              it.stackName(STACK)
                  .templateBody(TEMPLATE)
                  .parameters(parameter("Team", team), parameter("Vpc", vpc)));
    }
    autoScaling.suspendProcesses(
        it -> it.autoScalingGroupName(group()).scalingProcesses("AZRebalance"));
    return this;
  }

  private static Parameter parameter(String name, String value) {
    return Parameter.builder().parameterKey(name).parameterValue(value).build();
  }

  /** Creates the role that organisers use in the account, which requires an external id. */
  FleetScenario role(String trusted, String externalId) {
    String trust = IamPolicy.trust("arn:aws:iam::%s:root".formatted(trusted), externalId);
    try (IamClient iam = account.client(IamClient::builder)) {
      iam.createRole(it -> it.roleName(ROLE).assumeRolePolicyDocument(trust));
    }
    return this;
  }

  FleetScenario deleteRole() {
    try (IamClient iam = account.client(IamClient::builder)) {
      iam.deleteRole(it -> it.roleName(ROLE));
    }
    return this;
  }

  private String group() {
    return autoScaling.describeAutoScalingGroups().autoScalingGroups().stream()
        .map(group -> group.autoScalingGroupName())
        .findFirst()
        .orElseThrow();
  }

  private FleetScenario update(UnaryOperator<UpdateAutoScalingGroupRequest.Builder> how) {
    autoScaling.updateAutoScalingGroup(
        how.apply(UpdateAutoScalingGroupRequest.builder().autoScalingGroupName(group())).build());
    return this;
  }

  /** Raises the maximum size only. */
  FleetScenario raiseMaximum() {
    return update(it -> it.maxSize(4));
  }

  /** Requests a second server, in any zone. */
  FleetScenario secondServer() {
    return update(it -> it.maxSize(4).desiredCapacity(2));
  }

  /** Adds another zone to the group; running servers stay where they are. */
  FleetScenario anotherZone() {
    return update(it -> it.availabilityZones(account.region() + "a", account.region() + "c"));
  }

  /** Does both in the right order. */
  FleetScenario serve() {
    return anotherZone().secondServer();
  }

  /** Removes the second server again. */
  FleetScenario scaleBack() {
    return update(it -> it.desiredCapacity(1));
  }

  /** Terminates a server, which the group replaces in the zone with the fewest. */
  FleetScenario replaceServer() {
    String server =
        autoScaling
            .describeAutoScalingGroups()
            .autoScalingGroups()
            .get(0)
            .instances()
            .get(0)
            .instanceId();
    ec2.terminateInstances(it -> it.instanceIds(server));
    return this;
  }

  /**
   * Makes the databases private, with a NAT gateway for outbound traffic, and opens the port for
   * the app.
   */
  FleetScenario hideDatabases() {
    return natRoute().publicAddresses(false).closeDoor().openDoorForApp();
  }

  /** Gives the databases' subnet a route table that leads to a NAT gateway. */
  FleetScenario natRoute() {
    String outside =
        ec2.describeSubnets(it -> it.filters(is("default-for-az", "true")))
            .subnets()
            .get(0)
            .subnetId();
    String address = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    String nat =
        ec2.createNatGateway(it -> it.subnetId(outside).allocationId(address))
            .natGateway()
            .natGatewayId();
    String table = routeTable();
    ec2.createRoute(it -> it.routeTableId(table).destinationCidrBlock(ANYWHERE).natGatewayId(nat));
    return this;
  }

  /** Gives the databases' subnet a route table that leads nowhere. */
  FleetScenario noRoute() {
    routeTable();
    return this;
  }

  private String routeTable() {
    var subnet = ec2.describeSubnets(it -> it.filters(is("tag:tier", "database"))).subnets().get(0);
    ec2
        .describeRouteTables(it -> it.filters(is("association.subnet-id", subnet.subnetId())))
        .routeTables()
        .stream()
        .flatMap(table -> table.associations().stream())
        .forEach(
            of -> ec2.disassociateRouteTable(it -> it.associationId(of.routeTableAssociationId())));
    String table = ec2.createRouteTable(it -> it.vpcId(subnet.vpcId())).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet.subnetId()));
    return table;
  }

  /** Adds or removes the public addresses of the databases. */
  FleetScenario publicAddresses(boolean on) {
    databases()
        .forEach(
            database ->
                ec2.modifyNetworkInterfaceAttribute(
                    it ->
                        it.networkInterfaceId(
                                database.networkInterfaces().get(0).networkInterfaceId())
                            .associatePublicIpAddress(on)));
    return this;
  }

  private List<Instance> databases() {
    return ec2
        .describeInstances(it -> it.filters(is("tag:tier", "database")))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .toList();
  }

  /** Closes the databases' port, even for the app. */
  FleetScenario closeDoor() {
    ec2.revokeSecurityGroupIngress(
        it ->
            it.groupId(securityGroup("databases"))
                .ipPermissions(
                    postgres().ipRanges(IpRange.builder().cidrIp(ANYWHERE).build()).build()));
    return this;
  }

  FleetScenario openDoorForApp() {
    String app = securityGroup("app");
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(securityGroup("databases"))
                .ipPermissions(
                    postgres()
                        .userIdGroupPairs(UserIdGroupPair.builder().groupId(app).build())
                        .build()));
    return this;
  }

  private static IpPermission.Builder postgres() {
    return IpPermission.builder().ipProtocol("tcp").fromPort(5432).toPort(5432);
  }

  private String securityGroup(String name) {
    return ec2.describeSecurityGroups(it -> it.filters(is("group-name", name)))
        .securityGroups()
        .get(0)
        .groupId();
  }

  private static Filter is(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }
}
