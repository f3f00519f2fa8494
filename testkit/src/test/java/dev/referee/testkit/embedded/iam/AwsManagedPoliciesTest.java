package dev.referee.testkit.embedded.iam;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.referee.testkit.embedded.Desk;
import dev.referee.testkit.embedded.policy.PolicyDocument;
import dev.referee.testkit.embedded.policy.PolicyDocument.Use;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/** Tests the AWS managed policies: that they can be attached, and what they allow. */
class AwsManagedPoliciesTest {
  private static final String PREFIX = "arn:aws:iam::aws:policy/";

  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  private String decision(String policy, String action, String resource) {
    desk.role("player", "ec2.amazonaws.com");
    desk.iam.attachRolePolicy(r -> r.roleName("player").policyArn(PREFIX + policy));
    List<EvaluationResult> results =
        desk.iam
            .simulatePrincipalPolicy(
                r ->
                    r.policySourceArn("arn:aws:iam::222222222222:role/player")
                        .actionNames(action)
                        .resourceArns(resource))
            .evaluationResults();
    return results.get(0).evalDecisionAsString();
  }

  @ParameterizedTest
  @CsvSource({
    "ReadOnlyAccess, ec2:DescribeInstances",
    "ReadOnlyAccess, ssm:GetParameter",
    "job-function/ViewOnlyAccess, ec2:DescribeInstances",
    "SecurityAudit, iam:GetRole",
    "PowerUserAccess, ec2:TerminateInstances",
    "PowerUserAccess, iam:CreateServiceLinkedRole",
    "IAMFullAccess, iam:CreateUser",
    "IAMReadOnlyAccess, iam:GetUser",
    "CloudWatchAgentServerPolicy, cloudwatch:PutMetricData",
    "CloudWatchAgentAdminPolicy, logs:CreateLogGroup",
    "CloudWatchFullAccess, cloudwatch:DeleteAlarms",
    "CloudWatchLogsFullAccess, logs:DeleteLogGroup",
    "AmazonSSMFullAccess, ssm:SendCommand",
    "AmazonSSMReadOnlyAccess, ssm:ListCommands",
    "AmazonS3ReadOnlyAccess, s3:GetObject",
    "AmazonS3FullAccess, s3:PutObject",
    "AmazonVPCFullAccess, ec2:CreateVpc",
    "AmazonVPCReadOnlyAccess, ec2:DescribeVpcs",
    "service-role/AmazonEC2RoleforSSM, ssm:UpdateInstanceInformation",
    "service-role/AmazonEC2RoleforSSM, s3:GetObject",
    "service-role/AmazonSSMAutomationRole, ec2:StopInstances",
    "AutoScalingReadOnlyAccess, autoscaling:DescribeAutoScalingGroups",
    "ElasticLoadBalancingFullAccess, elasticloadbalancing:CreateRule",
    "ElasticLoadBalancingReadOnly, elasticloadbalancing:DescribeRules",
    "AWSCloudFormationFullAccess, cloudformation:CreateStack",
    "AWSCloudFormationReadOnlyAccess, cloudformation:DescribeStacks",
    "AmazonEKSClusterPolicy, autoscaling:DescribeAutoScalingGroups",
    "AmazonEKSWorkerNodePolicy, eks:DescribeCluster",
    "AmazonEKSWorkerNodeMinimalPolicy, eks-auth:AssumeRoleForPodIdentity",
    "AmazonEKS_CNI_Policy, ec2:AssignPrivateIpAddresses",
    "AmazonEKSServicePolicy, ec2:CreateNetworkInterface",
    "AmazonEKSVPCResourceController, ec2:CreateNetworkInterface",
    "AmazonEKSFargatePodExecutionRolePolicy, ecr:BatchGetImage",
    "AmazonEC2ContainerRegistryReadOnly, ecr:DescribeImages",
    "AmazonEC2ContainerRegistryPullOnly, ecr:BatchGetImage",
    "AmazonEC2ContainerRegistryPowerUser, ecr:PutImage",
    "AmazonEC2ContainerRegistryFullAccess, ecr:DeleteRepository",
    "service-role/AmazonEBSCSIDriverPolicy, ec2:DescribeVolumes",
    "service-role/AmazonEFSCSIDriverPolicy, elasticfilesystem:DescribeFileSystems",
    "service-role/AWSLambdaBasicExecutionRole, logs:PutLogEvents",
    "service-role/AWSLambdaVPCAccessExecutionRole, ec2:CreateNetworkInterface",
    "SecretsManagerReadWrite, secretsmanager:GetSecretValue",
    "AWSKeyManagementServicePowerUser, kms:CreateKey",
  })
  void allow(String policy, String action) {
    assertThat(decision(policy, action, "*")).isEqualTo("allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "AmazonEKSBlockStoragePolicy, ec2:CreateVolume, arn:aws:ec2:eu-west-1::snapshot/snap-1",
    "AmazonEKSComputePolicy, ec2:RunInstances, arn:aws:ec2:eu-west-1::image/ami-1",
    "AmazonEKSLoadBalancingPolicy, elasticloadbalancing:DescribeTargetGroups, *",
    "AmazonEKSNetworkingPolicy, ec2:AssociateTrunkInterface, *",
  })
  void allowWhatAutoModeDoes(String policy, String action, String resource) {
    assertThat(decision(policy, action, resource)).isEqualTo("allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "ReadOnlyAccess, ec2:TerminateInstances",
    "ReadOnlyAccess, ssm:StartSession",
    "PowerUserAccess, iam:AttachRolePolicy",
    "AmazonSSMReadOnlyAccess, ssm:SendCommand",
    "AmazonEC2ContainerRegistryPullOnly, ecr:DescribeImages",
    "AmazonEKSWorkerNodeMinimalPolicy, eks:DescribeCluster",
    "job-function/ViewOnlyAccess, s3:GetObject",
  })
  void doNotAllow(String policy, String action) {
    assertThat(decision(policy, action, "*")).isEqualTo("implicitDeny");
  }

