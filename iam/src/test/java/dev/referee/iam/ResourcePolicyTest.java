package dev.referee.iam;

import static dev.referee.iam.Policies.KEY;
import static dev.referee.iam.Policies.OTHER_QUEUE;
import static dev.referee.iam.Policies.QUEUE;
import static dev.referee.iam.Policies.ROLE;
import static dev.referee.iam.Policies.USER;
import static dev.referee.iam.Policies.allow;
import static dev.referee.iam.Policies.does;
import static dev.referee.iam.Policies.grants;
import static dev.referee.iam.Policies.policy;
import static dev.referee.iam.Policies.role;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of resource-based policies, in the same account and across accounts. */
class ResourcePolicyTest {
  private static final String ACTION = "sqs:SendMessage";

  @ParameterizedTest
  @CsvSource({
    // grant, identity, boundary, session, decision
    "session, nothing, nothing, nothing, ALLOWED",
    "everybody, nothing, nothing, nothing, ALLOWED",
    "everybody of AWS, nothing, nothing, nothing, ALLOWED",
    "session, deny, allow, allow, EXPLICIT",
    "session, nothing, unreadable, allow, UNKNOWN",
    "role, nothing, allow, allow, ALLOWED",
    "role, nothing, nothing, allow, PERMISSIONS_BOUNDARY",
    "role, nothing, allow, nothing, SESSION",
    "account, allow, allow, allow, ALLOWED",
    "account, nothing, allow, allow, IDENTITY",
    "account id, nothing, allow, allow, IDENTITY",
    "another, nothing, allow, allow, IDENTITY",
    "another, allow, allow, allow, ALLOWED",
    "another session, nothing, allow, allow, IDENTITY",
    "service, nothing, allow, allow, IDENTITY",
    "all but another, nothing, allow, allow, ALLOWED",
    "all but another, nothing, nothing, allow, UNKNOWN",
    "unreadable, allow, allow, allow, UNKNOWN",
    "unreadable, deny, allow, allow, EXPLICIT",
    "nobody, allow, allow, allow, ALLOWED",
  })
  void aResourceInTheSameAccountGrantsByItself(
      String grant, String identity, String boundary, String session, String expected) {
    Access access =
        role()
            .resource(grants(grant))
            .identity(does("i", identity))
            .boundary(does("b", boundary))
            .session(does("s", session))
            .build();
    assertThat(word(access.to(ACTION, QUEUE))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "user, nothing, nothing, ALLOWED",
    "user, nothing, deny, EXPLICIT",
    "account, nothing, allow, IDENTITY",
    "account, allow, nothing, PERMISSIONS_BOUNDARY",
    "role, allow, allow, ALLOWED",
  })
  void aGrantToAUserIsNotLimitedByItsBoundary(
      String grant, String identity, String boundary, String expected) {
    Access access =
        Access.of(Principal.user(USER))
            .resource(grants(grant))
            .identity(does("i", identity))
            .boundary(does("b", boundary))
            .build();
    assertThat(word(access.to(ACTION, QUEUE))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "session, allow, allow, ALLOWED",
    "role, allow, allow, ALLOWED",
    "account, allow, allow, ALLOWED",
    "account id, allow, allow, ALLOWED",
    "everybody, allow, allow, ALLOWED",
    "session, nothing, allow, IDENTITY",
    "role, nothing, allow, IDENTITY",
    "everybody, allow, nothing, PERMISSIONS_BOUNDARY",
    "another account, allow, allow, RESOURCE",
    "another, allow, allow, RESOURCE",
    "nobody, allow, allow, RESOURCE",
    "canonical, allow, allow, UNKNOWN",
    "unreadable, allow, allow, UNKNOWN",
    "unreadable, nothing, allow, IDENTITY",
  })
  void acrossAccountsBothSidesHaveToAllow(
      String grant, String identity, String boundary, String expected) {
    Access.Builder access =
        role().resource(grants(grant)).identity(does("i", identity)).boundary(does("b", boundary));
    assertThat(word(access.build().to(ACTION, OTHER_QUEUE))).isEqualTo(expected);
    access.resourceAccount(Policies.OTHER_ACCOUNT);
    assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo(expected);
  }

  @Test
  void aResourceOfAnotherAccountWithoutAPolicyIsClosed() {
    Access access = role().identity(does("i", "allow")).build();
    assertThat(access.to(ACTION, OTHER_QUEUE).explanation())
        .isEqualTo(
            "No statement of the resource-based policy allows sqs:SendMessage; there are none");
  }

  @ParameterizedTest
  @CsvSource({
    "account, true, ALLOWED",
    "account, false, IDENTITY",
    "role, false, ALLOWED",
    "session, false, ALLOWED",
    "another, true, RESOURCE",
    "nobody, true, RESOURCE",
    "unreadable, true, UNKNOWN",
  })
  void aKeyOrARoleHasToLetItsAccountSpeak(String grant, boolean identity, String expected) {
    for (String[] each : new String[][] {{"kms:Decrypt", KEY}, {"sts:AssumeRole", ROLE + "2"}}) {
      Access access =
          role()
              .resource(grants(grant))
              .identity(identity ? policy("i", allow("*")) : does("i", "nothing"))
              .build();
      assertThat(word(access.to(each[0], each[1]))).as(each[0]).isEqualTo(expected);
    }
  }

  @Test
  void aKeyWithoutItsPolicyCannotBeJudged() {
    Access access = role().identity(policy("i", allow("kms:*"))).build();
    assertThat(access.to("kms:Decrypt", KEY).explanation())
        .isEqualTo("Cannot know: the policy of " + KEY + " cannot be read: missing");
    assertThat(word(access.to("kms:ListKeys", "*"))).isEqualTo("ALLOWED");
    assertThat(word(role().build().to("kms:Decrypt", KEY))).isEqualTo("UNKNOWN");
  }
}
