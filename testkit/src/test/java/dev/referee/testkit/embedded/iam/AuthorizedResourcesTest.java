package dev.referee.testkit.embedded.iam;

import static dev.referee.testkit.embedded.PolicyCaller.allow;
import static dev.referee.testkit.embedded.PolicyCaller.allowIf;
import static dev.referee.testkit.embedded.PolicyCaller.denied;
import static dev.referee.testkit.embedded.PolicyCaller.tagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.PolicyCaller;
import dev.referee.testkit.embedded.ec2.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.TargetNotConnectedException;

class AuthorizedResourcesTest {
  private static final String EC2 = "arn:aws:ec2:us-east-1:111111111111:";
  private static final List<String> LAUNCH =
      List.of("image", "instance", "network-interface", "security-group", "subnet", "volume");

  private final PolicyCaller caller = new PolicyCaller();

  @AfterEach
  void close() {
    caller.close();
  }

  private static String on(String type) {
    return allow("ec2:RunInstances", "arn:aws:ec2:*:*:" + type + "/*");
  }

  private void run(Consumer<RunInstancesRequest.Builder> more) {
    caller
        .ec2()
        .runInstances(
            r ->
                r.imageId(Images.AL2023)
                    .instanceType("t3.micro")
                    .minCount(1)
                    .maxCount(1)
                    .applyMutation(more));
  }

  @Nested
  class Launches {
    @Test
    void areAllowedIfEachTypeOfTheirResourcesIs() {
      caller.may(LAUNCH.stream().map(AuthorizedResourcesTest::on).toArray(String[]::new));
      assertThatCode(() -> run(r -> {})).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
      "image, arn:aws:ec2:us-east-1::image/" + Images.AL2023,
      "instance, " + EC2 + "instance/*",
      "network-interface, " + EC2 + "network-interface/*",
      "security-group, " + EC2 + "security-group/*",
      "subnet, " + EC2 + "subnet/*",
      "volume, " + EC2 + "volume/*",
    })
    void areDeniedOnTheTypeThatThePolicyForgot(String type, String resource) {
      List<String> others = new ArrayList<>(LAUNCH);
      others.remove(type);
      caller.may(others.stream().map(AuthorizedResourcesTest::on).toArray(String[]::new));
      denied(() -> run(r -> {}), "ec2:RunInstances", resource);
    }

    @Test
    void areDecidedByTheTypeOfTheInstance() {
      caller.may(
          allow("ec2:RunInstances", "*"),
          """
          {"Effect": "Deny", "Action": "ec2:RunInstances",
           "Resource": "arn:aws:ec2:*:*:instance/*",
           "Condition": {"StringNotEquals": {"ec2:InstanceType": ["t3.micro", "t3.small"]}}}\
          """);
      assertThatCode(() -> run(r -> {})).doesNotThrowAnyException();
      denied(() -> run(r -> r.instanceType("m5.large")))
          .hasMessageContaining("with an explicit deny in an identity-based policy");
    }

    @Test
    void fromATemplateAreDecidedByTheTemplate() {
      String group =
          caller.owner.createSecurityGroup(r -> r.groupName("web").description("web")).groupId();
      caller.owner.createLaunchTemplate(
          r ->
              r.launchTemplateName("web")
                  .launchTemplateData(
                      d ->
                          d.imageId(Images.AL2023)
                              .instanceType("m5.large")
                              .securityGroupIds(group)));
      List<String> statements = new ArrayList<>(LAUNCH.stream().map(it -> on(it)).toList());
      statements.remove(on("security-group"));
      statements.add(on("launch-template"));
      caller.may(statements.toArray(String[]::new));
      denied(
          () ->
              caller
                  .ec2()
                  .runInstances(
                      r ->
                          r.launchTemplate(t -> t.launchTemplateName("web"))
                              .minCount(1)
                              .maxCount(1)),
          "ec2:RunInstances",
          EC2 + "security-group/" + group);
    }

