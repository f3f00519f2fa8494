package dev.referee.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.Cause;
import dev.referee.Outcome;
import dev.referee.internal.Text;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of an events file: a {@link Change} in JSON. Unknown fields are ignored, unknown values
 * are left out, and times are ISO 8601 in UTC.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventLine(
    long number,
    String at,
    String team,
    String task,
    @Nullable String was,
    String outcome,
    int percent,
    int open,
    @Nullable String next,
    @Nullable String cause,
    long gain,
    long points,
    long earned,
    int hints,
    String reason,
    @Nullable String solvedAt,
    @Nullable String scoredAt) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** The first line of a file, which describes it. */
  record Head(int version, String kind, String game) {
    private static final int VERSION = 1;
    private static final String KIND = "events";

    static Head of(String game) {
      return new Head(VERSION, KIND, game);
    }
  }

  static EventLine of(long number, Instant at, Change change) {
    TaskState now = change.now();
    return new EventLine(
        number,
        at.toString(),
        change.team(),
        change.task(),
        change.before().map(state -> state.outcome().name()).orElse(null),
        now.outcome().name(),
        now.percent(),
        now.open(),
        now.next().orElse(null),
        now.cause().map(Cause::name).orElse(null),
        change.gain(),
        now.points(),
        now.earned(),
        now.hints(),
        change.reason(),
        now.solvedAt().map(Instant::toString).orElse(null),
        now.scoredAt().map(Instant::toString).orElse(null));
  }

  /** Returns the change; the state before follows from earlier lines. */
  Change change() {
    if (team.isEmpty() || task.isEmpty() || percent < 0 || percent > 100 || open < 0 || hints < 0) {
      throw new IllegalArgumentException("These are no numbers of an event");
    }
    return new Change(
        Instant.parse(at),
        team,
        task,
        Optional.empty(),
        new TaskState(
            Outcome.valueOf(outcome),
            percent,
            open,
            Optional.ofNullable(next),
            Optional.ofNullable(cause).map(Cause::valueOf),
            earned,
            hints,
            points,
            Optional.ofNullable(solvedAt).map(Instant::parse),
            Optional.ofNullable(scoredAt).map(Instant::parse)),
        reason);
  }

  static String write(Object line) {
    try {
      return Text.harmlessJson(JSON.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Records of texts and numbers can be written as JSON", e);
    }
  }

  /**
   * Reads a line.
   *
   * @throws JsonProcessingException if it is invalid
   */
  static <T> T read(String line, Class<T> type) throws JsonProcessingException {
    T read = JSON.readValue(line, type);
    if (read == null) {
      throw new com.fasterxml.jackson.core.JsonParseException(null, "The line is null");
    }
    return read;
  }
}
