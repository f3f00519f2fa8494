package dev.referee.testkit.embedded.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

class AuthorizationTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}}\
      """;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final IamClient iam = account.client(IamClient::builder);
  private AwsCredentials session;

  @BeforeEach
  void role() {
    account.enforceIam(true);
    String arn =
        iam.createRole(r -> r.roleName("judge").assumeRolePolicyDocument(TRUST)).role().arn();
    Credentials credentials =
        account
            .client(StsClient::builder)
            .assumeRole(r -> r.roleArn(arn).roleSessionName("game"))
            .credentials();
    session =
        AwsSessionCredentials.create(
            credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(AwsCredentials by, Supplier<B> builder) {
    return builder
        .get()
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(by))
        .build();
  }

  private void allow(String effect, String action, String resource) {
    iam.putRolePolicy(
        r ->
            r.roleName("judge")
                .policyName(effect)
                .policyDocument(policy(effect, action, resource)));
  }

  private static String policy(String effect, String action, String resource) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "%s", "Action": "%s", "Resource": "%s"}]}\
    """
        .formatted(effect, action, resource);
  }

  private static void isDenied(ThrowingCallable call, int status, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).startsWith(message);
            });
  }

  @Test
  void refusesARoleWithoutPoliciesInTheWordsOfEachService() {
    String who = "User: arn:aws:sts::111111111111:assumed-role/judge/game is not authorized to";
    String why = " because no identity-based policy allows the ";
    isDenied(
        () -> client(session, Ec2Client::builder).describeVpcs(),
        403,
        "UnauthorizedOperation",
        "You are not authorized to perform this operation. "
            + who
            + " perform: ec2:DescribeVpcs"
            + why
            + "ec2:DescribeVpcs action");
    isDenied(
        () -> client(session, AutoScalingClient::builder).describeAutoScalingGroups(),
        403,
        "AccessDenied",
        who
            + " perform: autoscaling:DescribeAutoScalingGroups"
            + why
            + "autoscaling:DescribeAutoScalingGroups action");
    isDenied(
        () ->
            client(session, SsmClient::builder).startSession(r -> r.target("i-0123456789abcdef0")),
        400,
        "AccessDeniedException",
        who
            + " perform: ssm:StartSession on resource:"
            + " arn:aws:ec2:us-east-1:111111111111:instance/i-0123456789abcdef0"
            + why
            + "ssm:StartSession action");
    isDenied(
        () -> client(session, IamClient::builder).getRole(r -> r.roleName("judge")),
        403,
        "AccessDenied",
        who + " perform: iam:GetRole on resource: ");
  }

  @Test
  void doesWhatThePolicyAllowsAndNoMore() {
    allow("Allow", "ec2:Describe*", "*");
    Ec2Client ec2 = client(session, Ec2Client::builder);
    String vpc = ec2.describeVpcs().vpcs().get(0).vpcId();
    isDenied(
        () -> ec2.deleteVpc(r -> r.vpcId(vpc)),
        403,
        "UnauthorizedOperation",
        "You are not authorized to perform this operation. User:"
            + " arn:aws:sts::111111111111:assumed-role/judge/game is not authorized to perform:"
            + " ec2:DeleteVpc on resource: arn:aws:ec2:us-east-1:111111111111:vpc/"
            + vpc);
  }

  @Test
  void goesByTheResource() {
    Ec2Client owner = account.client(Ec2Client::builder);
    String one = owner.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    String other = owner.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    allow("Allow", "ec2:DeleteVpc", "arn:aws:ec2:*:*:vpc/" + one);
    Ec2Client ec2 = client(session, Ec2Client::builder);
    assertThatThrownBy(() -> ec2.deleteVpc(r -> r.vpcId(other)))
        .hasMessageContaining("not authorized");
    assertThatCode(() -> ec2.deleteVpc(r -> r.vpcId(one))).doesNotThrowAnyException();
  }

  @Test
  void namesAnExplicitDeny() {
    allow("Allow", "*", "*");
    allow("Deny", "ec2:DescribeVpcs", "*");
    assertThatThrownBy(() -> client(session, Ec2Client::builder).describeVpcs())
        .hasMessageContaining("with an explicit deny in an identity-based policy");
  }

  @Test
  void namesDocumentsAndStacksAsPoliciesDo() {
    allow("Allow", "ssm:StartSession", "arn:aws:ec2:*:*:instance/*");
    assertThatThrownBy(
            () ->
                client(session, SsmClient::builder)
                    .startSession(
                        r -> r.target("i-0123456789abcdef0").documentName("AWS-StartSSHSession")))
        .hasMessageContaining("on resource: arn:aws:ssm:us-east-1::document/AWS-StartSSHSession ");
    assertThatThrownBy(
            () ->
                client(session, CloudFormationClient::builder)
                    .deleteStack(r -> r.stackName("game")))
        .hasMessageContaining(
            "on resource: arn:aws:cloudformation:us-east-1:111111111111:stack/game/* ");
  }

  @Test
  void prefersADenyToATrustPolicyThatNamesTheCaller() {
    String judge = iam.getRole(r -> r.roleName("judge")).role().arn();
    String arn =
        iam.createRole(
                r ->
                    r.roleName("other")
                        .assumeRolePolicyDocument(TRUST.replace("111111111111", judge)))
            .role()
            .arn();
    StsClient sts = client(session, StsClient::builder);
    assertThatCode(() -> sts.assumeRole(r -> r.roleArn(arn).roleSessionName("game")))
        .doesNotThrowAnyException();
    allow("Deny", "sts:AssumeRole", "*");
    assertThatThrownBy(() -> sts.assumeRole(r -> r.roleArn(arn).roleSessionName("game")))
        .hasMessageContaining("with an explicit deny in an identity-based policy");
  }

  @Test
  void namesABoundary() {
    allow("Allow", "*", "*");
    String boundary =
        iam.createPolicy(r -> r.policyName("only").policyDocument(policy("Allow", "ssm:*", "*")))
            .policy()
            .arn();
    iam.putRolePermissionsBoundary(r -> r.roleName("judge").permissionsBoundary(boundary));
    assertThatThrownBy(() -> client(session, Ec2Client::builder).describeVpcs())
        .hasMessageContaining("because no permissions boundary allows the ec2:DescribeVpcs action");
  }

  @Test
  void neverRefusesTheQuestionWhoOneIs() {
    assertThat(client(session, StsClient::builder).getCallerIdentity().arn())
        .endsWith("assumed-role/judge/game");
  }

  @Test
  void allowsUsersWhatTheirPoliciesAllow() {
    iam.createUser(r -> r.userName("player"));
    AccessKey key = iam.createAccessKey(r -> r.userName("player")).accessKey();
    AwsCredentials player = AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    Ec2Client ec2 = client(player, Ec2Client::builder);
    assertThat(client(player, StsClient::builder).getCallerIdentity().arn())
        .isEqualTo("arn:aws:iam::111111111111:user/player");
    assertThatThrownBy(ec2::describeVpcs).hasMessageContaining("user/player is not authorized");
    iam.putUserPolicy(
        r ->
            r.userName("player")
                .policyName("read")
                .policyDocument(policy("Allow", "ec2:DescribeVpcs", "*")));
    assertThat(ec2.describeVpcs().vpcs()).hasSize(1);
    iam.deleteAccessKey(r -> r.userName("player").accessKeyId(key.accessKeyId()));
    assertThatThrownBy(ec2::describeVpcs).hasMessageContaining("401");
  }

  @Test
  void resolvesTheUserNameInPolicies() {
    iam.createUser(r -> r.userName("player"));
    iam.createUser(r -> r.userName("other"));
    AccessKey key = iam.createAccessKey(r -> r.userName("player")).accessKey();
    iam.putUserPolicy(
        r ->
            r.userName("player")
                .policyName("own")
                .policyDocument(
                    policy("Allow", "iam:GetUser", "arn:aws:iam::*:user/${aws:username}")));
    IamClient own =
        client(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()),
            IamClient::builder);
    assertThat(own.getUser(r -> r.userName("player")).user().userName()).isEqualTo("player");
    assertThatThrownBy(() -> own.getUser(r -> r.userName("other")))
        .hasMessageContaining("not authorized");
  }

  @Test
  void refusesAKeyToUsersWithoutPolicies() {
    String id = account.client(KmsClient::builder).createKey().keyMetadata().keyId();
    iam.createUser(r -> r.userName("player"));
    AccessKey key = iam.createAccessKey(r -> r.userName("player")).accessKey();
    KmsClient kms =
        client(
            AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()),
            KmsClient::builder);
    assertThatThrownBy(() -> kms.generateDataKey(r -> r.keyId(id).numberOfBytes(64)))
        .hasMessageContaining("not authorized");
    iam.putUserPolicy(
        r ->
            r.userName("player")
                .policyName("use")
                .policyDocument(policy("Allow", "kms:GenerateDataKey", "*")));
    assertThatCode(() -> kms.generateDataKey(r -> r.keyId(id).numberOfBytes(64)))
        .doesNotThrowAnyException();
  }

  @Test
  void allowsEverythingIfItIsOff() {
    account.enforceIam(false);
    assertThat(client(session, Ec2Client::builder).describeVpcs().vpcs()).hasSize(1);
  }

  @Test
  void decidesAsTheSimulationDoes() {
    allow("Allow", "ec2:DescribeVpcs", "*");
    String arn = iam.getRole(r -> r.roleName("judge")).role().arn();
    for (String action : new String[] {"DescribeVpcs", "DescribeSubnets"}) {
      String simulated =
          iam.simulatePrincipalPolicy(r -> r.policySourceArn(arn).actionNames("ec2:" + action))
              .evaluationResults()
              .get(0)
              .evalDecisionAsString();
      Ec2Client ec2 = client(session, Ec2Client::builder);
      ThrowingCallable call =
          action.equals("DescribeVpcs") ? ec2::describeVpcs : ec2::describeSubnets;
      if (simulated.equals("allowed")) {
        assertThatCode(call).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(call).hasMessageContaining("not authorized");
      }
    }
  }
}
