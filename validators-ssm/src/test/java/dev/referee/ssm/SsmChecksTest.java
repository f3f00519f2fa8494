package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Check;
import dev.referee.Permissions;
import dev.referee.resources.Instances;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the factory methods, builders and kinds of the checks. */
class SsmChecksTest {
  private static final Instances SERVERS = Instances.named("server");

  private static Check made(String id, Map<String, ?> given) {
    return new SsmCheckProvider()
        .checks().stream()
            .filter(kind -> kind.id().equals(id))
            .findFirst()
            .orElseThrow()
            .check(given);
  }

  @Test
  void areFoundByTheirIds() {
    assertThat(new SsmCheckProvider().checks())
        .extracting(kind -> kind.id())
        .containsExactly("ssm.session-opens", "ssm.command-answers", "ssm.managed-instances");
  }

  @ParameterizedTest
  @CsvSource({"session, SESSION", "run-command, RUN_COMMAND", "connected, CONNECTED"})
  void writeTheProofAsGamesDo(String text, ProofLevel proof) {
    assertThat(proof).hasToString(text);
    assertThat(ProofLevel.byName()).containsEntry(text, proof);
  }

  @Nested
  class Permission {
    private Permissions of(ProofLevel proof) {
      return SsmChecks.sessionOpens().instances(SERVERS).provenBy(proof).build().permissions();
    }

    @Test
    void ofASessionIsActive() {
      assertThat(of(ProofLevel.SESSION).actives())
          .containsExactly(
              "kms:GenerateDataKey",
              "ssm:StartSession",
              "ssm:TerminateSession",
              "ssmmessages:OpenDataChannel");
    }

    @Test
    void ofACommandIsActive() {
      assertThat(of(ProofLevel.RUN_COMMAND).actives())
          .containsExactly("ssm:CancelCommand", "ssm:GetCommandInvocation", "ssm:SendCommand");
    }

    @Test
    void ofAConnectionReadsOnly() {
      assertThat(of(ProofLevel.CONNECTED).actives()).isEmpty();
      assertThat(of(ProofLevel.CONNECTED).reads()).contains("ssm:GetConnectionStatus");
    }

    @Test
    void toReadStacksComesWithAStack() {
      assertThat(SsmChecks.sessionOpens().inStack("net", "Server").build().permissions().reads())
          .contains("cloudformation:DescribeStackResource");
      assertThat(of(ProofLevel.SESSION).reads())
          .doesNotContain("cloudformation:DescribeStackResource");
    }
  }

  @Nested
  class Mistakes {
    @ParameterizedTest
    @ValueSource(strings = {"ssm.session-opens", "ssm.command-answers", "ssm.managed-instances"})
    void toNameAHybridNodeIsOne(String id) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> made(id, Map.of("instances", Map.of("id", "mi-0123456789abcdef0"))))
          .withMessageContaining("'mi-0123456789abcdef0' is a hybrid node of Systems Manager")
          .withMessageContaining("write the ids of EC2 instances");
    }

    @Test
    void toNameNoInstancesIsOne() {
      assertThatIllegalStateException().isThrownBy(() -> SsmChecks.sessionOpens().build());
      assertThatIllegalStateException().isThrownBy(() -> SsmChecks.commandAnswers().build());
      assertThatIllegalStateException().isThrownBy(() -> SsmChecks.managedInstances().build());
    }

    @Test
    void toNameThemTwiceIsOne() {
      assertThatIllegalStateException()
          .isThrownBy(() -> SsmChecks.sessionOpens().instances(SERVERS).inStack("a", "B"));
      assertThatIllegalStateException()
          .isThrownBy(() -> SsmChecks.managedInstances().instances(SERVERS).inStack("a", "B"));
    }

    @Test
    void toAskForNothingIsOne() {
      assertThatIllegalArgumentException().isThrownBy(() -> SsmChecks.sessionOpens().atLeast(0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SsmChecks.commandAnswers().within(Duration.ZERO));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SsmChecks.managedInstances().share(101));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SsmChecks.managedInstances().atLeast(0));
    }

    @Test
    void inAGameAreTold() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  made(
                      "ssm.session-opens",
                      Map.of("instances", Map.of("name", "a"), "proof", "hearsay")))
          .withMessageContaining("session, run-command, connected");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> made("ssm.command-answers", Map.of()))
          .withMessageContaining("instanceInStack");
    }
  }

  @Test
  void areMadeByGames() {
    assertThat(
            made(
                "ssm.session-opens",
                Map.of(
                    "instances",
                    Map.of("id", "i-1 i-2"),
                    "proof",
                    "connected",
                    "mayBePublic",
                    "true",
                    "within",
                    "10s",
                    "atLeast",
                    "2")))
        .hasToString(
            "ssm.session-opens (instances i-1, i-2, atLeast 2, mayBePublic true, proof connected,"
                + " within PT10S)");
    assertThat(
            made("ssm.command-answers", Map.of("instanceInStack", Map.of("net", "Server")))
                .permissions()
                .actives())
        .contains("ssm:SendCommand");
    assertThat(
            made(
                "ssm.managed-instances",
                Map.of("instances", Map.of("tag:tier", "app"), "share", "80", "atLeast", "3")))
        .hasToString("ssm.managed-instances (instances tagged tier=app, atLeast 3, share 80)");
  }

  @ParameterizedTest
  @CsvSource({
    "2.3.68.0, 2.3.68.0, 0",
    "2.3.67.9, 2.3.68.0, -1",
    "3.0, 2.3.68.0, 1",
    "'', 2.3.68.0, -1",
    "99999999999.1, 3.0, 1"
  })
  void knowWhichAgentIsNewer(String one, String other, int order) {
    assertThat(Integer.signum(AgentVersion.of(one).compareTo(AgentVersion.of(other))))
        .isEqualTo(order);
  }
}
