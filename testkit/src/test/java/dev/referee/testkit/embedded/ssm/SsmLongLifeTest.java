package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.Desk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.model.SessionState;

/** Tests that the stored sessions and commands of Systems Manager do not grow over days. */
class SsmLongLifeTest {
  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void remembersTheLastSessionsAndTheActiveOnes() {
    String id = desk.good();
    String active = desk.ssm.startSession(r -> r.target(id)).sessionId();
    for (int i = 0; i < SsmSessions.MOST + 5; i++) {
      String session = desk.ssm.startSession(r -> r.target(id)).sessionId();
      desk.ssm.terminateSession(r -> r.sessionId(session));
    }

    assertThat(desk.ssm.describeSessions(r -> r.state(SessionState.ACTIVE)).sessions())
        .extracting(it -> it.sessionId())
        .containsExactly(active);
    assertThat(
            desk.ssm.describeSessionsPaginator(r -> r.state(SessionState.HISTORY)).stream()
                .mapToLong(page -> page.sessions().size())
                .sum())
        .isBetween(SsmSessions.MOST - 2L, (long) SsmSessions.MOST);
  }

  @Test
  void remembersTheLastCommands() {
    String id = desk.good();
    for (int i = 0; i < SsmCommands.MOST + 5; i++) {
      desk.ssm.sendCommand(
          r ->
              r.instanceIds(id)
                  .documentName("AWS-RunShellScript")
                  .parameters(Map.of("commands", List.of("true"))));
    }

    assertThat(
            desk.ssm.listCommandInvocationsPaginator(r -> {}).stream()
                .mapToLong(page -> page.commandInvocations().size())
                .sum())
        .isEqualTo(SsmCommands.MOST);
  }
}
