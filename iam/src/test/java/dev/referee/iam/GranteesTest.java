package dev.referee.iam;

import static dev.referee.iam.Policies.QUEUE;
import static dev.referee.iam.Policies.ROLE;
import static dev.referee.iam.Policies.USER;
import static dev.referee.iam.Policies.allow;
import static dev.referee.iam.Policies.deny;
import static dev.referee.iam.Policies.grant;
import static dev.referee.iam.Policies.policy;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the principals that statements of resource-based policies apply to. */
class GranteesTest {
  private static final String ACTION = "sqs:SendMessage";

  private static String decided(Principal principal, String... statements) {
    return word(Access.of(principal).resource(policy("r", statements)).build().to(ACTION, QUEUE));
  }

  private static Principal principal(String kind) {
    return switch (kind) {
      case "role" -> Principal.role(ROLE);
      case "session" -> Principal.roleSession(ROLE, "i-0abc");
      case "user" -> Principal.user(USER);
      case "service" -> Principal.service("events.amazonaws.com");
      default -> Principal.federated("arn:aws:iam::111122223333:oidc-provider/oidc");
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "service; {'Service':'events.amazonaws.com'}; ALLOWED",
        "service; {'Service':['sns.amazonaws.com','events.amazonaws.com']}; ALLOWED",
        "service; {'Service':'sns.amazonaws.com'}; RESOURCE",
        "service; {'AWS':'111122223333'}; RESOURCE",
        "service; '*'; ALLOWED",
        "service; {'AWS':'*'}; UNKNOWN",
        "provider; {'Federated':'arn:aws:iam::111122223333:oidc-provider/oidc'}; ALLOWED",
        "provider; {'Federated':'accounts.google.com'}; RESOURCE",
        "role; {'AWS':'arn:aws:sts::111122223333:assumed-role/agent/i-0abc'}; UNKNOWN",
        "role; {'AWS':'arn:aws:sts::111122223333:assumed-role/other/i-0abc'}; IDENTITY",
        "session; {'AWS':'arn:aws:sts::111122223333:assumed-role/agent/i-0abc'}; ALLOWED",
        "session; {'AWS':'arn:aws:iam::111122223333:role/app/*'}; IDENTITY",
        "session; {'AWS':'AROAEXAMPLE'}; IDENTITY",
        "user; {'AWS':'arn:aws:iam::111122223333:user/ann'}; ALLOWED",
        "user; {'AWS':'arn:aws:iam::111122223333:user/Ann'}; IDENTITY",
        "user; {'Martian':'x'}; UNKNOWN",
      })
  void principalsAreNamedInFull(String kind, String element, String expected) {
    assertThat(decided(principal(kind), allow(ACTION, element))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "session; {'AWS':'111122223333'}; EXPLICIT",
        "session; {'AWS':'arn:aws:iam::111122223333:role/app/agent'}; EXPLICIT",
        "session; '*'; EXPLICIT",
        "service; '*'; EXPLICIT",
        "session; {'AWS':'444455556666'}; ALLOWED",
        "role; {'AWS':'arn:aws:sts::111122223333:assumed-role/agent/i-0abc'}; UNKNOWN",
      })
  void aDenyHoldsByEachName(String kind, String element, String expected) {
    assertThat(decided(principal(kind), allow("*", "'*'"), deny(ACTION, element)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "user; ['arn:aws:iam::111122223333:user/ann','arn:aws:iam::111122223333:root']; ALLOWED",
        "user; ['arn:aws:iam::111122223333:user/ann']; UNKNOWN",
        "user; ['arn:aws:iam::111122223333:user/bob','arn:aws:iam::444455556666:root']; EXPLICIT",
        "session; ['arn:aws:sts::111122223333:assumed-role/agent/i-0abc','"
            + ROLE
            + "','111122223333']; ALLOWED",
        "session; ['" + ROLE + "','111122223333']; UNKNOWN",
        "session; ['arn:aws:iam::111122223333:role/other']; EXPLICIT",
        "service; ['111122223333']; EXPLICIT",
      })
  void aDenyToAllButSomeSparesWhoIsNamedByEachName(String kind, String names, String expected) {
    String all = grant("Deny", "NotPrincipal", ACTION, "{'AWS':" + names + "}");
    assertThat(decided(principal(kind), allow("*", "'*'"), all)).isEqualTo(expected);
  }

  @Test
  void aDenyWithNotPrincipalAppliesToWhoeverHasABoundary() {
    String all =
        grant(
            "Deny",
            "NotPrincipal",
            ACTION,
            "{'AWS':['arn:aws:iam::111122223333:user/ann','111122223333']}");
    Access access =
        Access.of(principal("user"))
            .resource(policy("r", allow("*", "'*'"), all))
            .boundary(policy("b", allow("*")))
            .build();
    assertThat(word(access.to(ACTION, QUEUE))).isEqualTo("EXPLICIT");
  }

  @Test
  void anEndpointPolicyMayMeanOnlyTheRootUserByAnAccount() {
    Access.Builder access =
        Access.of(principal("session"))
            .identity(policy("i", allow("*")))
            .endpoint(policy("e", allow("*", "{'AWS':'111122223333'}")));
    assertThat(word(access.build().to("ssm:GetParameter", "*"))).isEqualTo("ALLOWED");
    assertThat(word(access.build().to("s3:GetObject", "arn:aws:s3:::b/a"))).isEqualTo("UNKNOWN");
    access.endpoint(policy("e", allow("*", "'*'")));
    assertThat(word(access.build().to("s3:GetObject", "arn:aws:s3:::b/a"))).isEqualTo("ALLOWED");
    access.endpoint(policy("e", deny("*", "{'AWS':'111122223333'}")));
    assertThat(word(access.build().to("ssm:GetParameter", "*"))).isEqualTo("EXPLICIT");
    assertThat(word(access.build().to("s3:GetObject", "arn:aws:s3:::b/a"))).isEqualTo("UNKNOWN");
  }

  @Test
  void aStatementWithoutPrincipalLeavesItOpen() {
    assertThat(decided(principal("service"), allow(ACTION))).isEqualTo("UNKNOWN");
    assertThat(decided(principal("service"), allow("ec2:*"))).isEqualTo("RESOURCE");
  }

  @Test
  void aTrustPolicyNeedsNoResource() {
    String trust =
        "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}";
    Access access =
        Access.of(Principal.service("ec2.amazonaws.com")).resource(policy("trust", trust)).build();
    assertThat(word(access.to("sts:AssumeRole", ROLE))).isEqualTo("ALLOWED");
  }

  @Test
  void whatFollowsFromAPrincipalIsKnown() {
    String condition =
        "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':{"
            + "'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:%s'},"
            + "'StringEquals':{'aws:PrincipalAccount':'111122223333'},"
            + "'Bool':{'aws:PrincipalIsAWSService':false},"
            + "'Null':{'aws:username':%s}}}";
    assertThat(decided(principal("role"), condition.formatted("role/app/*", "true")))
        .isEqualTo("ALLOWED");
    assertThat(decided(principal("user"), condition.formatted("user/ann", "false")))
        .isEqualTo("ALLOWED");
    assertThat(decided(principal("user"), condition.formatted("role/*", "false")))
        .isEqualTo("IDENTITY");
    assertThat(decided(principal("service"), condition.formatted("*", "true")))
        .isEqualTo("RESOURCE");
  }
}