    @Test
    void ofAFleetAreDecidedOnItsTemplateAndTheRoleThatItPasses() {
      caller.iam.createInstanceProfile(r -> r.instanceProfileName("web"));
      caller.iam.addRoleToInstanceProfile(r -> r.instanceProfileName("web").roleName("judge"));
      String template =
          caller
              .owner
              .createLaunchTemplate(
                  r ->
                      r.launchTemplateName("web")
                          .launchTemplateData(
                              d -> d.imageId(Images.AL2023).iamInstanceProfile(p -> p.name("web"))))
              .launchTemplate()
              .launchTemplateId();
      ThrowingCallable fleet =
          () ->
              caller
                  .ec2()
                  .createFleet(
                      r ->
                          r.launchTemplateConfigs(
                                  FleetLaunchTemplateConfigRequest.builder()
                                      .launchTemplateSpecification(t -> t.launchTemplateName("web"))
                                      .build())
                              .targetCapacitySpecification(c -> c.totalTargetCapacity(1)));
      caller.may(allow("ec2:CreateFleet", EC2 + "fleet/*"), allow("iam:PassRole", "*"));
      denied(fleet, "ec2:CreateFleet", EC2 + "launch-template/" + template);
      caller.may(allow("ec2:CreateFleet", "*"));
      denied(fleet, "iam:PassRole", PolicyCaller.ROLE);
      caller.may(allow("ec2:CreateFleet", "*"), allow("iam:PassRole", PolicyCaller.ROLE));
      assertThatCode(fleet).doesNotThrowAnyException();
    }

    @Test
    void thatTagNeedThePermissionToTag() {
      caller.may(allow("ec2:RunInstances", "*"));
      Consumer<RunInstancesRequest.Builder> tagged =
          r -> r.tagSpecifications(tagged("instance", Map.of("team", "red")));
      denied(() -> run(tagged), "ec2:CreateTags", EC2 + "instance/*");
      caller.may(
          allow("ec2:RunInstances", "*"),
          allowIf("ec2:CreateTags", "StringEquals", "ec2:CreateAction", "RunInstances"));
      assertThatCode(() -> run(tagged)).doesNotThrowAnyException();
      String vpc = caller.owner.describeVpcs().vpcs().get(0).vpcId();
      denied(
          () ->
              caller
                  .ec2()
                  .createTags(
                      r -> r.resources(vpc).tags(Tag.builder().key("a").value("b").build())),
          "ec2:CreateTags",
          EC2 + "vpc/" + vpc);
    }

