package dev.referee.aws;

import static dev.referee.aws.FakeAws.ACCOUNT;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.asked;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;

class TapeTest {
  @RegisterExtension final FakeAws aws = new FakeAws();
  @TempDir Path folder;

  /** A check that is satisfied with one instance of an id. */
  private record OneInstance(String instanceId) implements Check {
    private static final Expectation THERE =
        Expectation.of("NoInstance", "instances", "The instance is there");

    @Override
    public String id() {
      return "test.one-instance";
    }

    @Override
    public String claim() {
      return THERE.claim();
    }

    @Override
    public Permissions permissions() {
      return Permissions.ofReads(DESCRIBE_INSTANCES);
    }

    @Override
    public Verdict judge(CheckContext context) {
      Ec2Client ec2 = context.target(Account.class).client(Ec2Client::builder);
      Optional<DescribeInstancesResponse> found =
          AwsLookups.found(() -> ec2.describeInstances(request -> request.instanceIds(instanceId)));
      Finding.Builder finding =
          found.filter(answer -> !answer.reservations().isEmpty()).isPresent()
              ? THERE.satisfied()
              : THERE.unsatisfied();
      return context.verdict(finding.fact("found", found.isPresent()).build());
    }
  }

  private static Game game(int tasks) {
    return Game.builder("game", "Game")
        .module(
            Module.of(
                "module",
                "Module",
                IntStream.range(0, tasks)
                    .mapToObj(n -> Task.builder("task-" + n, "Task").check(new OneInstance("i-1")))
                    .map(Task.Builder::build)
                    .toArray(Task[]::new)))
        .build();
  }

  private Path path() {
    return folder.resolve("sweep.tape");
  }

  private static List<Verdict> judge(Game game, Account account, Clock clock) {
    return Referee.builder()
        .clock(clock)
        .build()
        .sweep(game, List.of(Team.of("team", account)))
        .judgements()
        .stream()
        .map(Judgement::verdict)
        .toList();
  }

  private List<Verdict> record(Account account, int tasks) {
    try (Recorder recorder = Tape.record(path())) {
      return judge(
          game(tasks), account.recordedBy(recorder), Clock.fixed(FakeRun.NOW, ZoneOffset.UTC));
    }
  }