  @Test
  void limitTheAgentToItsParameters() {
    assertThat(
            decision(
                "CloudWatchAgentServerPolicy",
                "ssm:GetParameter",
                "arn:aws:ssm:eu-west-1:222222222222:parameter/AmazonCloudWatch-web"))
        .isEqualTo("allowed");
    assertThat(
            desk.iam
                .simulatePrincipalPolicy(
                    r ->
                        r.policySourceArn("arn:aws:iam::222222222222:role/player")
                            .actionNames("ssm:GetParameter")
                            .resourceArns("arn:aws:ssm:eu-west-1:222222222222:parameter/other"))
                .evaluationResults()
                .get(0)
                .evalDecisionAsString())
        .isEqualTo("implicitDeny");
  }

  @Test
  void stateTheirVersionAndTheirDates() {
    Policy policy =
        desk.iam.getPolicy(r -> r.policyArn(PREFIX + "service-role/AmazonEC2RoleforSSM")).policy();
    assertThat(policy.policyName()).isEqualTo("AmazonEC2RoleforSSM");
    assertThat(policy.path()).isEqualTo("/service-role/");
    assertThat(policy.defaultVersionId()).isEqualTo("v8");
    assertThat(policy.isAttachable()).isTrue();
    assertThat(policy.createDate()).isEqualTo(Instant.parse("2015-05-29T17:48:35Z"));
    assertThat(policy.updateDate()).isEqualTo(Instant.parse("2019-01-24T19:20:51Z"));
    PolicyVersion version =
        desk.iam.getPolicyVersion(r -> r.policyArn(policy.arn()).versionId("v8")).policyVersion();
    assertThat(version.isDefaultVersion()).isTrue();
    assertThat(version.createDate()).isEqualTo(policy.updateDate());
    assertThat(URLDecoder.decode(version.document(), UTF_8))
        .contains("ssmmessages:OpenDataChannel");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/service-role/", "/job-function/"})
  void areListedByPath(String path) {
    assertThat(
            desk.iam
                .listPoliciesPaginator(r -> r.scope(PolicyScopeType.AWS).pathPrefix(path))
                .policies())
        .isNotEmpty()
        .allSatisfy(policy -> assertThat(policy.arn()).startsWith(PREFIX + path.substring(1)));
  }

  @Test
  void keepTheGrammarOfPolicies() {
    assertThat(AwsManagedPolicies.all())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            policy ->
                assertThatCode(() -> PolicyDocument.parse(policy.document(), Use.MANAGED))
                    .doesNotThrowAnyException());
  }
}
