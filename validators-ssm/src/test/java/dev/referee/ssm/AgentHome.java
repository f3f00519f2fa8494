package dev.referee.ssm;

import static dev.referee.testkit.SpawningFleet.IMAGE;

import dev.referee.testkit.EmbeddedSandbox;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The environment of an agent in tests: an instance in a private subnet, with a role, and with the
 * endpoints of Systems Manager in another subnet. Everything is correct until a test changes it.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class AgentHome {
  static final String ANYWHERE = "0.0.0.0/0";
  static final String CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
  static final String ROLE = "agent";
  static final String PROFILE = "agent-profile";

  /** Allows the least that an agent needs. */
  static final String LEAST = policy("Allow", AgentRequest.ACTIONS, "");

  final EmbeddedSandbox sandbox;
  final Ec2Client ec2;
  final IamClient iam;
  final SsmClient ssm;

  String vpc = "";
  String shut = "";
  String shutTable = "";
  String other = "";
  String open = "";
  String agentGroup = "";
  String endpointGroup = "";
  String ssmEndpoint = "";
  String messagesEndpoint = "";
  String instance = "";

  AgentHome(EmbeddedSandbox sandbox) {
    this.sandbox = sandbox;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.iam = sandbox.client(IamClient::builder);
    this.ssm = sandbox.client(SsmClient::builder);
  }

  static String trust(String service) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
     "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}]}
    """
        .formatted(service);
  }

  /** Returns a policy of one statement. */
  static String policy(String effect, List<String> actions, String more) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Sid": "One", "Effect": "%s", "Action": [%s], \
    "Resource": "*"%s}]}
    """
        .formatted(
            effect,
            actions.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", ")),
            more);
  }

  AgentHome built() {
    return network().endpoints().role(LEAST).run(PROFILE);
  }

  AgentHome network() {
    vpc = ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
    shut = subnet("10.0.1.0/24");
    other = subnet("10.0.2.0/24");
    shutTable = table(shut);
    agentGroup = group("agent");
    endpointGroup = group("endpoints");
    letIn(endpointGroup, 443, "10.0.1.0/24");
    return this;
  }

  String subnet(String block) {
    return ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock(block)).subnet().subnetId();
  }

  String table(String subnet) {
    String table = ec2.createRouteTable(it -> it.vpcId(vpc)).routeTable().routeTableId();
    ec2.associateRouteTable(it -> it.routeTableId(table).subnetId(subnet));
    return table;
  }

  String group(String name) {
    return ec2.createSecurityGroup(it -> it.vpcId(vpc).groupName(name).description(name)).groupId();
  }

  AgentHome letIn(String group, int port, String block) {
    ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(group).ipProtocol("tcp").fromPort(port).toPort(port).cidrIp(block));
    return this;
  }

  AgentHome letNothingIn(String group, String block) {
    ec2.revokeSecurityGroupIngress(
        it -> it.groupId(group).ipProtocol("tcp").fromPort(443).toPort(443).cidrIp(block));
    return this;
  }

  AgentHome letNothingOut(String group) {
    ec2.revokeSecurityGroupEgress(
        it ->
            it.groupId(group)
                .ipPermissions(
                    rule -> rule.ipProtocol("-1").ipRanges(range -> range.cidrIp(ANYWHERE))));
    return this;
  }

  AgentHome endpoints() {
    ssmEndpoint = endpoint("ssm", true);
    messagesEndpoint = endpoint("ssmmessages", true);
    return later(3);
  }

  String endpoint(String service, boolean named) {
    return ec2.createVpcEndpoint(
            it ->
                it.vpcId(vpc)
                    .vpcEndpointType("Interface")
                    .serviceName(
                        "com.amazonaws.%s.%s".formatted(sandbox.embedded().region(), service))
                    .subnetIds(other)
                    .securityGroupIds(endpointGroup)
                    .privateDnsEnabled(named))
        .vpcEndpoint()
        .vpcEndpointId();
  }

  /** Gives the private subnet a NAT gateway in a public one. */
  AgentHome nat() {
    open = subnet("10.0.0.0/24");
    String gateway = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(vpc));
    String openTable = table(open);
    route(openTable, gateway);
    String address = ec2.allocateAddress(it -> it.domain("vpc")).allocationId();
    String nat =
        ec2.createNatGateway(it -> it.subnetId(open).allocationId(address))
            .natGateway()
            .natGatewayId();
    later(3);
    ec2.createRoute(
        it -> it.routeTableId(shutTable).destinationCidrBlock(ANYWHERE).natGatewayId(nat));
    return this;
  }

  AgentHome route(String table, String gateway) {
    ec2.createRoute(it -> it.routeTableId(table).destinationCidrBlock(ANYWHERE).gatewayId(gateway));
    return this;
  }

  AgentHome role(String document) {
    iam.createRole(it -> it.roleName(ROLE).assumeRolePolicyDocument(trust("ec2.amazonaws.com")));
    iam.putRolePolicy(it -> it.roleName(ROLE).policyName("least").policyDocument(document));
    iam.createInstanceProfile(it -> it.instanceProfileName(PROFILE));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName(PROFILE).roleName(ROLE));
    return this;
  }

  /** Creates a role for Default Host Management Configuration, and enables it. */
  AgentHome hostManagement(String document) {
    iam.createRole(
        it -> it.roleName("default").assumeRolePolicyDocument(trust("ssm.amazonaws.com")));
    iam.putRolePolicy(it -> it.roleName("default").policyName("may").policyDocument(document));
    ssm.updateServiceSetting(
        it ->
            it.settingId("/ssm/managed-instance/default-ec2-instance-management-role")
                .settingValue("service-role/default"));
    return this;
  }

  AgentHome run(String profile) {
    return run(profile, "enabled");
  }

  AgentHome run(String profile, String metadata) {
    instance =
        ec2.runInstances(
                it -> {
                  it.imageId(IMAGE).instanceType("t3.nano").minCount(1).maxCount(1);
                  it.subnetId(shut).securityGroupIds(agentGroup);
                  it.metadataOptions(options -> options.httpEndpoint(metadata));
                  if (!profile.isEmpty()) {
                    it.iamInstanceProfile(by -> by.name(profile));
                  }
                })
            .instances()
            .get(0)
            .instanceId();
    return later(3);
  }

  AgentHome endpointPolicy(String endpoint, String document) {
    ec2.modifyVpcEndpoint(it -> it.vpcEndpointId(endpoint).policyDocument(document));
    return this;
  }

  AgentHome withoutProfile() {
    iam.removeRoleFromInstanceProfile(it -> it.instanceProfileName(PROFILE).roleName(ROLE));
    iam.deleteInstanceProfile(it -> it.instanceProfileName(PROFILE));
    return this;
  }

  /** Gives a subnet a network ACL that allows the given TCP ports in both directions. */
  AgentHome acl(String subnet, int inFrom, int inTo, int outFrom, int outTo) {
    String acl = ec2.createNetworkAcl(it -> it.vpcId(vpc)).networkAcl().networkAclId();
    entry(acl, false, inFrom, inTo);
    entry(acl, true, outFrom, outTo);
    ec2
        .describeNetworkAcls(
            it -> it.filters(Filter.builder().name("association.subnet-id").values(subnet).build()))
        .networkAcls()
        .stream()
        .flatMap(each -> each.associations().stream())
        .filter(each -> each.subnetId().equals(subnet))
        .forEach(
            each ->
                ec2.replaceNetworkAclAssociation(
                    it -> it.associationId(each.networkAclAssociationId()).networkAclId(acl)));
    return this;
  }

  private void entry(String acl, boolean egress, int from, int to) {
    ec2.createNetworkAclEntry(
        it ->
            it.networkAclId(acl)
                .ruleNumber(100)
                .egress(egress)
                .ruleAction(RuleAction.ALLOW)
                .protocol("6")
                .portRange(range -> range.from(from).to(to))
                .cidrBlock(ANYWHERE));
  }

  AgentHome later(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }
}
