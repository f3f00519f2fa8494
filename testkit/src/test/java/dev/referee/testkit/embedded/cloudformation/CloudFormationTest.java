package dev.referee.testkit.embedded.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.AlreadyExistsException;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackResource;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.iam.IamClient;

class CloudFormationTest {
  private static final String YAML =
      """
      Parameters:
        Purpose: {Type: String, Default: web}
      Resources:
        Profile:
          Type: AWS::IAM::InstanceProfile
          Properties:
            InstanceProfileName: !Sub '${Purpose}-profile-${AWS::Region}'
            Roles: [!Ref Role]
        Role:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns:
              - !Sub arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore
            AssumeRolePolicyDocument:
              Version: 2012-10-17
              Statement:
                - Effect: Allow
                  Principal: {Service: ec2.amazonaws.com}
                  Action: sts:AssumeRole
      Outputs:
        RoleArn:
          Description: Who the servers are.
          Value: !GetAtt Role.Arn
      """;
  private static final String JSON =
      """
      {"Parameters": {"Purpose": {"Type": "String", "Default": "web"}},
       "Resources": {
         "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {
           "InstanceProfileName": {"Fn::Sub": "${Purpose}-profile-${AWS::Region}"},
           "Roles": [{"Ref": "Role"}]}},
         "Role": {"Type": "AWS::IAM::Role", "Properties": {
           "ManagedPolicyArns": [{"Fn::Join": ["", ["arn:aws:iam::aws:policy/",
             "AmazonSSMManagedInstanceCore"]]}],
           "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
             {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
              "Action": "sts:AssumeRole"}]}}}},
       "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}}}
      """;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final CloudFormationClient client = account.client(CloudFormationClient::builder);
  private final Ec2Client ec2 = account.client(Ec2Client::builder);
  private final IamClient iam = account.client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private Stack create(String template) {
    client.createStack(
        c ->
            c.stackName("game")
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
    return client.describeStacks(d -> d.stackName("game")).stacks().get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {YAML, JSON})
  void makesWhatTheTemplateSays(String template) {
    Stack stack = create(template);
    assertThat(stack.stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(stack.outputs())
        .extracting(Output::outputValue)
        .containsExactly("arn:aws:iam::111111111111:role/game-Role");
    assertThat(
            iam.getInstanceProfile(p -> p.instanceProfileName("web-profile-us-east-1"))
                .instanceProfile()
                .roles())
        .hasSize(1);
    assertThat(iam.listAttachedRolePolicies(l -> l.roleName("game-Role")).attachedPolicies())
        .hasSize(1);
    assertThat(client.describeStackResources(d -> d.stackName("game")).stackResources())
        .extracting(StackResource::logicalResourceId)
        .containsExactly("Role", "Profile");
    assertThat(
            client
                .describeStackResource(d -> d.stackName("game").logicalResourceId("Profile"))
                .stackResourceDetail()
                .physicalResourceId())
        .isEqualTo("web-profile-us-east-1");
  }

  @Test
  void takesEverythingAwayWithTheStack() {
    String id = create(YAML).stackId();
    client.deleteStack(d -> d.stackName("game"));
    assertThat(iam.listRoles().roles()).isEmpty();
    assertThat(iam.listInstanceProfiles().instanceProfiles()).isEmpty();
    assertThatThrownBy(() -> client.describeStacks(d -> d.stackName("game")))
        .isInstanceOf(CloudFormationException.class)
        .hasMessageContaining("Stack with id game does not exist");
    assertThat(client.describeStacks(d -> d.stackName(id)).stacks().get(0).stackStatus())
        .isEqualTo(StackStatus.DELETE_COMPLETE);
  }

  @Test
  void rollsBackAndReportsWhatFailed() {
    Stack stack = create(YAML.replace("AmazonSSMManagedInstanceCore", "NoSuchPolicy"));
    assertThat(stack.stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(client.describeStackEvents(d -> d.stackName("game")).stackEvents())
        .filteredOn(event -> "CREATE_FAILED".equals(event.resourceStatusAsString()))
        .extracting(StackEvent::logicalResourceId)
        .containsExactly("Role");
  }

  @Test
  void keepsFailedResourcesOnRequest() {
    client.createStack(
        c ->
            c.stackName("game")
                .templateBody(YAML.replace("AmazonSSMManagedInstanceCore", "NoSuchPolicy"))
                .onFailure(OnFailure.DO_NOTHING)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
    assertThat(client.describeStacks(d -> d.stackName("game")).stacks().get(0).stackStatus())
        .isEqualTo(StackStatus.CREATE_FAILED);
    assertThat(
            client
                .describeStackResource(d -> d.stackName("game").logicalResourceId("Role"))
                .stackResourceDetail()
                .resourceStatus())
        .isEqualTo(ResourceStatus.CREATE_FAILED);
  }

  @Test
  void takesTheConfiguredTime() {
    account.stacksTake(Duration.ofMinutes(5));
    assertThat(create(YAML).stackStatus()).isEqualTo(StackStatus.CREATE_IN_PROGRESS);
    assertThat(client.listStackResources(d -> d.stackName("game")).stackResourceSummaries())
        .extracting(StackResourceSummary::resourceStatus)
        .containsOnly(ResourceStatus.CREATE_IN_PROGRESS);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(client.describeStackResources(d -> d.stackName("game")).stackResources())
        .extracting(StackResource::resourceStatus)
        .containsOnly(ResourceStatus.CREATE_COMPLETE);
  }

  @Test
  void refusesWhatIsThereAlready() {
    create(YAML);
    assertThatThrownBy(() -> create(YAML)).isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void asksForTheCapabilityToMakeRoles() {
    assertThatThrownBy(() -> client.createStack(c -> c.stackName("game").templateBody(YAML)))
        .isInstanceOf(InsufficientCapabilitiesException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "Resources: {}",
        "Resources: {A: {Type: 'AWS::Nothing::Here'}}",
        "Resources: [a"
      })
  void refusesATemplateThatIsNone(String template) {
    assertThatThrownBy(() -> create(template)).hasMessageContaining("Template format error");
  }

  @Test
  void makesAFleet() {
    Stack stack =
        create(
            """
            Resources:
              Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
              Subnet:
                Type: AWS::EC2::Subnet
                Properties:
                  VpcId: !Ref Vpc
                  CidrBlock: 10.0.1.0/24
                  Tags: [{Key: Name, Value: servers}]
              Doors:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: Who may come in
                  VpcId: !Ref Vpc
                  SecurityGroupIngress:
                    - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
              Template:
                Type: AWS::EC2::LaunchTemplate
                Properties:
                  LaunchTemplateData:
                    ImageId: %s
                    InstanceType: t3.micro
                    SecurityGroupIds: [!GetAtt Doors.GroupId]
                    UserData:
                      Fn::Base64: !Sub |
                        #!/bin/bash
                        echo ${AWS::Region}
              Servers:
                Type: AWS::AutoScaling::AutoScalingGroup
                Properties:
                  MinSize: '1'
                  MaxSize: '3'
                  DesiredCapacity: '2'
                  VPCZoneIdentifier: [!Ref Subnet]
                  LaunchTemplate:
                    LaunchTemplateId: !Ref Template
                    Version: !GetAtt Template.LatestVersionNumber
                  Tags: [{Key: Name, Value: server, PropagateAtLaunch: true}]
            """
                .formatted(image()));
    assertThat(stack.stackStatus())
        .as(client.describeStackEvents(d -> d.stackName("game")).stackEvents().toString())
        .isEqualTo(StackStatus.CREATE_COMPLETE);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(
            account
                .client(AutoScalingClient::builder)
                .describeAutoScalingGroups()
                .autoScalingGroups()
                .get(0)
                .instances())
        .hasSize(2)
        .allMatch(instance -> instance.launchTemplate().version().equals("1"));
    assertThat(ec2.describeSubnets(d -> d.filters(named("servers"))).subnets()).hasSize(1);
  }

  private String image() {
    return ec2.describeImages().images().get(0).imageId();
  }

  private static Filter named(String name) {
    return Filter.builder().name("tag:Name").values(name).build();
  }
}