  private List<Verdict> play(int tasks) {
    Tape tape = Tape.play(path());
    return judge(game(tasks), tape.account(ACCOUNT, Region.EU_WEST_1), tape.clock());
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(Outcome.PASSED, instances("i-1")),
        Arguments.of(Outcome.FAILED, instances()),
        Arguments.of(Outcome.FAILED, ec2Error(400, "InvalidInstanceID.NotFound", "None")),
        Arguments.of(Outcome.INCONCLUSIVE, ec2Error(403, "UnauthorizedOperation", "No")),
        Arguments.of(Outcome.INCONCLUSIVE, ec2Error(400, "InvalidParameterValue", "What?")),
        Arguments.of(Outcome.INCONCLUSIVE, ec2Error(503, "RequestLimitExceeded", "Slowly")),
        Arguments.of(Outcome.INCONCLUSIVE, ec2Error(500, "InternalError", "Oops")),
        Arguments.of(Outcome.INCONCLUSIVE, FakeAws.xml(200, "<html>Sign in</html>")),
        Arguments.of(
            Outcome.INCONCLUSIVE,
            com.github.tomakehurst.wiremock.client.WireMock.aResponse()
                .withBody(new byte[] {0, -1, 2, -3})),
        Arguments.of(
            Outcome.INCONCLUSIVE,
            com.github.tomakehurst.wiremock.client.WireMock.aResponse()
                .withFault(com.github.tomakehurst.wiremock.http.Fault.EMPTY_RESPONSE)));
  }

  @ParameterizedTest(name = "{0} {index}")
  @MethodSource("answers")
  void judgedTwiceGivesEqualVerdictsWithoutNetwork(
      Outcome outcome, ResponseDefinitionBuilder answer) {
    aws.says("DescribeInstances", answer);
    List<Verdict> recorded = record(aws.account().build(), 3);
    aws.server.stop();

    assertThat(recorded).extracting(Verdict::outcome).containsOnly(outcome);
    assertThat(play(3)).isEqualTo(recorded);
    assertThat(play(3)).isEqualTo(recorded);
  }

  @Test
  void givesEachCheckWhatItGotWhenAwsChangedItsMind() {
    aws.server.stubFor(
        asked("DescribeInstances")
            .inScenario("mind")
            .whenScenarioStateIs(Scenario.STARTED)
            .willReturn(ec2Error(503, "RequestLimitExceeded", "Slowly"))
            .willSetStateTo("calm"));
    aws.server.stubFor(
        asked("DescribeInstances")
            .inScenario("mind")
            .whenScenarioStateIs("calm")
            .willReturn(instances("i-1")));
    Account.Builder once = aws.account();
    once.settings().retries(() -> FakeAws.hasty().toBuilder().maxAttempts(1).build());
    List<Verdict> recorded = record(once.build(), 6);

    assertThat(recorded)
        .extracting(Verdict::outcome)
        .contains(Outcome.INCONCLUSIVE)
        .doesNotContain(Outcome.FAILED);
    assertThat(play(6)).isEqualTo(recorded);
  }

  @Test
  void remembersThatThereWereNoCredentials() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials");
        };

    List<Verdict> recorded = record(aws.account().credentials(none).build(), 1);

    assertThat(recorded.get(0).cause()).contains(Cause.MISCONFIGURED);
    assertThat(play(1)).isEqualTo(recorded);
  }

  @Test
  void remembersThatItWasAnotherAccount() {
    aws.isAccount("999988887777");

    List<Verdict> recorded = record(aws.account().build(), 1);

    assertThat(recorded.get(0).cause()).contains(Cause.MISCONFIGURED);
    assertThat(play(1)).isEqualTo(recorded);
  }

  @Test
  void answersAnotherCheckThatAsksTheSame() {
    aws.says("DescribeInstances", instances("i-1"));
    record(aws.account().build(), 1);
    Tape tape = Tape.play(path());

    Verdict again =
        Referee.builder()
            .clock(tape.clock())
            .build()
            .judge(new OneInstance("i-1"), tape.account(ACCOUNT, Region.EU_WEST_1));

    assertThat(again.isPassed()).isTrue();
    assertThat(again.observedAt()).isEqualTo(FakeRun.NOW);
  }

  @Test
  void reportsARequestThatItDoesNotContain() {
    aws.says("DescribeInstances", instances("i-1"));
    record(aws.account().build(), 1);
    Tape tape = Tape.play(path());

    Verdict other =
        Referee.builder()
            .clock(tape.clock())
            .build()
            .judge(new OneInstance("i-2"), tape.account(ACCOUNT, Region.EU_WEST_1));

    assertThat(other.cause()).contains(Cause.MISCONFIGURED);
    assertThat(other.findings().get(0).facts().toString()).contains("The tape has no response to");
    assertThatThrownBy(() -> tape.account("999988887777", Region.EU_WEST_1))
        .hasMessageContainingAll("999988887777", ACCOUNT);
  }

  @Test
  void containsNoSecret() throws IOException {
    aws.says("DescribeInstances", instances("i-1"));
    AwsSessionCredentials session =
        AwsSessionCredentials.create("AKIDSESSION", "secret-key", "session-token");
    record(aws.account().credentials(StaticCredentialsProvider.create(session)).build(), 1);

    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .contains("i-1", "\"version\":1", FakeRun.NOW.toString())
          .doesNotContain("AKIDSESSION", "secret-key", "session-token", "Signature", "Action=");
    }
  }

  @Test
  void keepsItsNotes() {
    aws.says("DescribeInstances", instances("i-1"));
    try (Recorder recorder = Tape.record(path())) {
      recorder.note("game", "id: game\n");
      judge(game(1), aws.account().build().recordedBy(recorder), Clock.fixed(FakeRun.NOW, UTC));
      assertThatThrownBy(() -> recorder.note("game", "another"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has begun");
    }

    Tape tape = Tape.play(path());
    assertThat(tape.note("game")).contains("id: game\n");
    assertThat(tape.note("other")).isEmpty();
    assertThat(tape.accounts()).containsExactly(ACCOUNT);
  }

  @Test
  void containsOneSweepOnly() {
    aws.says("DescribeInstances", instances("i-1"));
    Recorder recorder = Tape.record(path());
    Account account = aws.account().build().recordedBy(recorder);
    Clock clock = Clock.fixed(FakeRun.NOW, ZoneOffset.UTC);
    judge(game(1), account, clock);

    List<Verdict> second =
        judge(game(1), account, Clock.fixed(FakeRun.NOW.plusSeconds(1), ZoneOffset.UTC));

    assertThat(second.get(0).isPassed()).as("recording disturbs no judgement").isTrue();
    assertThatThrownBy(recorder::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage(
            "A tape holds one sweep, that of 2026-03-01T10:00:00Z, and there came one of"
                + " 2026-03-01T10:00:01Z");
  }

  @Test
  void thatBreaksOffIsRefused() throws IOException {
    aws.says("DescribeInstances", instances("i-1"));
    record(aws.account().build(), 1);
    byte[] whole = Files.readAllBytes(path());
    Files.write(path(), Arrays.copyOf(whole, whole.length - 20));

    assertThatThrownBy(() -> Tape.play(path()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("truncated");
  }

  @Test
  void thatIsNoneIsRefused() throws IOException {
    Files.writeString(path(), "Not gzip");
    assertThatThrownBy(() -> Tape.play(path())).hasMessageContaining("is not a tape");

    for (String text : List.of("no JSON", "{\"other\":1}", "{}", "", "[]")) {
      write(text);
      assertThatThrownBy(() -> Tape.play(path()))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a tape");
    }
  }

  @Test
  void ofANewerVersionIsRefused() throws IOException {
    write("{\"tape\":{\"version\":2,\"sweep\":\"2026-03-01T10:00:00Z\"}}");

    assertThatThrownBy(() -> Tape.play(path())).hasMessageContainingAll("version 2", "version 1");
  }

  private void write(String text) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(path()))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
