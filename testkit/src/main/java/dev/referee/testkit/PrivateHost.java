package dev.referee.testkit;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A scenario builder for an instance in a private subnet that Session Manager should reach. It uses
 * only AWS calls and advances of time, so the scenario can be built in any AWS.
 *
 * <p>Methods return this, to be chained. Not thread-safe.
 */
public final class PrivateHost {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
      """;

  /** The permissions to register an agent, without those for sessions. */
  private static final String REGISTERING =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "ssm:UpdateInstanceInformation", "Resource": "*"}]}
      """;

  private final Sandbox sandbox;
  private final String name;
  private final Ec2Client ec2;
  private final IamClient iam;
  private String instance = "";

  /**
   * Returns a builder that has not built anything yet.
   *
   * @param sandbox the account to build in
   * @param name the name of the instance, its role and its instance profile
   */
  public PrivateHost(Sandbox sandbox, String name) {
    this.sandbox = sandbox;
    this.name = name;
    this.ec2 = sandbox.client(Ec2Client::builder);
    this.iam = sandbox.client(IamClient::builder);
  }

  /**
   * Builds a correct network with the endpoints that a session needs, and an instance in it without
   * a role, then waits.
   */
  public PrivateHost built() {
    String vpc = ec2.createVpc(it -> it.cidrBlock("10.20.0.0/16")).vpc().vpcId();
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsSupport(on -> on.value(true)));
    ec2.modifyVpcAttribute(it -> it.vpcId(vpc).enableDnsHostnames(on -> on.value(true)));
    String subnet =
        ec2.createSubnet(it -> it.vpcId(vpc).cidrBlock("10.20.1.0/24")).subnet().subnetId();
    String open =
        ec2.createSecurityGroup(
                it -> it.vpcId(vpc).groupName(name + "-endpoints").description("endpoints"))
            .groupId();
    ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(open).ipProtocol("tcp").fromPort(443).toPort(443).cidrIp("10.20.0.0/16"));
    endpoint(vpc, subnet, open, "ssm");
    endpoint(vpc, subnet, open, "ssmmessages");
    instance =
        ec2.runInstances(
                it ->
                    it.imageId(SpawningFleet.IMAGE)
                        .instanceType("t3.micro")
                        .minCount(1)
                        .maxCount(1)
                        .subnetId(subnet)
                        .tagSpecifications(named()))
            .instances()
            .get(0)
            .instanceId();
    return later(20);
  }

  private void endpoint(String vpc, String subnet, String group, String service) {
    Consumer<CreateVpcEndpointRequest.Builder> request =
        it ->
            it.vpcId(vpc)
                .vpcEndpointType(VpcEndpointType.INTERFACE)
                .serviceName(
                    "com.amazonaws.%s.%s".formatted(sandbox.account().region().id(), service))
                .subnetIds(subnet)
                .securityGroupIds(group)
                .privateDnsEnabled(true);
    ec2.createVpcEndpoint(request);
  }

  private TagSpecification named() {
    return TagSpecification.builder()
        .resourceType(ResourceType.INSTANCE)
        .tags(Tag.builder().key("Name").value(name).build())
        .build();
  }

  /** Attaches a role that permits the agent to register, and nothing else. */
  public PrivateHost attachRole() {
    iam.createRole(it -> it.roleName(name).assumeRolePolicyDocument(TRUST));
    iam.putRolePolicy(it -> it.roleName(name).policyName("register").policyDocument(REGISTERING));
    iam.createInstanceProfile(it -> it.instanceProfileName(name));
    iam.addRoleToInstanceProfile(it -> it.instanceProfileName(name).roleName(name));
    ec2.associateIamInstanceProfile(
        it -> it.instanceId(instance).iamInstanceProfile(profile -> profile.name(name)));
    return this;
  }

  /** Gives the role the permissions of AWS's managed policy for managed instances. */
  public PrivateHost allowSessions() {
    iam.attachRolePolicy(
        it -> it.roleName(name).policyArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
    return this;
  }

  /** Reboots the instance, which also restarts the agent. */
  public PrivateHost reboot() {
    ec2.rebootInstances(it -> it.instanceIds(instance));
    return this;
  }

  /** Advances the time. */
  public PrivateHost later(long minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }
}
