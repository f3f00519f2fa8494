package dev.referee.testkit.embedded.sts;

import static dev.referee.testkit.embedded.PolicyCaller.allow;
import static dev.referee.testkit.embedded.PolicyCaller.denied;
import static dev.referee.testkit.embedded.PolicyCaller.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.testkit.embedded.PolicyCaller;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.InvalidAuthorizationMessageException;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/** Tests the limits of a session's duration, and the durations that STS refuses. */
class SessionTimeoutsTest {
  private final PolicyCaller caller = new PolicyCaller();

  @AfterEach
  void close() {
    caller.close();
  }

  private static void refused(Runnable call, int status, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }

  private void refused(Consumer<AssumeRoleRequest.Builder> how, String code, String message) {
    refused(() -> caller.assume(how), 400, code, message);
  }

  @Nested
  class SessionPolicies {
    @Test
    void limitWhatTheRoleMay() {
      caller.may(allow("ec2:*", "*"));
      caller.assume(r -> r.policy(policy(allow("ec2:DescribeVpcs", "*"))));
      assertThat(caller.ec2().describeVpcs().vpcs()).hasSize(1);
      denied(() -> caller.ec2().describeSubnets())
          .hasMessageContaining("because no session policy allows the ec2:DescribeSubnets action");
    }

    @Test
    void giveNothingThatTheRoleMayNot() {
      caller.may(allow("ec2:DescribeVpcs", "*"));
      caller.assume(r -> r.policy(policy(allow("*", "*"))));
      denied(() -> caller.ec2().describeSubnets())
          .hasMessageContaining("because no identity-based policy allows");
    }

    @Test
    void denyWhatTheyDeny() {
      caller.may(allow("ec2:*", "*"));
      caller.assume(
          r ->
              r.policy(
                  policy(
                      allow("*", "*"), allow("ec2:DescribeVpcs", "*").replace("Allow", "Deny"))));
      denied(() -> caller.ec2().describeVpcs())
          .hasMessageContaining("with an explicit deny in a session policy");
    }

    @Test
    void maybeManagedOnes() {
      caller.may(allow("*", "*"));
      caller.assume(
          r ->
              r.policyArns(
                  PolicyDescriptorType.builder()
                      .arn("arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")
                      .build()));
      assertThat(caller.ec2().describeVpcs().vpcs()).hasSize(1);
      denied(() -> caller.ec2().createVpc(v -> v.cidrBlock("10.0.0.0/16")));
    }

    @Test
    void endWithTheirSession() {
      caller.may(allow("ec2:*", "*"));
      caller.assume(r -> r.policy(policy(allow("s3:*", "*"))));
      Ec2Client limited = caller.ec2();
      caller.assume(r -> {});
      denied(limited::describeVpcs);
      assertThatCode(() -> caller.ec2().describeVpcs()).doesNotThrowAnyException();
    }

    @Test
    void haveToBeWellFormed() {
      assertThatThrownBy(() -> caller.assume(r -> r.policy("{")))
          .isInstanceOf(MalformedPolicyDocumentException.class);
      assertThatThrownBy(
              () -> caller.assume(r -> r.policy(policy(allow("*", "*")) + " ".repeat(2048))))
          .hasMessageContaining("please use smaller policy");
    }
  }

  @Test
  void sessionTagsAreTagsOfThePrincipal() {
    caller.may(
        PolicyCaller.allowIf("ec2:DescribeVpcs", "StringEquals", "aws:PrincipalTag/team", "blue"));
    denied(() -> caller.ec2().describeVpcs());
    caller.assume(r -> r.tags(Tag.builder().key("team").value("blue").build()));
    assertThat(caller.ec2().describeVpcs().vpcs()).hasSize(1);
  }

