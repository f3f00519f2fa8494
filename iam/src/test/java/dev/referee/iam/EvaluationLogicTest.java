package dev.referee.iam;

import static dev.referee.iam.Policies.QUEUE;
import static dev.referee.iam.Policies.allow;
import static dev.referee.iam.Policies.deny;
import static dev.referee.iam.Policies.does;
import static dev.referee.iam.Policies.grants;
import static dev.referee.iam.Policies.policy;
import static dev.referee.iam.Policies.role;
import static dev.referee.iam.Policies.unreadable;
import static dev.referee.iam.Policies.word;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of combined policies, each given by its effect on the requested action. */
class EvaluationLogicTest {
  private static final String ACTION = "sqs:SendMessage";

  @ParameterizedTest
  @CsvSource({
    // identity, boundary, session, SCP, endpoint, decision
    "allow, -, -, -, -, ALLOWED",
    "nothing, -, -, -, -, IDENTITY",
    "-, -, -, -, -, IDENTITY",
    "deny, -, -, -, -, EXPLICIT",
    "allow, allow, allow, allow, allow, ALLOWED",
    "nothing, allow, allow, allow, allow, IDENTITY",
    "allow, nothing, allow, allow, allow, PERMISSIONS_BOUNDARY",
    "allow, allow, nothing, allow, allow, SESSION",
    "allow, allow, allow, nothing, allow, SERVICE_CONTROL",
    "allow, allow, allow, allow, nothing, VPC_ENDPOINT",
    "allow, deny, allow, allow, allow, EXPLICIT",
    "allow, allow, deny, allow, allow, EXPLICIT",
    "allow, allow, allow, deny, allow, EXPLICIT",
    "allow, allow, allow, allow, deny, EXPLICIT",
    "unreadable, deny, -, -, -, EXPLICIT",
    "unreadable, nothing, -, -, -, PERMISSIONS_BOUNDARY",
    "unreadable, allow, -, -, -, UNKNOWN",
    "allow, unreadable, -, -, -, UNKNOWN",
    "nothing, unreadable, -, -, -, IDENTITY",
    "allow, -, unreadable, -, -, UNKNOWN",
    "allow, -, -, unreadable, -, UNKNOWN",
    "allow, -, -, nothing, unreadable, SERVICE_CONTROL",
    "allow, -, -, -, unreadable, UNKNOWN",
    "perhaps, -, -, -, -, UNKNOWN",
    "maybe not, -, -, -, -, UNKNOWN",
    "maybe not, deny, -, -, -, EXPLICIT",
    "perhaps, perhaps, nothing, -, -, SESSION",
  })
  void everyKindOfPolicyHasToAllow(
      String identity,
      String boundary,
      String session,
      String serviceControl,
      String endpoint,
      String expected) {
    Access.Builder access = role();
    if (!identity.equals("-")) {
      access.identity(does("identity", identity));
    }
    if (!boundary.equals("-")) {
      access.boundary(does("boundary", boundary));
    }
    if (!session.equals("-")) {
      access.session(does("session", session));
    }
    if (!serviceControl.equals("-")) {
      access.serviceControl(does("scp", serviceControl));
    }
    switch (endpoint) {
      case "-" -> {}
      case "unreadable" -> access.endpoint(unreadable("endpoint"));
      case "deny" -> access.endpoint(policy("endpoint", allow("*", "'*'"), deny(ACTION, "'*'")));
      default ->
          access.endpoint(
              policy("endpoint", allow(endpoint.equals("allow") ? ACTION : "ec2:*", "'*'")));
    }
    assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo(expected);
  }

  @Nested
  class Organisations {
    private final Policy full = policy("FullAWSAccess", allow("*"));

    @Test
    void everyLevelHasToAllow() {
      Access.Builder access = role().identity(does("i", "allow")).serviceControl(full);
      assertThat(word(access.serviceControl(does("unit", "nothing"), full).build().to(ACTION, "*")))
          .isEqualTo("ALLOWED");
      assertThat(access.serviceControl(does("account", "nothing")).build().to(ACTION, "*"))
          .isEqualTo(
              new Decision.ImplicitlyDenied(
                  PolicyType.SERVICE_CONTROL, List.of("FullAWSAccess", "unit", "account"), ACTION));
    }

    @Test
    void aResourcePolicyDoesNotGrantBeyondThem() {
      Access.Builder access = role().resource(grants("session"));
      assertThat(word(access.serviceControl(does("scp", "nothing")).build().to(ACTION, QUEUE)))
          .isEqualTo("SERVICE_CONTROL");
    }

    @Test
    void serviceLinkedRolesAreSpared() {
      String arn = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/X";
      Access.Builder access = Access.of(Principal.role(arn)).identity(does("i", "allow"));
      access.serviceControl(does("scp", "deny"));
      access.resourceControl(policy("rcp", deny("sqs:*", "'*'")));
      assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo("ALLOWED");
    }

    @Test
    void resourceControlsGovernTheServicesThatAwsNames() {
      Policy rcp = policy("rcp", allow("*", "'*'"), deny("*", "'*'"));
      Access.Builder access =
          role().identity(policy("i", allow("*"))).resourceControl(policy("f", allow("*", "'*'")));
      assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo("ALLOWED");
      assertThat(word(access.resourceControl(rcp).build().to(ACTION, QUEUE))).isEqualTo("EXPLICIT");
      assertThat(access.build().to("ssm:GetParameter", "*").explanation())
          .contains("whether resource control policies govern ssm");
    }

    @Test
    void resourceControlsHoldForServicesToo() {
      Access.Builder access =
          Access.of(Principal.service("events.amazonaws.com")).resource(grants("service"));
      access.serviceControl(does("scp", "deny"));
      assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo("ALLOWED");
      access.resourceControl(policy("rcp", allow("s3:*", "'*'")));
      assertThat(word(access.build().to(ACTION, QUEUE))).isEqualTo("RESOURCE_CONTROL");
    }
  }

  @Nested
  class WhatIsUnknown {
    @Test
    void mattersOnlyIfNothingElseAllows() {
      Access.Builder access = role().identity(does("perhaps", "perhaps"));
      assertThat(access.build().to(ACTION, "*"))
          .isInstanceOfSatisfying(
              Decision.CannotKnow.class,
              unknown -> {
                assertThat(unknown.keys()).containsExactly("aws:SourceVpce");
                assertThat(unknown.explanation())
                    .isEqualTo(
                        "Cannot know: perhaps, statement '#1': the condition key aws:SourceVpce is"
                            + " unknown");
              });
      assertThat(word(access.identity(does("i", "allow")).build().to(ACTION, "*")))
          .isEqualTo("ALLOWED");
      assertThat(word(access.identity(unreadable("u")).build().to(ACTION, "*")))
          .isEqualTo("UNKNOWN");
    }

    @Test
    void isResolvedByTellingTheKey() {
      Access.Builder access = role().identity(does("i", "maybe not"));
      assertThat(word(access.absent("aws:SourceVpce").build().to(ACTION, "*")))
          .isEqualTo("ALLOWED");
      assertThat(word(access.known("aws:sourcevpce", "vpce-1").build().to(ACTION, "*")))
          .isEqualTo("EXPLICIT");
    }
  }
}
