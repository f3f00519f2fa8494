package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final Change ONE =
      change(
          "one",
          new Standing(
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
          new Standing(
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

  @TempDir private Path folder;
  private Path path = Path.of("out.jsonl");

  @BeforeEach
  void path() {
    path = folder.resolve("out.jsonl");
  }

  private static Change change(String team, Standing now) {
    return new Change(AT, team, "task", Optional.empty(), now, "Passed");
  }

  private void write(Change... changes) {
    try (EventLog log = EventLog.open(path, "game")) {
      Arrays.stream(changes).forEach(log::append);
    }
  }

  private List<Change> read() {
    try (EventLog log = EventLog.open(path, "game")) {
      return log.past();
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
  void goesOnAfterWhatIsThere() throws IOException {
    write(ONE);
    write(TWO);

    assertThat(read()).containsExactly(ONE, TWO);
    assertThat(Files.readAllLines(path).get(2)).contains("\"number\":2");
  }

  @Test
  void mendsWhatWasTornOffWhereverThatWas() throws IOException {
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
      assertThatThrownBy(this::read).as(text).isInstanceOf(WrongUse.class);
      assertThat(path).hasContent(text);
    }
  }

  @Test
  void isOfOneGame() {
    write(ONE);
    assertThatThrownBy(() -> EventLog.open(path, "another"))
        .isInstanceOf(WrongUse.class)
        .hasMessageContainingAll("game", "another");
  }

  @Test
  void saysWhichLineIsNone() throws IOException {
    write(ONE);
    Files.writeString(path, Files.readString(path) + "{\"number\":2}\nnothing\n");
    assertThatThrownBy(this::read).hasMessageContaining("out.jsonl:3");
  }

  @Test
  void isOneProgramsAtATime() {
    try (EventLog log = EventLog.open(path, "game")) {
      assertThatThrownBy(() -> EventLog.open(path, "game"))
          .isInstanceOf(WrongUse.class)
          .hasMessageContaining("already");
      log.append(ONE);
    }
    assertThat(read()).containsExactly(ONE);
  }

  @Test
  void saysThatThereIsNoSuchFolder() {
    assertThatThrownBy(() -> EventLog.open(folder.resolve("none").resolve("out"), "game"))
        .isInstanceOf(WrongUse.class)
        .hasMessageContaining("none");
  }
}
