package dev.referee.testkit.embedded.iam;

import static dev.referee.testkit.embedded.iam.IamRefusals.refused;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;

class IamLimitsTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
      """;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final IamClient iam = account.client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static void malformed(ThrowingCallable call, String message) {
    refused(call, 400, "MalformedPolicyDocument", message);
  }

  private void create(String document) {
    iam.createPolicy(r -> r.policyName("p").policyDocument(document));
  }

  /** Returns a document with one statement, written with single quotes instead of double ones. */
  private static String of(String statement) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": %s}"
        .formatted(statement.replace('\'', '"'));
  }

  @Nested
  class TrustPolicies {
    private void role(String document) {
      iam.createRole(r -> r.roleName("web").assumeRolePolicyDocument(document));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{'Effect': 'Allow', 'Principal': {'Service': 'ec2.amazon.com'},"
              + " 'Action': 'sts:AssumeRole'}"
              + "| Invalid principal in policy: \"SERVICE\":\"ec2.amazon.com\"",
          "{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::*:root'},"
              + " 'Action': 'sts:AssumeRole'}"
              + "| Invalid principal in policy: \"AWS\":\"arn:aws:iam::*:root\"",
          "{'Effect': 'Allow', 'Principal': {'AWS': 'arn:aws:iam::111111111111:role/gone'},"
              + " 'Action': 'sts:AssumeRole'}"
              + "| Invalid principal in policy: \"AWS\":\"arn:aws:iam::111111111111:role/gone\"",
        })
    void nameNobodyWhoIsNotThere(String statement, String message) {
      malformed(() -> role(of(statement)), message);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'AWS': '222222222222'}",
          "{'AWS': ['arn:aws:iam::222222222222:role/any', 'arn:aws:iam::111111111111:root']}",
          "{'AWS': 'arn:aws:iam::111111111111:user/owner'}",
          "{'Service': ['ec2.amazonaws.com', 'eks.amazonaws.com']}",
          "{'Federated': 'cognito-identity.amazonaws.com'}",
          "'*'",
        })
    void mayNameThese(String principal) {
      assertThatCode(
              () ->
                  role(
                      of(
                          "{'Effect': 'Allow', 'Principal': %s, 'Action': 'sts:AssumeRole'}"
                              .formatted(principal))))
          .doesNotThrowAnyException();
    }

    @Test
    void areNotLongerThanTheirQuota() {
      String sid = "a".repeat(2048);
      refused(
          () ->
              role(
                  of(
                      "{'Sid': '%s', 'Effect': 'Allow', 'Principal': '*', 'Action': 'sts:AssumeRole'}"
                          .formatted(sid))),
          409,
          "LimitExceeded",
          "Cannot exceed quota for ACLSizePerRole: 2048");
    }
  }

  @Nested
  class Limits {
    private void role() {
      iam.createRole(r -> r.roleName("web").assumeRolePolicyDocument(TRUST));
    }

    private String ofSize(int characters) {
      return of(
          "{'Sid': '%s', 'Effect': 'Allow', 'Action': '*', 'Resource': '*'}"
              .formatted("a".repeat(characters)));
    }

    @Test
    void ofManagedPolicies() {
      refused(
          () -> create(ofSize(6144)),
          409,
          "LimitExceeded",
          "Cannot exceed quota for PolicySize: 6144");
      assertThatCode(() -> create(ofSize(6000) + " ".repeat(1000))).doesNotThrowAnyException();
    }

    @Test
    void ofInlinePoliciesTogether() {
      role();
      iam.putRolePolicy(r -> r.roleName("web").policyName("one").policyDocument(ofSize(6000)));
      refused(
          () ->
              iam.putRolePolicy(
                  r -> r.roleName("web").policyName("two").policyDocument(ofSize(6000))),
          409,
          "LimitExceeded",
          "Maximum policy size of 10240 bytes exceeded for role web");
      assertThatCode(
              () ->
                  iam.putRolePolicy(
                      r -> r.roleName("web").policyName("one").policyDocument(ofSize(7000))))
          .doesNotThrowAnyException();
      iam.createUser(r -> r.userName("player"));
      refused(
          () ->
              iam.putUserPolicy(
                  r -> r.userName("player").policyName("one").policyDocument(ofSize(2048))),
          409,
          "LimitExceeded",
          "Maximum policy size of 2048 bytes exceeded for user player");
    }

    @Test
    void ofAttachedPolicies() {
      role();
      for (int i = 0; i <= 10; i++) {
        String name = "p" + i;
        iam.createPolicy(r -> r.policyName(name).policyDocument(ofSize(1)));
      }
      for (int i = 0; i < 10; i++) {
        attach("p" + i);
      }
      attach("p9");
      refused(
          () -> attach("p10"), 409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10");
    }

    private void attach(String name) {
      iam.attachRolePolicy(
          r -> r.roleName("web").policyArn("arn:aws:iam::111111111111:policy/" + name));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "a b | satisfy regular expression pattern: [\\w+=,.@-]+",
          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
              + "| have length less than or equal to 64"
        })
    void ofNames(String name, String must) {
      refused(
          () -> iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST)),
          400,
          "ValidationError",
          "1 validation error detected: Value at 'roleName' failed to satisfy constraint: Member"
              + " must "
              + must);
    }

    @Test
    void ofSessions() {
      refused(
          () ->
              iam.createRole(
                  r -> r.roleName("web").maxSessionDuration(60).assumeRolePolicyDocument(TRUST)),
          400,
          "ValidationError",
          "1 validation error detected: Value at 'maxSessionDuration' failed to satisfy constraint:"
              + " Member must have value greater than or equal to 3600");
    }
  }
}
