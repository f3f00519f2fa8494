package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.Verdict;
import dev.referee.resources.Instances;
import dev.referee.testkit.AgentFault;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ReceivedCall;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ssm.model.SessionState;

/**
 * Tests failures of everything that a session and a command need: the cause is correct, the session
 * is terminated, and no thread is left.
 */
@Isolated("It counts the threads of the JVM")
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SessionFaultsTest {
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final PrivateServer it = new PrivateServer(sandbox);
  private final Check session = session(PrivateServer.PATIENT);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private static Check session(SessionTimeouts limits) {
    return SsmChecks.sessionOpens()
        .instances(Instances.named(PrivateServer.NAME))
        .limits(limits)
        .build();
  }

  private Verdict judge(Check check) {
    return sandbox.referee().build().judge(check, sandbox.account());
  }

  private void noSessionIsLeft() {
    sandbox.embedded().clearFaults();
    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.ACTIVE)).sessions()).isEmpty();
  }

  private static List<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(name))
        .toList();
  }

  /** Waits for the threads of closed channels, up to the time limit of a test. */
  private static void noThreadIsLeft() throws InterruptedException {
    for (Thread thread : threads("data-channel")) {
      thread.join(Duration.ofMinutes(5).toMillis());
      assertThat(thread.isAlive()).isFalse();
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.throttle().on("ssm", "StartSession"), Cause.THROTTLED),
        Arguments.of(Fault.internalError().on("ssm", "StartSession"), Cause.UNREACHABLE),
        Arguments.of(Fault.unavailable().on("ssm", "StartSession"), Cause.UNREACHABLE),
        Arguments.of(Fault.hangUp().on("ssm", "StartSession"), Cause.UNREACHABLE),
        Arguments.of(Fault.deny().on("ssm", "StartSession"), Cause.ACCESS_DENIED),
        Arguments.of(Fault.throttle().on("ssmmessages", "OpenDataChannel"), Cause.THROTTLED),
        Arguments.of(Fault.internalError().on("ssmmessages", "OpenDataChannel"), Cause.UNREACHABLE),
        Arguments.of(Fault.unavailable().on("ssmmessages", "OpenDataChannel"), Cause.UNREACHABLE),
        Arguments.of(Fault.hangUp().on("ssmmessages", "OpenDataChannel"), Cause.UNREACHABLE),
        Arguments.of(Fault.garbage().on("ssmmessages", "OpenDataChannel"), Cause.UNREACHABLE),
        Arguments.of(Fault.deny().on("ssmmessages", "OpenDataChannel"), Cause.ACCESS_DENIED));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void haveTheirCauseAndLeaveNothing(Fault fault, Cause cause) throws InterruptedException {
    it.reachable();
    sandbox.embedded().inject(fault);

    Verdict verdict = judge(session);

    assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(verdict.cause()).contains(cause);
    noSessionIsLeft();
    noThreadIsLeft();
  }

  @ParameterizedTest
  @CsvSource({
    "RESETS_IN_COMMAND, UNREACHABLE",
    "DIES_IN_HANDSHAKE, UNREACHABLE",
    "MALFORMED, UNREACHABLE",
    "FLOODS, UNREACHABLE",
    "STALLS, TIMED_OUT",
    "STALLS_IN_COMMAND, TIMED_OUT",
  })
  void ofTheChannelHaveTheirCauseAndLeaveNothing(AgentFault fault, Cause cause)
      throws InterruptedException {
    it.reachable();
    sandbox.embedded().agentMisbehaves(it.server(), fault);
    SessionTimeouts limits =
        switch (fault) {
          case STALLS -> PrivateServer.SILENT;
          case STALLS_IN_COMMAND -> PrivateServer.ENDLESS;
          default -> PrivateServer.PATIENT;
        };

    assertThat(judge(session(limits)).cause()).contains(cause);
    noSessionIsLeft();
    noThreadIsLeft();
  }

  /** A session is terminated even if AWS throttles the call at first. */
  @Test
  void thatPassDoNotKeepASessionFromItsEnd() throws InterruptedException {
    it.reachable();
    sandbox.embedded().inject(Fault.throttle().on("ssm", "TerminateSession").times(2));

    assertThat(judge(session).isPassed()).isTrue();
    noSessionIsLeft();
    noThreadIsLeft();
  }

  @ParameterizedTest
  @CsvSource({"SendCommand, 0", "GetCommandInvocation, 1"})
  void ofACommandHaveTheirCauseAndCancelIt(String operation, int cancelled) {
    it.reachable();
    sandbox.embedded().inject(Fault.throttle().on("ssm", operation));
    Check command =
        SsmChecks.commandAnswers()
            .instances(Instances.named(PrivateServer.NAME))
            .pausing(any -> {})
            .build();

    assertThat(judge(command).cause()).contains(Cause.THROTTLED);
    assertThat(sandbox.embedded().calls())
        .extracting(ReceivedCall::operation)
        .filteredOn("CancelCommand"::equals)
        .hasSize(cancelled);
  }

  @Test
  void leaveNoThreadForEachSession() throws InterruptedException {
    it.reachable();
    judge(session);
    long clients = threads("HttpClient-").stream().filter(SessionFaultsTest::isSelector).count();

    for (int again = 0; again < 5; again++) {
      assertThat(judge(session).isPassed()).isTrue();
    }

    noThreadIsLeft();
    assertThat(threads("HttpClient-").stream().filter(SessionFaultsTest::isSelector))
        .hasSizeLessThanOrEqualTo((int) clients);
  }

  private static boolean isSelector(Thread thread) {
    return thread.getName().endsWith("SelectorManager");
  }
}
