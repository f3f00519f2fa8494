package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Outcome;
import dev.referee.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PlayerEventsTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final List<String> TEAMS = List.of("one", "two");
  private static final Game GAME = game();

  @TempDir private Path folder;

  private static Game game() {
    Task[] tasks = new Task[Disclosure.values().length];
    for (Disclosure each : Disclosure.values()) {
      tasks[each.ordinal()] =
          Task.builder(each.name(), "Title")
              .disclosure(each)
              .check(new Scripted(() -> Scripted.failed(AT)))
              .build();
    }
    return Game.builder("game", "Game").module(Module.of("module", "Module", tasks)).build();
  }

  private static Change change(String team, Disclosure task, Outcome outcome, long points) {
    boolean unseen = outcome == Outcome.INCONCLUSIVE;
    return new Change(
        AT,
        team,
        task.name(),
        Optional.empty(),
        new TaskState(
            outcome,
            40,
            2,
            Optional.of("StepMissing"),
            unseen ? Optional.of(Cause.ACCESS_DENIED) : Optional.empty(),
            points,
            0,
            points,
            Optional.empty(),
            Optional.empty()),
        "The ledger's own reason");
  }

  private static final Change FAILED = change("one", Disclosure.EXACT, Outcome.FAILED, 0);
  private static final Change UNSEEN = change("one", Disclosure.EXACT, Outcome.INCONCLUSIVE, 0);
  private static final Change PASSED = change("one", Disclosure.EXACT, Outcome.PASSED, 300);
  private static final Change OTHERS = change("two", Disclosure.AREA, Outcome.FAILED, 0);

  private PlayerEvents open(Change... past) {
    return PlayerEvents.open(folder.resolve("players"), GAME, TEAMS, List.of(past));
  }

  private String file(String team) throws IOException {
    return Files.readString(path(team));
  }

  private Path path(String team) {
    return folder.resolve("players").resolve(team + ".jsonl");
  }

  @Test
  void eachTeamHasItsOwnEventsWithNumbersOfItsOwn() throws IOException {
    PlayerEvents events = open();
    for (Change each : List.of(FAILED, OTHERS, UNSEEN, PASSED)) {
      events.append(each);
    }

    assertThat(file("one"))
        .isEqualTo(
            """
            {"version":1,"kind":"player-events","game":"game","team":"one"}
            {"number":1,"at":"2026-03-01T10:00:00.123Z","task":"EXACT","outcome":"FAILED",\
            "percent":40,"open":2,"next":"StepMissing","gain":0,"points":0,"earned":0,"hints":0}
            {"number":2,"at":"2026-03-01T10:00:00.123Z","task":"EXACT","was":"FAILED",\
            "outcome":"INCONCLUSIVE","percent":40,"open":2,"next":"StepMissing",\
            "notTheTeamsFault":true,"gain":0,"points":0,"earned":0,"hints":0}
            {"number":3,"at":"2026-03-01T10:00:00.123Z","task":"EXACT","was":"INCONCLUSIVE",\
            "outcome":"PASSED","percent":40,"open":2,"next":"StepMissing","gain":300,"points":300,\
            "earned":300,"hints":0}
            """);
    assertThat(file("two")).contains("\"number\":1,").doesNotContain("\"number\":2", "next");
  }

  @Test
  void aTeamWithoutEventsHasAFileToo() throws IOException {
    open();

    assertThat(file("two"))
        .isEqualTo(
            "{\"version\":1,\"kind\":\"player-events\",\"game\":\"game\",\"team\":\"two\"}\n");
  }

  @Test
  void continuesAfterARestart() throws IOException {
    PlayerEvents events = open();
    events.append(FAILED);
    events.append(UNSEEN);
    String before = file("one");

    open(FAILED, UNSEEN).append(PASSED);

    assertThat(file("one")).startsWith(before).contains("\"number\":3", "\"was\":\"INCONCLUSIVE\"");
  }

  @Test
  void addsMissingEventsAndRewritesContradictingOnes() throws IOException {
    open(FAILED, UNSEEN);
    String whole = file("one");
    for (String other :
        List.of("", whole.substring(0, whole.length() - 20), whole + "{\"num", whole + whole)) {
      Files.writeString(path("one"), other);

      open(FAILED, UNSEEN);

      assertThat(file("one")).isEqualTo(whole);
    }
  }

  @Test
  void leavesAForeignFileAsItIs() throws IOException {
    Files.createDirectories(path("one").getParent());
    Files.writeString(path("one"), "my own notes\n");

    assertThatThrownBy(() -> open(FAILED))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("one.jsonl is not this team's events file");
    assertThat(file("one")).isEqualTo("my own notes\n");
  }

  @Test
  void whatCouldNotBeWrittenComesWithTheNextChange() throws IOException {
    PlayerEvents events = open();
    Files.delete(path("one"));
    Files.createDirectory(path("one"));
    assertThatThrownBy(() -> events.append(FAILED)).isInstanceOf(IOException.class);
    Files.delete(path("one"));

    events.append(PASSED);

    assertThat(file("one"))
        .startsWith("{\"version\":1,")
        .contains("\"number\":1", "\"number\":2")
        .hasLineCount(3);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void areReadByTheirOwnerOnly() throws IOException {
    PlayerEvents events = open();
    Files.delete(path("one"));
    events.append(FAILED);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path("one"))))
        .isEqualTo("rw-------");
  }

  /** In any case: nothing about other teams, no cause, no reason, and codes only with EXACT. */
  @RepeatedTest(50)
  void holdNothingThatATeamMayNotSee() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String team = "team" + random.nextInt(3);
      Disclosure disclosure = Disclosure.values()[random.nextInt(3)];
      Cause cause = Cause.values()[random.nextInt(Cause.values().length)];
      Outcome outcome = Outcome.values()[random.nextInt(4)];
      changes.add(
          new Change(
              AT.plusSeconds(i),
              team,
              disclosure.name(),
              Optional.empty(),
              new TaskState(
                  outcome,
                  random.nextInt(101),
                  random.nextInt(5),
                  Optional.of("CodeFor" + disclosure + team),
                  outcome == Outcome.INCONCLUSIVE ? Optional.of(cause) : Optional.empty(),
                  random.nextInt(100),
                  0,
                  random.nextInt(100),
                  Optional.of(AT),
                  Optional.of(AT)),
              "reason of " + team));
    }
    open(changes.toArray(Change[]::new));

    for (int team = 0; team < 3; team++) {
      String own = "team" + team;
      Path file = path(own);
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        assertThat(line)
            .as("seed %s", seed)
            .doesNotContain("reason", "ACCESS", "INTERNAL", "MISCONFIGURED", "CodeForNUDGE")
            .doesNotContain("CodeForAREA", "cause")
            .doesNotContain(List.of("team" + (team + 1) % 3, "team" + (team + 2) % 3));
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.properties().stream().map(java.util.Map.Entry::getKey))
            .isSubsetOf(
                Set.of(
                    "version",
                    "kind",
                    "game",
                    "team",
                    "number",
                    "at",
                    "task",
                    "was",
                    "outcome",
                    "percent",
                    "open",
                    "next",
                    "notTheTeamsFault",
                    "gain",
                    "points",
                    "earned",
                    "hints",
                    "solvedAt",
                    "scoredAt"));
      }
    }
  }
}
