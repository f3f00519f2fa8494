package dev.referee.aws;

import static dev.referee.aws.FakeAws.ACCOUNT;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.spi.CheckScope;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Tests that dialogues follow the same rules as the calls of SDK clients. */
class DialogueTest {
  private static final String OPEN = "ssmmessages:OpenDataChannel";
  private static final URI ADDRESS = URI.create("ws://127.0.0.1:1/v1/data-channel/s-1?role=both");

  @RegisterExtension final FakeAws aws = new FakeAws();
  @TempDir Path folder;
  private final List<String> held = new ArrayList<>();
  private final FakeRun run =
      new FakeRun.Sweep()
          .run(
              "check",
              Permissions.ofReads(DESCRIBE_INSTANCES).withActives(OPEN, "ec2:StopInstances"));

  @AfterEach
  void nobodyStaysInterrupted() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private String exchange(Account account, FakeRun run, Dialogue dialogue) throws Exception {
    try (CheckScope session = account.enter(run)) {
      return account.exchange(OPEN, "s-1", ADDRESS, dialogue);
    }
  }

  @Test
  void runsWithTheAccountsCredentialsAndIsInTheEvidence() throws Exception {
    String said = exchange(aws.account().build(), run, keys -> "as " + keys.accessKeyId());

    assertThat(said).isEqualTo("as AKIDEXAMPLE");
    Evidence last = run.evidence().get(run.evidence().size() - 1);
    assertThat(last.operation()).isEqualTo("OpenDataChannel");
    assertThat(last.requestId()).isEqualTo("s-1");
    assertThat(last.account()).isEqualTo(ACCOUNT);
  }

  @Test
  void isRefusedWhenItIsNotDeclared() {
    assertThatThrownBy(
            () ->
                exchange(
                    aws.account().build(),
                    new FakeRun.Sweep().reading(DESCRIBE_INSTANCES),
                    keys -> String.valueOf(held.add("done"))))
        .isInstanceOf(Inconclusive.class)
        .hasMessageContaining(OPEN);
    assertThat(held).isEmpty();
  }

  @Test
  void isRefusedForAnEndpointThatIsNotAwsUnlessAllowed() {
    Account.Builder elsewhere = aws.account();
    elsewhere.settings().endpoint(Optional.empty());
    Endpoints real = new Endpoints(false, Region.EU_WEST_1);

    assertThatThrownBy(() -> real.require(ADDRESS.getHost())).isInstanceOf(Inconclusive.class);
    assertThat(aws.account().build().endpoint()).contains(aws.endpoint());
    assertThat(elsewhere.build().endpoint()).isEmpty();
  }

  @Test
  void recordsNoCallsThatItMakesMeanwhile() throws Exception {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = aws.account().build();

    exchange(
        account, run, keys -> account.client(Ec2Client::builder).describeInstances().toString());

    assertThat(run.evidence())
        .extracting(Evidence::operation)
        .containsExactly("GetCallerIdentity", "OpenDataChannel");
    try (CheckScope session = account.enter(run)) {
      account.client(Ec2Client::builder).describeInstances();
    }
    assertThat(run.evidence())
        .extracting(Evidence::operation)
        .endsWith("OpenDataChannel", "GetCallerIdentity", "DescribeInstances");
  }

  @Test
  void reportsWhatCouldNotBeSeen() {
    assertThatThrownBy(
            () ->
                exchange(
                    aws.account().build(),
                    run,
                    keys -> {
                      throw new Inconclusive(Cause.THROTTLED, "Slowly");
                    }))
        .isInstanceOfSatisfying(
            Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.THROTTLED));
  }

  @Test
  void isInterrupted() {
    assertThatThrownBy(
            () ->
                exchange(
                    aws.account().build(),
                    run,
                    keys -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);
  }

  /** A check that runs a dialogue and passes if its result is {@code welcome}. */
  private record Welcome(Dialogue dialogue) implements Check {
    private static final Expectation WELCOME =
        Expectation.of("NotWelcome", "welcome", "One is welcome");

    @Override
    public String id() {
      return "test.welcome";
    }

    @Override
    public String claim() {
      return WELCOME.claim();
    }

    @Override
    public Permissions permissions() {
      return Permissions.none().withActives(OPEN);
    }

    @Override
    public Verdict judge(CheckContext context) throws InterruptedException {
      String said = context.target(Account.class).exchange(OPEN, "s-1", ADDRESS, dialogue);
      return context.verdict(
          (said.equals("welcome") ? WELCOME.satisfied() : WELCOME.unsatisfied()).build());
    }
  }

  @Test
  void isReplayedFromTheTapeWithoutRunningAgain() {
    Path path = folder.resolve("sweep.tape");
    Verdict recorded;
    try (Recorder recorder = Tape.record(path)) {
      recorded =
          Referee.builder()
              .clock(Clock.fixed(FakeRun.NOW, ZoneOffset.UTC))
              .build()
              .judge(new Welcome(keys -> "welcome"), aws.account().build().recordedBy(recorder));
    }
    aws.server.stop();
    Tape tape = Tape.play(path);
    Verdict played =
        Referee.builder()
            .clock(tape.clock())
            .build()
            .judge(new Welcome(keys -> "go away"), tape.account(ACCOUNT, Region.EU_WEST_1));

    assertThat(recorded.isPassed()).isTrue();
    assertThat(played).isEqualTo(recorded);
  }

  @Nested
  class Ends {
    private Account account;

    @BeforeEach
    void makesTheAccount() {
      account = aws.account().build();
    }

    private void stop() {
      account.client(Ec2Client::builder).stopInstances(request -> request.instanceIds("i-1"));
    }

    private void saysStopped() {
      aws.says(
          "StopInstances",
          FakeAws.xml(
              200,
              "<StopInstancesResponse><requestId>r</requestId><instancesSet/>"
                  + "</StopInstancesResponse>"));
    }

    @Test
    void whatItBeganEvenIfTheTimeIsUp() {
      saysStopped();
      try (CheckScope session = account.enter(run)) {
        run.timeLeft = Duration.ZERO;
        assertThatThrownBy(this::stop).isInstanceOf(Inconclusive.class);
        account.cleanUp(this::stop);
      }
      assertThat(aws.count("StopInstances")).isEqualTo(1);
    }

    @Test
    void whatItBeganEvenIfItIsInterruptedAndStaysSo() {
      saysStopped();
      try (CheckScope session = account.enter(run)) {
        run.cancel(Thread.currentThread());
        account.cleanUp(this::stop);
      }
      assertThat(Thread.interrupted()).isTrue();
      assertThat(aws.count("StopInstances")).isEqualTo(1);
    }

    @Test
    void onceMoreWhenItIsInterruptedMeanwhile() {
      saysStopped();
      try (CheckScope session = account.enter(run)) {
        account.cleanUp(
            () -> {
              if (held.isEmpty()) {
                held.add("first");
                run.cancel(Thread.currentThread());
              }
              stop();
            });
      }
      assertThat(Thread.interrupted()).isTrue();
      assertThat(aws.count("StopInstances")).isEqualTo(1);
    }

    @Test
    void reportsACleanUpThatFails() {
      aws.says("StopInstances", ec2Error(403, "UnauthorizedOperation", "No"));
      try (CheckScope session = account.enter(run)) {
        assertThatThrownBy(() -> account.cleanUp(this::stop)).isInstanceOf(Inconclusive.class);
      }
    }
  }
}
