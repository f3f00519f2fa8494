package dev.referee.iam;

import static dev.referee.iam.Policies.allow;
import static dev.referee.iam.Policies.deny;
import static dev.referee.iam.Policies.policy;
import static dev.referee.iam.Policies.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final String UPDATE = "ssm:UpdateInstanceInformation";
  private static final String OPEN = "ssmmessages:OpenDataChannel";
  private static final String CREATE = "ssmmessages:CreateDataChannel";

  private static final String PERHAPS =
      "{'Effect':'Allow','Action':'ssmmessages:Create*','Resource':'*',"
          + "'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}}";

  @Test
  void sayWhichActionsAreMissingAndWhy() {
    Decisions decisions =
        role()
            .identity(policy("managed policy 'core'", allow("ssm:*"), PERHAPS))
            .build()
            .to(List.of(UPDATE, OPEN, CREATE), "*");
    assertThat(decisions.allAllowed()).isFalse();
    assertThat(decisions.missing()).containsExactly(OPEN);
    assertThat(decisions.doubtful()).containsExactly(CREATE);
    assertThat(decisions.explanation())
        .isEqualTo(
            """
            ssmmessages:OpenDataChannel: No statement of the identity-based policies allows \
            ssmmessages:OpenDataChannel; evaluated managed policy 'core'
            ssmmessages:CreateDataChannel: Cannot know: managed policy 'core', statement '#2': \
            the condition key aws:SourceVpce is unknown\
            """);
  }

  @Test
  void areAllAllowedOnlyIfAnythingWasAsked() {
    Access access = role().identity(policy("p", allow("*"))).build();
    assertThat(access.to(List.of(UPDATE, OPEN), "*").allAllowed()).isTrue();
    assertThat(access.to(List.of(), "*").allAllowed()).isFalse();
  }

  @Test
  void nameTheStatementThatAllows() {
    Decision decision =
        role()
            .identity(policy("managed policy 'core'", allow("ec2:*"), allow("SSM:Update*")))
            .boundary(
                policy(
                    "managed policy 'edge'",
                    "{'Sid':'All','Effect':'Allow',"
                        + "'NotAction':['iam:*','kms:*'],'Resource':'*'}"))
            .build()
            .to(UPDATE, "*");
    assertThat(decision.explanation())
        .isEqualTo(
            "Allow in managed policy 'core', statement '#2', matches SSM:Update*; Allow in managed"
                + " policy 'edge', statement 'All', matches all but iam:*, kms:*");
  }

  @Test
  void nameTheStatementThatDenies() {
    Decision decision =
        role()
            .identity(policy("inline policy 'x'", allow("*"), deny("ssm:*")))
            .build()
            .to(UPDATE, "*");
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.ExplicitlyDenied.class,
            denied -> assertThat(denied.by().type()).isEqualTo(PolicyType.IDENTITY));
    assertThat(decision.explanation())
        .isEqualTo("Deny in inline policy 'x', statement 'No', matches ssm:*");
  }

  @Test
  void refuseAPrincipalThatIsNone() {
    assertThatIllegalArgumentException().isThrownBy(() -> Principal.role("agent"));
    assertThatIllegalArgumentException().isThrownBy(() -> Principal.user(Policies.ROLE));
  }
}