  @Test
  void sessionTagsNeedATrustPolicyThatAllowsThem() {
    caller.iam.updateAssumeRolePolicy(
        r ->
            r.roleName("judge")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"AWS": "111111111111"}, "Action": "sts:AssumeRole"}}\
                    """));
    Tag tag = Tag.builder().key("team").value("blue").build();
    refused(
        () -> caller.assume(r -> r.tags(tag)),
        403,
        "AccessDenied",
        "User: arn:aws:iam::111111111111:user/owner is not authorized to perform: sts:TagSession on"
            + " resource: "
            + PolicyCaller.ROLE);
  }

  @Test
  void sessionTagsAreNamedOnce() {
    refused(
        r ->
            r.tags(
                Tag.builder().key("team").value("a").build(),
                Tag.builder().key("Team").value("b").build()),
        "InvalidParameterValue",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    refused(
        r -> r.transitiveTagKeys("team"),
        "InvalidParameterValue",
        "The specified transitive tag key must be included in the requested tags.");
  }

  @ParameterizedTest
  @CsvSource({
    "Session1:2, 'satisfy regular expression pattern: [\\w+=,.@-]*'",
    "s, have length greater than or equal to 2",
    "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss,"
        + " have length less than or equal to 64",
  })
  void refusesASessionNameThatIsNone(String name, String must) {
    refused(
        r -> r.roleSessionName(name),
        "ValidationError",
        "1 validation error detected: Value '"
            + name
            + "' at 'roleSessionName' failed to satisfy constraint: Member must "
            + must);
  }

  @ParameterizedTest
  @CsvSource({"899, greater than or equal to 900", "43201, less than or equal to 43200"})
  void refusesADurationThatNoRoleCanHave(int seconds, String must) {
    refused(
        r -> r.durationSeconds(seconds),
        "ValidationError",
        "1 validation error detected: Value '"
            + seconds
            + "' at 'durationSeconds' failed to satisfy constraint: Member must have value "
            + must);
  }

  @Test
  void refusesADurationAboveThatOfTheRole() {
    refused(
        r -> r.durationSeconds(3601),
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    assertThatCode(() -> caller.assume(r -> r.durationSeconds(3600))).doesNotThrowAnyException();
  }

  @Test
  void aSessionGetsAnotherForAnHourAtMost() {
    caller.may(allow("sts:AssumeRole", "*"));
    StsClient sts = caller.client(StsClient::builder);
    refused(
        () ->
            sts.assumeRole(
                r -> r.roleArn(PolicyCaller.ROLE).roleSessionName("again").durationSeconds(3601)),
        400,
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
            + " chaining.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing-valid-in-here",
        "arn::b:::something/test-role",
        "arn:a::::something/test-role",
        "arn:a:::something/test-role",
        "arn:a:a::aaaaaaaaaa:"
      })
  void refusesARoleThatIsNoArn(String arn) {
    refused(r -> r.roleArn(arn), "ValidationError", arn + " is invalid");
  }

  @Nested
  class TokensOfUsers {
    private final StsClient sts = caller.account.client(StsClient::builder);

    @Test
    void callAsTheUserDoes() {
      var token = sts.getSessionToken().credentials();
      assertThat(token.accessKeyId()).startsWith("ASIA");
      assertThat(token.expiration())
          .isEqualTo(caller.cloud.clock().instant().plus(Duration.ofHours(12)));
      StsClient by = PolicyCaller.client(caller.cloud, token, StsClient::builder);
      assertThat(by.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::111111111111:user/owner");
      assertThat(PolicyCaller.client(caller.cloud, token, Ec2Client::builder).describeVpcs().vpcs())
          .hasSize(1);
    }

    @Test
    void callNothingOfIam() {
      var token = sts.getSessionToken().credentials();
      IamClient by = PolicyCaller.client(caller.cloud, token, IamClient::builder);
      assertThatThrownBy(by::listRoles)
          .isInstanceOf(IamException.class)
          .hasMessageContaining("The security token included in the request is invalid");
    }

    @Test
    void areNotForSessions() {
      assertThatThrownBy(() -> caller.client(StsClient::builder).getSessionToken())
          .isInstanceOf(StsException.class)
          .hasMessageContaining("Cannot call GetSessionToken with session credentials");
    }
  }

  @Nested
  class DenialsOfEc2 {
    @Test
    void areDecodedIfThatIsAllowed() throws Exception {
      String message = denial();
      StsClient sts = caller.client(StsClient::builder);
      denied(() -> sts.decodeAuthorizationMessage(r -> r.encodedMessage(message)));
      JsonNode decoded =
          new ObjectMapper()
              .readTree(
                  caller
                      .account
                      .client(StsClient::builder)
                      .decodeAuthorizationMessage(r -> r.encodedMessage(message))
                      .decodedMessage());
      assertThat(decoded.path("allowed").asBoolean(true)).isFalse();
      assertThat(decoded.path("explicitDeny").asBoolean(true)).isFalse();
      assertThat(decoded.at("/context/action").asText()).isEqualTo("ec2:AllocateAddress");
      assertThat(decoded.at("/context/resource").asText())
          .isEqualTo("arn:aws:ec2:us-east-1:111111111111:elastic-ip/*");
      assertThat(decoded.at("/context/principal/arn").asText()).endsWith("assumed-role/judge/game");
      assertThat(decoded.at("/context/conditions/items")).isNotEmpty();
    }

    private String denial() {
      try {
        caller.ec2().allocateAddress();
        throw new AssertionError("It was allowed");
      } catch (AwsServiceException e) {
        return e.awsErrorDetails()
            .errorMessage()
            .replaceFirst("(?s).*Encoded authorization failure message: ", "");
      }
    }

    @Test
    void areAllThatIsDecoded() {
      assertThatThrownBy(
              () ->
                  caller
                      .account
                      .client(StsClient::builder)
                      .decodeAuthorizationMessage(r -> r.encodedMessage("c29tZXRoaW5n")))
          .isInstanceOf(InvalidAuthorizationMessageException.class);
    }
  }
}
