package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of a watch of a game of one hour, whose events are given by the minute. */
class WatchCommandTest {
  private static final String GAME =
      """
      id: shop
      title: Shop
      clock: {start: "%s", duration: 1h}
      tasks:
        - id: serves
          title: It serves
          points: 300
          hints: [{text: How many?, cost: 50}]
          checks:
            - check: ec2.fleet-serves
              parameters: {group: shop, atLeast: 2}
        - id: spawner
          title: No more strangers
          points: 1000
          needs: [serves]
          checks:
            - check: ec2.spawner-stopped
              parameters: {group: shop, strange: {"tag:team": odd}, quietPeriod: 5m}
      teams:
        - {id: one, name: Team One, account: {id: "111122223333", region: us-east-1}}
      """;

  @TempDir private Path folder;
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final SpawningFleet fleet = new SpawningFleet(sandbox, "shop", "odd");
  private final Map<Integer, Runnable> story = new LinkedHashMap<>();
  private Instant start = Instant.EPOCH;

  @BeforeEach
  void build() throws IOException {
    fleet.built();
    start = sandbox.clock().instant();
    Files.writeString(folder.resolve("game.yaml"), GAME.formatted(start));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** An exception for a machine that is switched off, so that nothing is written any more. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private Spoken watch(String... more) {
    CliEnvironment given = Spoken.of(sandbox);
    Sleeper pause =
        time -> {
          sandbox.advance(time);
          story.entrySet().stream()
              .filter(
                  it -> !sandbox.clock().instant().isBefore(start.plusSeconds(60L * it.getKey())))
              .toList()
              .forEach(
                  it -> {
                    story.remove(it.getKey());
                    it.getValue().run();
                  });
        };
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "watch",
                folder.resolve("game.yaml").toString(),
                "--every=1m",
                "--endpoint=" + sandbox.cloud().endpoint()));
    arguments.addAll(List.of(more));
    return Spoken.in(
        new CliEnvironment(
            given.clock(), given.environment(), false, false, given.accounts(), given.in(), pause),
        arguments.toArray(String[]::new));
  }

  private String events() {
    return folder.resolve("out.jsonl").toString();
  }

  private List<String> eventLines() throws IOException {
    return Files.readAllLines(Path.of(events()));
  }

  private void repairedAt(int minute) {
    story.put(minute, () -> fleet.version(SpawningFleet.cleanScript()).pointTo("2").refresh());
    story.put(minute + 15, () -> fleet.terminateStrange());
  }

  @Test
  void reportsChangesAndTheFinalPoints() {
    repairedAt(10);

    Spoken said = watch();

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out().lines())
        .first()
        .asString()
        .endsWith("Team One: It serves  PASSED 100 %, +300 = 300 points");
    assertThat(said.out())
        .containsSubsequence(
            "No more strangers  FAILED", "next: LaunchTemplateNotClean",
            "No more strangers  FAILED -> PENDING",
                "PENDING -> PASSED 100 %, +1,000 = 1,000 points",
            "Standings at", "1.  Team One  1,300 points  2 tasks solved  since");
    assertThat(said.err())
        .contains("Watching Shop: 1 team, 2 tasks, every 1m. The game ends at")
        .doesNotContain("slept");
  }

  @Test
  void writesForEachTeamWhatItMaySee() throws IOException {
    repairedAt(10);
    Path players = folder.resolve("players");

    Spoken said = watch("--events=" + events(), "--player-events=" + players);

    assertThat(said.code()).as(said.err()).isZero();
    List<String> own = Files.readAllLines(players.resolve("one.jsonl"));
    assertThat(own)
        .hasSameSizeAs(eventLines())
        .last()
        .asString()
        .contains("\"outcome\":\"PASSED\"");
    assertThat(own.get(0)).contains("\"kind\":\"player-events\"", "\"team\":\"one\"");
    String before = String.join("\n", own);

    watch("--events=" + events(), "--player-events=" + players);

    assertThat(Files.readString(players.resolve("one.jsonl"))).startsWith(before);
    assertThat(watch("--player-events=" + players).err()).contains("needs --events");
  }

  @Test
  void writesATeamsEventsLaterIfItCannotNow() throws IOException {
    repairedAt(10);
    Path own = folder.resolve("players/one.jsonl");
    story.put(5, () -> replace(own, true));
    story.put(30, () -> replace(own, false));

    Spoken said = watch("--events=" + events(), "--player-events=" + own.getParent());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err()).contains("The events of the team one cannot be written");
    assertThat(Files.readAllLines(own)).hasSameSizeAs(eventLines());
  }

  @Test
  void endsWithACodeOfItsOwnIfATeamsEventsAreNotWritten() {
    repairedAt(10);
    Path own = folder.resolve("players/one.jsonl");
    story.put(5, () -> replace(own, true));

    Spoken said = watch("--events=" + events(), "--player-events=" + own.getParent());

    assertThat(said.code()).as(said.err()).isEqualTo(74);
    assertThat(said.err()).contains("Events of teams still cannot be written");
  }

  private static void replace(Path file, boolean byFolder) {
    try {
      Files.delete(file);
      if (byFolder) {
        Files.createDirectory(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void watchUntilItIsKilled(int minute) {
    story.put(
        minute,
        () -> {
          throw new Killed();
        });
    assertThatThrownBy(() -> watch("--events", events())).isInstanceOf(Killed.class);
  }

  @Test
  void reportsEachChangeOnceAlsoAfterAKillAndARestart() throws IOException {
    repairedAt(10);
    watchUntilItIsKilled(20);
    List<String> before = eventLines();
    Files.writeString(Path.of(events()), "{\"number\":", java.nio.file.StandardOpenOption.APPEND);

    Spoken said = watch("--events", events());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.err()).contains("changes from an earlier run in out.jsonl");
    assertThat(said.out()).contains("1,300 points").doesNotContain("+300");
    assertThat(eventLines())
        .startsWith(before.toArray(String[]::new))
        .hasSizeGreaterThan(before.size());
    for (int i = 1; i < eventLines().size(); i++) {
      assertThat(eventLines().get(i)).startsWith("{\"number\":" + i + ",");
    }
    assertThat(eventLines().stream().filter(it -> it.contains("\"gain\":1000"))).hasSize(1);
    assertThat(eventLines().stream().filter(it -> it.contains("\"gain\":300"))).hasSize(1);
  }

  @Test
  void wasOpenStaysOpenWhenItIsStartedAgain() throws IOException {
    watchUntilItIsKilled(5);
    sandbox.embedded().inject(Fault.deny().on("autoscaling"));
    watchUntilItIsKilled(6);

    assertThat(eventLines())
        .as("judged although what it needs cannot be seen")
        .anyMatch(it -> it.contains("\"task\":\"spawner\"") && it.contains("ACCESS_DENIED"));
  }

  @Test
  void survivesEndpointsThatHangAndCredentialsThatExpire() {
    story.put(10, () -> sandbox.embedded().inject(Fault.expiredToken()));
    story.put(12, () -> sandbox.embedded().clearFaults());
    story.put(20, () -> sandbox.embedded().inject(Fault.hangUp()));
    story.put(22, () -> sandbox.embedded().clearFaults());
    repairedAt(30);

    Spoken said = watch();

    assertThat(said.code()).isZero();
    assertThat(said.out())
        .containsSubsequence(
            "PASSED -> INCONCLUSIVE 0 %, MISCONFIGURED",
            "INCONCLUSIVE -> PASSED",
            "PASSED -> INCONCLUSIVE 0 %, UNREACHABLE",
            "INCONCLUSIVE -> PASSED",
            "1,300 points");
    assertThat(said.err()).containsOnlyOnce("renew the credentials");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec2", "sts"})
  void looksAgainWhenTheGameEndsDuringAnOutage(String service) throws IOException {
    ExampleGame.role(sandbox.embedded(), "judge", sandbox.embedded().id());
    Files.writeString(
        folder.resolve("game.yaml"),
        GAME.formatted(start)
            .replace("us-east-1}", "us-east-1, role: \"arn:aws:iam::111122223333:role/judge\"}"));
    repairedAt(10);
    story.put(40, () -> sandbox.embedded().inject(Fault.unavailable().on(service)));
    story.put(66, () -> sandbox.embedded().clearFaults());

    Spoken said = watch("--task=spawner");

    assertThat(said.out())
        .containsSubsequence(
            "PASSED 100 %, +1,000", "PASSED -> INCONCLUSIVE", "INCONCLUSIVE -> PASSED");
    assertThat(sandbox.clock().instant()).isAfterOrEqualTo(start.plusSeconds(66 * 60));
    assertThat(said.code()).as(said.err()).isZero();
  }

  @Test
  void readsTheHintsThatWereTakenWhileItRuns() throws IOException {
    Path hints = Files.writeString(folder.resolve("hints"), "# none yet\n");
    story.put(10, () -> write(hints, "one serves 1 # by e-mail\n"));
    story.put(20, () -> write(hints, "one serves 9\n"));

    Spoken said = watch("--hints=" + hints);

    assertThat(said.out())
        .containsSubsequence("+300 = 300 points", "PASSED 100 %, -50 = 250 points", "250 points");
    assertThat(said.err()).contains("hints:1:", "'one serves 9'");
    assertThat(watch("--hints=" + folder.resolve("none")).code()).isEqualTo(64);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void saysWhatIsWrongWithItsUse() throws IOException {
    assertThat(watch("--every=soon").err()).contains("'soon'", "30s");
    assertThat(watch("--every=-5s").code()).isEqualTo(64);
    Files.writeString(Path.of(events()), "notes of mine\n");
    assertThat(watch("--events", events()).code()).isEqualTo(64);
  }
}
