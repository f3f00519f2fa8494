package dev.referee.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of decisions about all requests for an action. */
class AnyRequestTest {
  private static final String ACTION = "ec2:RunInstances";

  private static Access.Builder role() {
    return Access.of(Principal.role("arn:aws:iam::111122223333:role/web"));
  }

  private static Policy policy(String name, String... statements) {
    return Policy.of(
        name, "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}");
  }

  private static String statement(String effect, String action, String resource, String more) {
    return "{\"Effect\":\"%s\",\"Action\":\"%s\",\"Resource\":\"%s\"%s}"
        .formatted(effect, action, resource, more);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "ec2:RunInstances | * | ``",
        "EC2:run* | arn:aws:ec2:us-east-1:*:* | ``",
        "* | arn:aws:s3:::bucket | ``",
        "ec2:RunInstances | * | `,\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}`",
      },
      delimiter = '|')
  void someMayBeAllowedByAnyStatementThatNamesTheAction(
      String action, String resource, String more) {
    Access access =
        role().identity(policy("a", statement("Allow", action, resource, more))).build();

    assertThat(access.toAny(ACTION)).isInstanceOf(Decision.CannotKnow.class);
    assertThat(access.toAny(ACTION).explanation()).contains("Allow in a");
  }

  @Test
  void noneIsAllowedWithoutAStatementThatNamesTheAction() {
    assertThat(role().build().toAny(ACTION)).isInstanceOf(Decision.ImplicitlyDenied.class);
    assertThat(
            role()
                .identity(policy("a", statement("Allow", "ec2:Describe*", "*", "")))
                .build()
                .toAny(ACTION))
        .isInstanceOf(Decision.ImplicitlyDenied.class);
    assertThat(
            role()
                .identity(
                    policy(
                        "a", "{\"Effect\":\"Allow\",\"NotAction\":\"ec2:*\",\"Resource\":\"*\"}"))
                .build()
                .toAny(ACTION))
        .isInstanceOf(Decision.ImplicitlyDenied.class);
  }

  @Test
  void aBoundaryHasToAllowToo() {
    Policy allow = policy("a", statement("Allow", "*", "*", ""));
    Policy edge = policy("edge", statement("Allow", "s3:*", "*", ""));

    assertThat(role().identity(allow).boundary(edge).build().toAny(ACTION))
        .isInstanceOfSatisfying(
            Decision.ImplicitlyDenied.class,
            denied -> assertThat(denied.by()).isEqualTo(PolicyType.PERMISSIONS_BOUNDARY));
    assertThat(role().identity(allow).boundary(allow).build().toAny(ACTION))
        .isInstanceOf(Decision.CannotKnow.class);
  }

  @Test
  void onlyADenialOfEverythingDeniesAll() {
    Policy allow = policy("a", statement("Allow", "*", "*", ""));

    assertThat(
            role()
                .identity(allow)
                .identity(policy("d", statement("Deny", "ec2:Run*", "*", "")))
                .build()
                .toAny(ACTION))
        .isInstanceOf(Decision.ExplicitlyDenied.class);
    assertThat(
            role()
                .identity(allow)
                .identity(policy("d", statement("Deny", "ec2:Run*", "arn:aws:ec2:*:*:*/*", "")))
                .build()
                .toAny(ACTION))
        .isInstanceOf(Decision.CannotKnow.class);
    assertThat(
            role()
                .identity(allow)
                .identity(
                    policy(
                        "d",
                        statement(
                            "Deny",
                            "ec2:Run*",
                            "*",
                            ",\"Condition\":{\"Null\":{\"aws:TagKeys\":\"true\"}}")))
                .build()
                .toAny(ACTION))
        .isInstanceOf(Decision.CannotKnow.class);
  }

  @Test
  void anUnreadablePolicyLeavesItOpen() {
    assertThat(role().identity(Policy.unreadable("a", "denied")).build().toAny(ACTION))
        .isInstanceOfSatisfying(
            Decision.CannotKnow.class,
            unknown -> assertThat(unknown.policies()).containsExactly("a"));
  }
}
