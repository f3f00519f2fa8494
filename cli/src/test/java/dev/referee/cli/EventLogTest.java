package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final Change ONE =
      change(
          "one",
          new TaskState(
              Outcome.INCONCLUSIVE,
              40,
              2,
              Optional.of("StepMissing"),
              Optional.of(Cause.THROTTLED),
              0,
              0,
              0,
              Optional.empty(),
              Optional.empty()));
  private static final Change TWO =
      change(
          "팀 \"둘\"\n",
          new TaskState(
              Outcome.PASSED,
              100,
              0,
              Optional.empty(),
              Optional.empty(),
              1000,
              1,
              900,
              Optional.of(AT),
              Optional.of(AT)));

  private static final EventLog.Owner OWNER =
      new EventLog.Owner("game", Set.of("one", TWO.team()), Set.of("task"));

  @TempDir private Path folder;
  private Path path = Path.of("out.jsonl");

  @BeforeEach
  void path() {
    path = folder.resolve("out.jsonl");
  }

  private static Change change(String team, TaskState now) {
    return new Change(AT, team, "task", Optional.empty(), now, "Passed");
  }

  private void write(Change... changes) {
    try (EventLog log = EventLog.open(path, OWNER, any -> {})) {
      Arrays.stream(changes).forEach(log::append);
    }
  }

  private List<Change> read() {
    List<Change> past = new ArrayList<>();
    try (EventLog log = EventLog.open(path, OWNER, past::add)) {
      assertThat(log.known()).isEqualTo(past.size());
      return past;
    }
  }

  @Test
  void readsWhatItWrote() throws IOException {
    write(ONE, TWO);

    assertThat(read()).containsExactly(ONE, TWO);
    assertThat(Files.readAllLines(path))
        .hasSize(3)
        .first()
        .isEqualTo("{\"version\":1,\"kind\":\"events\",\"game\":\"game\"}");
    assertThat(Files.readAllLines(path).get(2))
        .startsWith("{\"number\":2,\"at\":\"2026-03-01T10:00:00.123Z\"")
        .contains("\"outcome\":\"PASSED\"", "\"gain\":900", "\"points\":900");
  }

  @Test
  void appendsToAnExistingFile() throws IOException {
    write(ONE);
    write(TWO);

    assertThat(read()).containsExactly(ONE, TWO);
    assertThat(Files.readAllLines(path).get(2)).contains("\"number\":2");
  }

  @Test
  void repairsATruncatedFileWhereverItWasCut() throws IOException {
    write(ONE, TWO);
    byte[] whole = Files.readAllBytes(path);
    int first = new String(whole, UTF_8).indexOf("\"number\":2") - 1;
    int firstBytes = new String(whole, UTF_8).substring(0, first).getBytes(UTF_8).length;

    for (int kept = 0; kept < whole.length; kept++) {
      Files.write(path, Arrays.copyOf(whole, kept));
      List<Change> before = read();
      assertThat(before).as("%d bytes", kept).hasSizeLessThan(2);
      assertThat(before.isEmpty()).isEqualTo(kept < firstBytes);
      write(before.isEmpty() ? new Change[] {ONE, TWO} : new Change[] {TWO});
      assertThat(Files.readAllBytes(path)).as("%d bytes", kept).isEqualTo(whole);
    }
  }

  @Test
  void leavesAFileAloneThatIsNotItsOwn() throws IOException {
    for (String text :
        List.of(
            "notes of mine\n",
            "notes",
            "{}\n",
            "{}\nrest",
            "{\"a\":1}",
            "[]\n",
            "{\"kind\":\"sweep\"}\n")) {
      Files.writeString(path, text);
      assertThatThrownBy(this::read).as(text).isInstanceOf(UsageException.class);
      assertThat(path).hasContent(text);
    }
  }

  @Test
  void isOfOneGame() {
    write(ONE);
    assertThatThrownBy(
            () ->
                EventLog.open(
                    path, new EventLog.Owner("another", OWNER.teams(), OWNER.tasks()), any -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("game", "another");
  }

  @Test
  void namesTheLineThatIsNoEvent() throws IOException {
    write(ONE);
    Files.writeString(path, Files.readString(path) + "{\"number\":2}\nnothing\n");
    assertThatThrownBy(this::read).hasMessageContaining("out.jsonl:3");
  }

  @Test
  void cutsOffWhatAnAttemptThatFailedLeftBehind() throws IOException {
    try (EventLog log = EventLog.open(path, OWNER, any -> {})) {
      log.append(ONE);
      Files.writeString(path, "{\"number\":2,\"at\":" + "x".repeat(2_000), APPEND);
      log.append(TWO);
    }

    assertThat(Files.readString(path)).endsWith("}\n").doesNotContain("xx");
    assertThat(read()).containsExactly(ONE, TWO);
  }

  @Test
  void numbersGoOnFromTheLastOneInTheFile() throws IOException {
    write(ONE, TWO);
    List<String> lines = Files.readAllLines(path);
    Files.write(path, List.of(lines.get(0), lines.get(2))); // somebody removed the first change

    write(ONE);

    assertThat(Files.readAllLines(path))
        .hasSize(3)
        .last()
        .asString()
        .startsWith("{\"number\":3,\"at\":");
  }

  @Test
  void timesNeverGoBack() throws IOException {
    Change later =
        new Change(AT.plusSeconds(30), "one", "task", Optional.empty(), ONE.now(), "Later");
    write(later, ONE);
    write(TWO);

    assertThat(Files.readAllLines(path).subList(1, 4))
        .allSatisfy(line -> assertThat(line).contains("\"at\":\"2026-03-01T10:00:30.123Z\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "team":"one"        | "team":"three"      | The game has no team 'three'
          "task":"task"       | "task":"other"      | The game has no task 'other'
          "number":2          | "number":1          | The number is 1, but the line before has 1
          "number":2          | "number":-3         | The number is -3, but the line before has 1
          2026-03-01T10:00:00 | 2026-03-01T09:00:00 | The time goes back, from 2026-03-01T10:00:00.123Z to
          "percent":40        | "percent":400       | This line is not an event
          "hints":0           | "hints":-1          | This line is not an event
          """)
  void refusesALineThatContradictsTheGame(String from, String to, String why) throws IOException {
    write(ONE, ONE);
    List<String> lines = new ArrayList<>(Files.readAllLines(path));
    assertThat(lines.get(2)).contains(from);
    lines.set(2, lines.get(2).replace(from, to));
    lines.add(2, ""); // a blank line is a line
    Files.write(path, lines);
    byte[] before = Files.readAllBytes(path);

    assertThatThrownBy(this::read)
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("out.jsonl:4: " + why, "not changed", "--events");
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
  }

  @Test
  void readsLinesOfAnyNumberButNoneOfAnyLength() throws IOException {
    write(ONE);
    String event = Files.readAllLines(path).get(1);
    StringBuilder many = new StringBuilder(Files.readString(path));
    for (int number = 2; number <= 5_000; number++) {
      many.append(event.replace("\"number\":1,", "\"number\":" + number + ",")).append('\n');
    }
    Files.writeString(path, many);
    assertThat(read()).hasSize(5_000);

    Files.writeString(path, "x".repeat(2_000_000), APPEND);
    assertThatThrownBy(this::read)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("out.jsonl:5002: The line is longer than any event");
    Files.writeString(path, "x".repeat(2_000_000));
    assertThatThrownBy(this::read).hasMessageContaining("is not an events file");
  }

  @Test
  void takesTimesOfOneSweepInAnyOrder() throws IOException {
    write(ONE, ONE);
    List<String> lines = new ArrayList<>(Files.readAllLines(path));
    lines.set(2, lines.get(2).replace("10:00:00.123", "09:59:00.123"));
    Files.write(path, lines);

    assertThat(read()).hasSize(2);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void isReadByItsOwnerOnly() throws IOException {
    write(ONE);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void isNoDirectory() {
    assertThatThrownBy(() -> EventLog.open(folder, OWNER, any -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void isLockedByOneProgram() {
    try (EventLog log = EventLog.open(path, OWNER, any -> {})) {
      assertThatThrownBy(() -> EventLog.open(path, OWNER, any -> {}))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("already");
      log.append(ONE);
    }
    assertThat(read()).containsExactly(ONE);
  }

  @Test
  void saysThatThereIsNoSuchFolder() {
    assertThatThrownBy(() -> EventLog.open(folder.resolve("none").resolve("out"), OWNER, any -> {}))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("none");
  }
}
