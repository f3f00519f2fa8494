package dev.referee.ssm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.ManualBudget;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Recorder;
import dev.referee.aws.Tape;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.testkit.AgentFault;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ReceivedCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ssm.model.SessionState;

/** Tests the guarantees of the proof: its number of calls, and that it leaves nothing behind. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SessionProofTest {
  /** The tokens of the embedded account, which begin as AWS's do. */
  private static final Pattern TOKEN = Pattern.compile("AAEAA\\w{8,}");

  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final PrivateServer it = new PrivateServer(sandbox);
  private final Check check =
      SsmChecks.sessionOpens()
          .instances(Instances.named(PrivateServer.NAME))
          .limits(PrivateServer.PATIENT)
          .build();
  private final Referee referee = sandbox.referee().build();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Verdict judge() {
    return referee.judge(check, sandbox.account());
  }

  private void nothingIsLeft() {
    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.ACTIVE)).sessions()).isEmpty();
    assertThat(it.ssm.describeSessions(by -> by.state(SessionState.HISTORY)).sessions())
        .isNotEmpty();
  }

  @Test
  void takesThreeCallsAndTheProof() {
    it.reachable();
    int before = sandbox.embedded().calls().size();

    assertThat(judge().isPassed()).isTrue();

    List<ReceivedCall> all = sandbox.embedded().calls();
    assertThat(all.subList(before, all.size()))
        .extracting(ReceivedCall::operation)
        .containsExactly(
            "GetCallerIdentity",
            "DescribeInstances",
            "DescribeRouteTables",
            "DescribeSecurityGroupRules",
            "StartSession",
            "OpenDataChannel",
            "TerminateSession");
    nothingIsLeft();
  }

  @Test
  void playsFromTheTape(@TempDir Path folder) {
    it.reachable();
    Path path = folder.resolve("sweep.tape");
    Verdict recorded;
    try (Recorder recorder = Tape.record(path)) {
      recorded = referee.judge(check, sandbox.account().recordedBy(recorder));
    }
    Tape tape = Tape.play(path);
    Verdict played =
        sandbox
            .referee()
            .clock(tape.clock())
            .build()
            .judge(check, tape.account("111122223333", sandbox.account().region()));

    assertThat(recorded.isPassed()).isTrue();
    assertThat(played).isEqualTo(recorded);
  }

  /** A recorder removes tokens from its tape. */
  @Test
  void isReplayedFromATapeWithoutToken(@TempDir Path folder) throws IOException {
    it.reachable();
    Path path = folder.resolve("sweep.tape");
    Verdict recorded;
    try (Recorder recorder = Tape.record(path)) {
      recorded = referee.judge(check, sandbox.account().recordedBy(recorder));
    }
    rewrite(path, line -> line.replaceAll(TOKEN.pattern(), "(redacted)"));
    Tape tape = Tape.play(path);
    Verdict played =
        sandbox
            .referee()
            .clock(tape.clock())
            .build()
            .judge(check, tape.account("111122223333", sandbox.account().region()));

    assertThat(played.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(played.findings()).isEqualTo(recorded.findings());
  }

  /** The response to StartSession is on the tape, without its token. */
  @Test
  void isRecordedWithoutItsTokenAndPlayedToTheSameVerdict(@TempDir Path folder) throws IOException {
    SessionOpensTest.talkative(it);
    Path path = folder.resolve("sweep.tape");
    Verdict recorded;
    try (Recorder recorder = Tape.record(path)) {
      recorded = referee.judge(check, sandbox.account().recordedBy(recorder));
    }
    String text = text(path);
    Tape tape = Tape.play(path);
    Verdict played =
        sandbox
            .referee()
            .clock(tape.clock())
            .build()
            .judge(check, tape.account("111122223333", sandbox.account().region()));

    assertThat(text)
        .contains("StartSession", "TokenValue", "StreamUrl")
        .doesNotContain(PrivateServer.WRITTEN)
        .doesNotContainPattern(TOKEN);
    assertThat(recorded.isPassed()).isTrue();
    assertThat(played).isEqualTo(recorded);
  }

  private static String text(Path tape) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(tape))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void rewrite(Path tape, UnaryOperator<String> edit) throws IOException {
    String text = text(tape);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(tape))) {
      out.write(edit.apply(text).getBytes(UTF_8));
    }
  }

  /** A verdict contains no token, not even that of a session that does not open. */
  @ParameterizedTest
  @EnumSource(names = {"REFUSES", "MALFORMED", "DIES_IN_HANDSHAKE", "FLOODS"})
  void tellsNoTokenAndNothingThatTheSessionWrote(AgentFault fault) {
    it.reachable();
    sandbox.embedded().agentMisbehaves(it.server(), fault);

    Verdict verdict = judge();
    String told = Report.forOrganisers().text(verdict) + verdict;

    assertThat(told).doesNotContainPattern(TOKEN).doesNotContain("flood", "cell-number");
    assertThat(verdict.evidence().toString()).doesNotContainPattern(TOKEN);
  }

  @Nested
  class AnAgentThat {
    @ParameterizedTest
    @EnumSource(names = {"DROPS", "REPEATS", "REORDERS"})
    void talksOverABadLineIsUnderstood(AgentFault fault) {
      it.reachable();
      sandbox.embedded().agentMisbehaves(it.server(), fault);

      assertThat(judge().outcome()).isEqualTo(Outcome.PASSED);
      nothingIsLeft();
    }

    @Test
    void refusesFails() {
      it.reachable();
      sandbox.embedded().agentMisbehaves(it.server(), AgentFault.REFUSES);

      Verdict verdict = judge();

      assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(verdict.next().map(Finding::code)).contains(SessionExpectations.OPENS.code());
      nothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED, UNREACHABLE", "FLOODS, UNREACHABLE", "DIES_IN_HANDSHAKE, UNREACHABLE"})
    void isHostileIsInconclusive(AgentFault fault, Cause cause) {
      it.reachable();
      sandbox.embedded().agentMisbehaves(it.server(), fault);

      assertThat(judge().cause()).contains(cause);
      nothingIsLeft();
    }

    @Test
    void stallsIsInconclusiveWhenTheTimeIsUp() {
      it.reachable();
      sandbox.embedded().agentMisbehaves(it.server(), AgentFault.STALLS);
      Check hasty =
          SsmChecks.sessionOpens()
              .instances(Instances.named(PrivateServer.NAME))
              .limits(PrivateServer.SILENT)
              .build();

      assertThat(referee.judge(hasty, sandbox.account()).cause()).contains(Cause.TIMED_OUT);
      nothingIsLeft();
    }
  }

  @Test
  void leavesNothingBehindWhenItsBudgetIsUsedUp() throws InterruptedException, ExecutionException {
    it.reachable();
    sandbox.embedded().agentMisbehaves(it.server(), AgentFault.STALLS);
    ExecutorService threads = Executors.newCachedThreadPool();
    ManualBudget budget = new ManualBudget();
    Referee hasty = budget.of(sandbox.referee()).executor(threads).build();
    FutureTask<Verdict> judging = new FutureTask<>(() -> hasty.judge(check, sandbox.account()));
    new Thread(judging, "judging").start();
    while (!judging.isDone() && !isOpening()) {
      Thread.yield();
    }
    budget.useUp();

    assertThat(judging.get().cause()).contains(Cause.TIMED_OUT);
    threads.shutdown();
    assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    nothingIsLeft();
  }

  private boolean isOpening() {
    return sandbox.embedded().calls().stream()
        .anyMatch(call -> call.operation().equals("OpenDataChannel"));
  }

  /** The result for an organiser whose check waits longer than a command may run. */
  @Test
  void failsWhenACommandBeginsAndDoesNotEndInItsTime() {
    it.network().withEndpoints().goodProfile().runningWithShell("sleep 9000");
    Check patient =
        SsmChecks.commandAnswers()
            .instances(Instances.named(PrivateServer.NAME))
            .pausing(any -> sandbox.advance(Duration.ofMinutes(61)))
            .build();

    Verdict verdict = referee.judge(patient, sandbox.account());

    assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(verdict.next().flatMap(Finding::seen).orElseThrow())
        .isEqualTo("A command was sent and began to run, but did not end in time.");
  }

  @Nested
  class WhenTheRoleCameLate {
    @Test
    void reportsUntilWhenTheAgentSleepsAndTheRemedy() {
      it.network().withEndpoints().goodProfile().runningWithoutProfile().attach().later(2);

      Verdict verdict = judge();
      Finding next = verdict.next().orElseThrow();

      assertThat(verdict.outcome()).isEqualTo(Outcome.PENDING);
      assertThat(verdict.until()).contains(sandbox.clock().instant().plus(Duration.ofMinutes(28)));
      assertThat(next.code()).isEqualTo(SessionExpectations.REGISTERED.code());
      assertThat(next.seen().orElseThrow())
          .contains("The instance profile was attached after the agent had started");
      assertThat(next.remedy().orElseThrow())
          .contains("within about half an hour", "restart the agent", "reboot the instance");
    }

    @Test
    void passesAfterAReboot() {
      it.network().withEndpoints().goodProfile().runningWithoutProfile().attach().later(2);
      assertThat(judge().outcome()).isEqualTo(Outcome.PENDING);

      it.reboot();

      assertThat(judge().outcome()).isEqualTo(Outcome.PASSED);
    }
  }

  @Nested
  class WhenSomethingElseWasRepaired {
    @Test
    void waitsForTheAgentOnlyBecauseItSawWhatWasMissing() {
      it.network().withEndpoints().bareProfile().running();
      assertThat(judge().outcome()).isEqualTo(Outcome.FAILED);

      it.attached(PrivateServer.CORE).later(1);

      Verdict verdict = judge();
      assertThat(verdict.outcome()).isEqualTo(Outcome.PENDING);
      assertThat(verdict.until()).contains(sandbox.clock().instant().plus(Duration.ofMinutes(30)));
      assertThat(verdict.next().map(Finding::code)).contains(SessionExpectations.REGISTERED.code());
    }

    @Test
    void failsWhenTheAgentDoesNotComeInItsTime() {
      it.network().withEndpoints().bareProfile().running();
      judge();
      it.attached(PrivateServer.CORE);
      judge();
      sandbox.embedded().stopAgent(it.server());

      it.later(31);

      assertThat(judge().outcome()).isEqualTo(Outcome.FAILED);
    }
  }

  @Nested
  class Explains {
    @Test
    void aSessionThatCannotBeEncryptedByThePathToKms() {
      it.reachable()
          .inline("key", PrivateServer.policy("Allow", "kms:Decrypt"))
          .preferring("\"kmsKeyId\":\"%s\"".formatted(it.key()));

      Finding next = judge().next().orElseThrow();

      assertThat(next.code()).isEqualTo(SessionExpectations.SESSION_KEY.code());
      assertThat(next.subject()).contains(it.server());
      assertThat(next.seen().orElseThrow()).contains("cannot reach KMS", "has no endpoint");
      assertThat(next.remedy().orElseThrow())
          .contains("com.amazonaws.us-east-1.kms", "route to the internet");
    }

    @Test
    void aSessionThatStaysSilentByThePathToItsLogs() {
      it.reachable().preferring("\"s3BucketName\":\"session-logs\",\"s3EncryptionEnabled\":false");
      Check hasty =
          SsmChecks.sessionOpens()
              .instances(Instances.named(PrivateServer.NAME))
              .limits(PrivateServer.SILENT)
              .build();

      Verdict verdict = referee.judge(hasty, sandbox.account());
      Finding next = verdict.next().orElseThrow();

      assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(next.code()).isEqualTo(SessionExpectations.SESSION_LOGS.code());
      assertThat(next.seen().orElseThrow()).contains("session-logs", "cannot reach Amazon S3");
      nothingIsLeft();
    }

    @Test
    void noSilenceByPreferencesThatAreInOrder() {
      it.reachableByNat()
          .preferring("\"s3BucketName\":\"session-logs\",\"s3EncryptionEnabled\":false");
      sandbox.embedded().agentMisbehaves(it.server(), AgentFault.STALLS);
      Check hasty =
          SsmChecks.sessionOpens()
              .instances(Instances.named(PrivateServer.NAME))
              .limits(PrivateServer.SILENT)
              .build();

      assertThat(referee.judge(hasty, sandbox.account()).cause()).contains(Cause.TIMED_OUT);
    }

    @Test
    void asUnsatisfiedWhatIsMissingTwice() {
      it.network().bareProfile().running();

      assertThat(judge().unresolved())
          .extracting(Finding::code)
          .startsWith(
              SessionExpectations.AGENT_PERMITTED.code(), SessionExpectations.ENDPOINT_THERE.code())
          .endsWith(SessionExpectations.CONNECTED.code(), SessionExpectations.OPENS.code());
    }

    @Test
    void withoutWhatItMayNotReadIfASessionOpens() {
      it.reachable();
      sandbox.embedded().inject(Fault.deny().on("iam"));
      sandbox.embedded().inject(Fault.deny().on("ssm", "DescribeInstanceInformation"));
      sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeVpcEndpoints"));
      Referee thorough = sandbox.referee().explainAll(true).build();

      assertThat(thorough.judge(check, sandbox.account()).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void nothingAgainstASessionThatOpens() {
      it.reachable();
      it.iam.updateAssumeRolePolicy(
          change ->
              change
                  .roleName(it.role)
                  .policyDocument(PrivateServer.trust("Allow", "lambda.amazonaws.com")));
      Referee thorough = sandbox.referee().explainAll(true).build();

      Verdict verdict = thorough.judge(check, sandbox.account());

      assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
      assertThat(verdict.findings())
          .filteredOn(finding -> finding.code().equals(SessionExpectations.ROLE_TRUSTED.code()))
          .singleElement()
          .satisfies(finding -> assertThat(finding.facts()).isNotEmpty());
    }
  }
}
