package dev.referee.ssm;

import static java.util.stream.Collectors.joining;

import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Sets up a server in a private subnet that Session Manager should reach: a VPC whose subnet has no
 * route out, and the fixes of players.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class PrivateServer {
  static final String NAME = "private-server";
  static final String IMAGE =
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
  static final String CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

  /** The beginning of session tokens, as in AWS. */
  static final String TOKEN = "AAEAA";

  /** A secret that a shell on a server prints and that must not be shown. */
  static final String WRITTEN = "DB_PASSWORD=correct-horse-battery";

  /** Limits that no machine reaches, however busy it is. */
  static final SessionTimeouts PATIENT =
      new SessionTimeouts(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofMinutes(5));

  /** Limits for an agent that never says anything. */
  static final SessionTimeouts SILENT =
      new SessionTimeouts(PATIENT.open(), Duration.ofMillis(20), PATIENT.command());

  /** Limits for a command that never ends. */
  static final SessionTimeouts ENDLESS =
      new SessionTimeouts(PATIENT.open(), PATIENT.silence(), Duration.ofMillis(20));

  static final String ANYWHERE = "0.0.0.0/0";
  static final List<String> LEAST =
      List.of(
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel");

  final Sandbox sandbox;
  final Ec2Client ec2;
  final IamClient iam;
  final SsmClient ssm;
  final KmsClient kms;

  // The requirements.
  Instances meant = Instances.named(NAME);
  String stack = "";
  ProofLevel proof = ProofLevel.SESSION;
  boolean mayBePublic;
  SessionTimeouts limits = PATIENT;

  String vpc = "";
  String subnet = "";
  String table = "";
  String group = "";
  String endpointGroup = "";
  String endpointSubnet = "";
  String role = "server";
  String profile = "server";
  final List<String> servers = new ArrayList<>();
  final Map<String, String> endpoints = new LinkedHashMap<>();

  PrivateServer(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.ssm = sandbox.client(SsmClient::builder);
    this.kms = sandbox.client(KmsClient::builder);
  }

  /** Creates a stack whose last resource is a server; it takes a while where this can be set. */
  PrivateServer stack(Duration time) {
    if (sandbox instanceof EmbeddedSandbox here) {
      here.embedded().stacksTake(time);
    }
    sandbox
        .client(CloudFormationClient::builder)
        .createStack(
            it ->
                it.stackName("net")
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
                              CidrBlock: 10.7.1.0/24
                          Server:
                            Type: AWS::EC2::Instance
                            Properties:
                              ImageId: %s
                              InstanceType: t3.micro
                              NetworkInterfaces:
                                - DeviceIndex: "0"
                                  SubnetId: !Ref Inside
                        """
                            .formatted(SpawningFleet.IMAGE)));
    stack = "net";
    return this;
  }

  /** Sets the servers to judge; by default those with the name. */
  PrivateServer meant(Instances instances) {
    meant = instances;
    return this;
  }

  /** Declares that the session will stay silent, so that tests do not wait for it. */
  PrivateServer silent() {
    limits = SILENT;
    return this;
  }

  PrivateServer provenBy(ProofLevel required) {
    proof = required;
    return this;
  }

  // The network.

  /** A VPC, a subnet without a route out, and a group that allows all outbound traffic. */
  PrivateServer network() {
    vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
    subnet = subnet("10.0.1.0/24");
    table = table(subnet);
    group = group("server");
    return this;
  }

  String subnet(String block) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  String table(String subnetId) {
    String id = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(id).subnetId(subnetId));
    return id;
  }

  String group(String name) {
    return ec2.createSecurityGroup(
            it -> it.vpcId(vpc).groupName(name).description("Group of " + name))
        .groupId();
  }

  PrivateServer letIn(String groupId, String protocol, int from, int to, String block) {
    ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(groupId)
                .ipPermissions(
                    rule -> {
                      rule.ipProtocol(protocol).fromPort(from).toPort(to);
                      if (block.contains(":")) {
                        rule.ipv6Ranges(range -> range.cidrIpv6(block));
                      } else if (block.startsWith("sg-")) {
                        rule.userIdGroupPairs(pair -> pair.groupId(block));
                      } else if (block.startsWith("pl-")) {
                        rule.prefixListIds(list -> list.prefixListId(block));
                      } else {
                        rule.ipRanges(range -> range.cidrIp(block));
                      }
                    }));
    return this;
  }

  PrivateServer keepIn(String groupId) {
    ec2.revokeSecurityGroupEgress(
        it ->
            it.groupId(groupId)
                .ipPermissions(
                    rule -> rule.ipProtocol("-1").ipRanges(range -> range.cidrIp(ANYWHERE))));
    return this;
  }

  PrivateServer letOut(String groupId, int port, String block) {
    ec2.authorizeSecurityGroupEgress(
        it ->
            it.groupId(groupId)
                .ipPermissions(
                    rule ->
                        rule.ipProtocol("tcp")
                            .fromPort(port)
                            .toPort(port)
                            .ipRanges(range -> range.cidrIp(block))));
    return this;
  }

  /** The group of the endpoints, open to the VPC. */
  PrivateServer openEndpointGroup() {
    endpointGroup = group("endpoints");
    return letIn(endpointGroup, "tcp", 443, 443, "10.0.0.0/16");
  }

  /** The endpoints that a session needs, ready. */
  PrivateServer withEndpoints() {
    return openEndpointGroup().endpoint("ssm").endpoint("ssmmessages").later(3);
  }

  /** The same endpoints in a separate subnet, with a network ACL in between. */
  PrivateServer withEndpointsInAnotherSubnet() {
    endpointSubnet = subnet("10.0.2.0/24");
    return openEndpointGroup()
        .endpoint("ssm", it -> it.subnetIds(endpointSubnet))
        .endpoint("ssmmessages", it -> it.subnetIds(endpointSubnet))
        .later(3);
  }

  PrivateServer endpoint(String service) {
    return endpoint(service, it -> {});
  }

  PrivateServer endpoint(String service, Consumer<CreateVpcEndpointRequest.Builder> more) {
    String name = "com.amazonaws.%s.%s".formatted(sandbox.account().region().id(), service);
    endpoints.put(
        service,
        ec2.createVpcEndpoint(
                it -> {
                  it.vpcId(vpc)
                      .vpcEndpointType(VpcEndpointType.INTERFACE)
                      .serviceName(name)
                      .subnetIds(subnet)
                      .securityGroupIds(endpointGroup)
                      .privateDnsEnabled(true);
                  more.accept(it);
                })
            .vpcEndpoint()
            .vpcEndpointId());
    return this;
  }

  PrivateServer endpointPolicy(String service, String document) {
    ec2.modifyVpcEndpoint(it -> it.vpcEndpointId(endpoints.get(service)).policyDocument(document));
    return this;
  }

  /** A public subnet with an internet gateway. */
  String publicSubnet() {
    String open = subnet("10.0.0.0/24");
    String openTable = table(open);
    route(openTable, it -> it.gatewayId(internetGateway()));
    return open;
  }

  String internetGateway() {
    String id = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(id).vpcId(vpc));
    return id;
  }

  PrivateServer route(String tableId, Consumer<CreateRouteRequest.Builder> to) {
    ec2.createRoute(
        it -> {
          it.routeTableId(tableId).destinationCidrBlock(ANYWHERE);
          to.accept(it);
        });
    return this;
  }

  String nat(String subnetId) {
    String address = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    String id =
        ec2.createNatGateway(it -> it.subnetId(subnetId).allocationId(address))
            .natGateway()
            .natGatewayId();
    later(3);
    return id;
  }

  /** A NAT gateway in a public subnet, and the route to it. */
  PrivateServer withNat() {
    String nat = nat(publicSubnet());
    return route(table, it -> it.natGatewayId(nat));
  }

  String prefixList(String block) {
    return ec2.createManagedPrefixList(
            it ->
                it.prefixListName("servers")
                    .addressFamily("IPv4")
                    .maxEntries(2)
                    .entries(entry -> entry.cidr(block)))
        .prefixList()
        .prefixListId();
  }

  /** A transit gateway that the subnet is attached to, and nothing else. */
  String transitGateway() {
    String id =
        ec2.createTransitGateway(it -> it.description("hub")).transitGateway().transitGatewayId();
    later(3);
    ec2.createTransitGatewayVpcAttachment(
        it -> it.transitGatewayId(id).vpcId(vpc).subnetIds(subnet));
    later(3);
    return id;
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

  PrivateServer allow(String acl, int number, boolean out, int from, int to) {
    ec2.createNetworkAclEntry(
        it ->
            it.networkAclId(acl)
                .ruleNumber(number)
                .egress(out)
                .ruleAction("allow")
                .protocol("6")
                .portRange(range -> range.from(from).to(to))
                .cidrBlock(ANYWHERE));
    return this;
  }

  // The role.

  PrivateServer role(String service) {
    iam.createRole(it -> it.roleName(role).assumeRolePolicyDocument(trust("Allow", service)));
    return this;
  }

  static String trust(String effect, String service) {
    return statement(effect, "\"sts:AssumeRole\"", "")
        .replace("\"Resource\":\"*\"", "\"Principal\":{\"Service\":\"" + service + "\"}");
  }

  /** Returns a policy of one statement. */
  static String policy(String effect, String... actions) {
    return statement(
        effect,
        Arrays.stream(actions).map(each -> '"' + each + '"').collect(joining(",", "[", "]")),
        "");
  }

  static String statement(String effect, String actions, String more) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"%s","Action":%s,"Resource":"*"%s}]}\
    """
        .formatted(effect, actions, more);
  }

  PrivateServer emptyProfile() {
    iam.createInstanceProfile(it -> it.instanceProfileName(profile));
    return this;
  }

  PrivateServer roleInProfile() {
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName(profile).roleName(role));
    return this;
  }

  /** A role that EC2 may assume, in a profile, without permissions yet. */
  PrivateServer bareProfile() {
    return role("ec2.amazonaws.com").emptyProfile().roleInProfile();
  }

  PrivateServer attached(String policyArn) {
    iam.attachRolePolicy(it -> it.roleName(role).policyArn(policyArn));
    return this;
  }

  PrivateServer inline(String name, String document) {
    iam.putRolePolicy(it -> it.roleName(role).policyName(name).policyDocument(document));
    return this;
  }

  PrivateServer allowing(String... actions) {
    return inline("agent", policy("Allow", actions));
  }

  /** Gives the role all permissions that a session needs, except some. */
  PrivateServer allowingAllBut(String... actions) {
    return allowing(
        LEAST.stream()
            .filter(each -> !Arrays.asList(actions).contains(each))
            .toArray(String[]::new));
  }

  /** A role with all permissions that the agent needs, in a profile. */
  PrivateServer goodProfile() {
    return bareProfile().attached(CORE);
  }

  /**
   * Default Host Management Configuration with a role that has all permissions that the agent
   * needs.
   */
  PrivateServer hostManagement() {
    role = "hosts";
    role("ssm.amazonaws.com").attached(CORE);
    ssm.updateServiceSetting(
        it ->
            it.settingId("/ssm/managed-instance/default-ec2-instance-management-role")
                .settingValue(role));
    return this;
  }

  /** A key of the account, whose policy leaves access control to IAM. */
  String key() {
    return kms.createKey(it -> it.description("sessions")).keyMetadata().arn();
  }

  /** The account's preferences for sessions. */
  PrivateServer preferring(String inputs) {
    ssm.createDocument(
        it ->
            it.name("SSM-SessionManagerRunShell")
                .documentType("Session")
                .documentFormat("JSON")
                .content(
                    """
                    {"schemaVersion":"1.0","description":"Preferences",
                     "sessionType":"Standard_Stream","inputs":{%s}}\
                    """
                        .formatted(inputs)));
    return this;
  }

  // The server.

  PrivateServer launch(Consumer<RunInstancesRequest.Builder> more) {
    servers.add(
        ec2.runInstances(
                it -> {
                  it.imageId(IMAGE)
                      .instanceType("t3.micro")
                      .userData(SpawningFleet.secretUserData())
                      .minCount(1)
                      .maxCount(1)
                      .tagSpecifications(
                          tags ->
                              tags.resourceType(ResourceType.INSTANCE)
                                  .tags(tag -> tag.key("Name").value(NAME)));
                  more.accept(it);
                })
            .instances()
            .get(0)
            .instanceId());
    return this;
  }

  void inSubnet(RunInstancesRequest.Builder launch) {
    launch.subnetId(subnet).securityGroupIds(group);
  }

  void withProfile(RunInstancesRequest.Builder launch) {
    inSubnet(launch);
    launch.iamInstanceProfile(it -> it.name(profile));
  }

  /** The same server, with an image whose shell runs something before each command. */
  PrivateServer runningWithShell(String start) {
    return runningOf(
        "with a shell of its own",
        "amazon-ssm-agent 3.3.3050.0. Its shell starts with: " + start,
        "/dev/xvda");
  }

  /** The same server, with an agent of a version. */
  PrivateServer runningWithAgent(String version) {
    return runningOf("with an agent of its own", "amazon-ssm-agent " + version, "/dev/xvda");
  }

  /** The same server, on Windows. */
  PrivateServer runningWindows() {
    return runningOf(
        "Windows_Server-2022-English-Full-Base-2026.11.11", "Windows Server 2022", "/dev/sda1");
  }

  private PrivateServer runningOf(String name, String description, String rootDevice) {
    String image =
        ec2.registerImage(
                make -> make.name(name).description(description).rootDeviceName(rootDevice))
            .imageId();
    return launch(
            it -> {
              withProfile(it);
              it.imageId(image);
            })
        .later(10);
  }

  /** The server with its profile, running for a while. */
  PrivateServer running() {
    return launch(this::withProfile).later(10);
  }

  /** The server without a profile, running for a while. */
  PrivateServer runningWithoutProfile() {
    return launch(this::inSubnet).later(10);
  }

  /** A server that would be reachable if its metadata service were enabled. */
  PrivateServer runningWithoutMetadata() {
    return network()
        .withEndpoints()
        .goodProfile()
        .launch(
            launch -> {
              withProfile(launch);
              launch.metadataOptions(options -> options.httpEndpoint("disabled"));
            })
        .later(10);
  }

  /** Everything that a session needs, with endpoints. */
  PrivateServer reachable() {
    return network().withEndpoints().goodProfile().running();
  }

  /**
   * Everything that a session needs, with a NAT gateway, which also reaches every other service.
   */
  PrivateServer reachableByNat() {
    return profiled().withNat().running();
  }

  /** Everything that a session needs except the network, which the scenario adds. */
  PrivateServer profiled() {
    return network().goodProfile();
  }

  String server() {
    return servers.get(servers.size() - 1);
  }

  PrivateServer attach() {
    ec2.associateIamInstanceProfile(
        it -> it.instanceId(server()).iamInstanceProfile(of -> of.name(profile)));
    return this;
  }

  PrivateServer detach() {
    String association =
        ec2.describeIamInstanceProfileAssociations(
                it -> it.filters(by -> by.name("instance-id").values(server())))
            .iamInstanceProfileAssociations()
            .get(0)
            .associationId();
    ec2.disassociateIamInstanceProfile(it -> it.associationId(association));
    return this;
  }

  /** Turns the metadata service on or off. */
  PrivateServer metadata(String endpoint) {
    servers.forEach(
        id -> ec2.modifyInstanceMetadataOptions(it -> it.instanceId(id).httpEndpoint(endpoint)));
    return this;
  }

  PrivateServer reboot() {
    ec2.rebootInstances(it -> it.instanceIds(server()));
    return later(3);
  }

  PrivateServer stop() {
    ec2.stopInstances(it -> it.instanceIds(server()));
    return later(3);
  }

  PrivateServer terminate() {
    ec2.terminateInstances(it -> it.instanceIds(server()));
    return later(3);
  }

  PrivateServer later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }
}