    @Test
    void thatPassARoleNeedThePermissionToPassIt() {
      caller.iam.createRole(
          r ->
              r.roleName("web")
                  .path("/game/")
                  .assumeRolePolicyDocument(
                      """
                      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
                      """));
      caller.iam.createInstanceProfile(r -> r.instanceProfileName("profile"));
      caller.iam.addRoleToInstanceProfile(r -> r.instanceProfileName("profile").roleName("web"));
      caller.may(allow("ec2:RunInstances", "*"));
      Consumer<RunInstancesRequest.Builder> with =
          r -> r.iamInstanceProfile(p -> p.name("profile"));
      denied(() -> run(with), "iam:PassRole", "arn:aws:iam::111111111111:role/game/web");
      caller.may(
          allow("ec2:RunInstances", "*"),
          allowIf("iam:PassRole", "StringEquals", "iam:PassedToService", "ssm.amazonaws.com"));
      denied(() -> run(with));
      caller.may(
          allow("ec2:RunInstances", "*"),
          """
          {"Effect": "Allow", "Action": "iam:PassRole",
           "Resource": "arn:aws:iam::111111111111:role/game/*",
           "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}}\
          """);
      assertThatCode(() -> run(with)).doesNotThrowAnyException();
    }
  }

  @Test
  void whatIsMadeHasNoIdYet() {
    caller.may(allow("ec2:CreateVpc", EC2 + "vpc/*"));
    String vpc = caller.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    denied(
        () -> caller.ec2().createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")),
        "ec2:CreateSubnet",
        EC2 + "subnet/*");
    caller.may(allow("ec2:CreateSubnet", EC2 + "subnet/*"));
    denied(
        () -> caller.ec2().createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")),
        "ec2:CreateSubnet",
        EC2 + "vpc/" + vpc);
  }

  @Test
  void aRouteIsAuthorizedOnItsTableAlone() {
    String vpc = caller.owner.describeVpcs().vpcs().get(0).vpcId();
    String table = caller.owner.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String gateway =
        caller.owner.describeInternetGateways().internetGateways().get(0).internetGatewayId();
    caller.may(allow("ec2:CreateRoute", EC2 + "route-table/" + table));
    assertThatCode(
            () ->
                caller
                    .ec2()
                    .createRoute(
                        r ->
                            r.routeTableId(table)
                                .destinationCidrBlock("0.0.0.0/0")
                                .gatewayId(gateway)))
        .doesNotThrowAnyException();
  }

  @Test
  void findsWhatIsNamedWithoutAnId() {
    String vpc = caller.owner.describeVpcs().vpcs().get(0).vpcId();
    String table = caller.owner.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    String subnet = caller.owner.describeSubnets().subnets().get(0).subnetId();
    String association =
        caller
            .owner
            .associateRouteTable(r -> r.routeTableId(table).subnetId(subnet))
            .associationId();
    denied(
        () -> caller.ec2().disassociateRouteTable(r -> r.associationId(association)),
        "ec2:DisassociateRouteTable",
        EC2 + "route-table/" + table);
    caller.owner.createKeyPair(r -> r.keyName("players"));
    denied(
        () -> caller.ec2().deleteKeyPair(r -> r.keyName("players")),
        "ec2:DeleteKeyPair",
        EC2 + "key-pair/players");
  }

  @Test
  void rolesAndPoliciesAreNamedWithTheirPaths() {
    String iam = "arn:aws:iam::111111111111:";
    IamClient client = caller.client(IamClient::builder);
    denied(
        () -> client.createRole(r -> r.roleName("x").path("/a/").assumeRolePolicyDocument("{}")),
        "iam:CreateRole",
        iam + "role/a/x");
    denied(
        () -> client.createPolicy(r -> r.policyName("p").path("/a/").policyDocument("{}")),
        "iam:CreatePolicy",
        iam + "policy/a/p");
    denied(client::listRoles, "iam:ListRoles", iam + "role/");
    denied(
        () -> client.listUsers(r -> r.pathPrefix("/team/")), "iam:ListUsers", iam + "user/team/");
    denied(
        () -> client.addRoleToInstanceProfile(r -> r.instanceProfileName("web").roleName("judge")),
        "iam:AddRoleToInstanceProfile",
        iam + "instance-profile/web");
    caller.may(allow("iam:AddRoleToInstanceProfile", "*"));
    denied(
        () -> client.addRoleToInstanceProfile(r -> r.instanceProfileName("web").roleName("judge")),
        "iam:PassRole",
        PolicyCaller.ROLE);
  }

  @Test
  void attachesOnlyThePoliciesThatThePolicyNames() {
    String readOnly = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess";
    caller.may(allowIf("iam:AttachRolePolicy", "ArnEquals", "iam:PolicyARN", readOnly));
    IamClient client = caller.client(IamClient::builder);
    denied(
        () ->
            client.attachRolePolicy(
                r -> r.roleName("judge").policyArn("arn:aws:iam::aws:policy/AdministratorAccess")));
    client.attachRolePolicy(r -> r.roleName("judge").policyArn(readOnly));
    assertThat(caller.iam.listAttachedRolePolicies(r -> r.roleName("judge")).attachedPolicies())
        .hasSize(1);
  }

  @Test
  void otherServicesAreNamedAsTheirPoliciesNameThem() {
    denied(
        () ->
            caller
                .client(AutoScalingClient::builder)
                .createLaunchConfiguration(r -> r.launchConfigurationName("lc")),
        "autoscaling:CreateLaunchConfiguration",
        "arn:aws:autoscaling:us-east-1:111111111111:launchConfiguration:*"
            + ":launchConfigurationName/lc");
    var balancing = caller.client(ElasticLoadBalancingV2Client::builder);
    denied(
        () -> balancing.createTargetGroup(r -> r.name("tg")),
        "elasticloadbalancing:CreateTargetGroup",
        "arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/tg/*");
    denied(
        () -> balancing.createLoadBalancer(r -> r.name("lb").type("network")),
        "elasticloadbalancing:CreateLoadBalancer",
        "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/lb/*");
    denied(
        () -> caller.client(SsmClient::builder).getParametersByPath(r -> r.path("/game/one")),
        "ssm:GetParametersByPath",
        "arn:aws:ssm:us-east-1:111111111111:parameter/game/one");
    var key = caller.account.client(KmsClient::builder).createKey().keyMetadata();
    caller
        .account
        .client(KmsClient::builder)
        .createAlias(r -> r.aliasName("alias/game").targetKeyId(key.keyId()));
    denied(
        () -> caller.client(KmsClient::builder).disableKey(r -> r.keyId("alias/game")),
        "kms:DisableKey",
        key.arn());
  }

  @Test
  void aStackWithARolePassesIt() {
    caller.may(allow("cloudformation:*", "*"));
    denied(
        () ->
            caller
                .client(CloudFormationClient::builder)
                .createStack(r -> r.stackName("s").roleARN(PolicyCaller.ROLE).templateBody("{}")),
        "iam:PassRole",
        PolicyCaller.ROLE);
  }

  @Nested
  class Conditions {
    @ParameterizedTest
    @CsvSource({
      "StringEquals, aws:RequestedRegion, us-east-1",
      "StringEquals, aws:PrincipalTag/team, red",
      "ArnEquals, aws:PrincipalArn, " + PolicyCaller.ROLE,
      "StringLike, aws:userid, *:game",
      "StringEquals, aws:PrincipalAccount, 111111111111",
      "StringEquals, aws:ResourceAccount, 111111111111",
      "IpAddress, aws:SourceIp, 127.0.0.0/8",
      "Bool, aws:SecureTransport, true",
      "DateGreaterThan, aws:CurrentTime, 2020-01-01T00:00:00Z",
      "NumericGreaterThan, aws:EpochTime, 1577836800",
      "Bool, aws:MultiFactorAuthPresent, false",
      "StringEquals, ec2:Region, us-east-1",
      "Null, aws:TagKeys, true",
      "StringEquals, aws:PrincipalTag/team, ${aws:PrincipalTag/team}",
    })
    void holdByWhoCallsAndWhen(String operator, String key, String value) {
      caller.may(allowIf("ec2:AllocateAddress", operator, key, value));
      assertThatCode(() -> caller.ec2().allocateAddress()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
      "StringEquals, aws:PrincipalTag/team, blue",
      "DateLessThan, aws:CurrentTime, 2020-01-01T00:00:00Z",
      "IpAddress, aws:SourceIp, 203.0.113.0/24",
      "Bool, aws:MultiFactorAuthPresent, true",
      "StringEquals, aws:RequestTag/team, red",
    })
    void failByWhoCallsAndWhen(String operator, String key, String value) {
      caller.may(allowIf("ec2:AllocateAddress", operator, key, value));
      denied(() -> caller.ec2().allocateAddress());
    }

    @Test
    void holdByTheTagsOfTheRequest() {
      caller.may(
          allow("ec2:CreateTags", "*"),
          """
          {"Effect": "Allow", "Action": "ec2:CreateVpc", "Resource": "*",
           "Condition": {"StringEquals": {"aws:RequestTag/team": "red"},
            "ForAllValues:StringEquals": {"aws:TagKeys": ["team", "Name"]}}}\
          """);
      denied(() -> caller.ec2().createVpc(r -> r.cidrBlock("10.0.0.0/16")));
      denied(() -> vpc(Map.of("team", "blue")));
      assertThatCode(() -> vpc(Map.of("team", "red"))).doesNotThrowAnyException();
      denied(() -> vpc(Map.of("team", "red", "cost", "1")));
    }

    private void vpc(Map<String, String> tags) {
      caller
          .ec2()
          .createVpc(r -> r.cidrBlock("10.0.0.0/16").tagSpecifications(tagged("vpc", tags)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:ResourceTag/team", "ec2:ResourceTag/team"})
    void holdByTheTagsOfTheResource(String key) {
      String own = caller.owner.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
      String other = caller.owner.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
      caller.owner.createTags(
          r -> r.resources(own).tags(Tag.builder().key("team").value("red").build()));
      caller.may(allowIf("ec2:DeleteVpc", "StringEquals", key, "${aws:PrincipalTag/team}"));
      denied(() -> caller.ec2().deleteVpc(r -> r.vpcId(other)));
      assertThatCode(() -> caller.ec2().deleteVpc(r -> r.vpcId(own))).doesNotThrowAnyException();
    }

    @Test
    void ofSystemsManagerHoldByTheTagsOfTheInstance() {
      String own = launched("red");
      String other = launched("blue");
      caller.may(
          """
          {"Effect": "Allow", "Action": "ssm:StartSession",
           "Resource": "arn:aws:ec2:*:*:instance/*",
           "Condition": {"StringEquals": {"ssm:resourceTag/team": "red"}}}\
          """);
      SsmClient ssm = caller.client(SsmClient::builder);
      denied(() -> ssm.startSession(r -> r.target(other)));
      // There is no agent, so the session fails after its permission has been checked.
      assertThatThrownBy(() -> ssm.startSession(r -> r.target(own)))
          .isInstanceOf(TargetNotConnectedException.class);
    }

    private String launched(String team) {
      return caller
          .owner
          .runInstances(
              r ->
                  r.imageId(Images.AL2023)
                      .instanceType("t3.micro")
                      .minCount(1)
                      .maxCount(1)
                      .tagSpecifications(tagged("instance", Map.of("team", team))))
          .instances()
          .get(0)
          .instanceId();
    }
  }
}
