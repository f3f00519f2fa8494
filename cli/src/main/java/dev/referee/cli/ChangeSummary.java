package dev.referee.cli;

import static java.util.stream.Collectors.groupingBy;

import dev.referee.Outcome;
import dev.referee.internal.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A summary of many changes: the first of similar changes, and the number of others. */
final class ChangeSummary {
  private static final int WIDTH = 100;
  private static final int FIRST = 2;
  private static final String INDENT = " ".repeat(10);

  private ChangeSummary() {}

  /** A key that is equal for changes that differ only in the team and its points. */
  private record Alike(
      String task, Optional<Outcome> before, Outcome now, Optional<String> next, boolean gain) {
    static Alike of(Change change) {
      return new Alike(
          change.task(),
          change.before().map(TaskState::outcome),
          change.now().outcome(),
          change.now().next(),
          change.gain() != 0);
    }
  }

  /** Returns changes as lines, with similar ones together, at the position of the first. */
  static String of(List<Change> changes, WatchPrinter printer) {
    return changes.stream()
        .collect(groupingBy(Alike::of, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(alike -> few(alike, change -> fitting(printer.line(change))))
        .collect(Collectors.joining("\n"));
  }

  private static Stream<String> few(List<Change> changes, Function<Change, String> line) {
    int shown = changes.size() <= FIRST + 1 ? changes.size() : FIRST;
    Stream<String> first = changes.stream().limit(shown).map(line);
    return shown == changes.size()
        ? first
        : Stream.concat(
            first,
            Stream.of(INDENT + "... and %d more like these".formatted(changes.size() - shown)));
  }

  /** Breaks a long line between two parts of the change. */
  private static String fitting(String line) {
    int end = line.lastIndexOf(", ", WIDTH - 1);
    return Text.width(line) <= WIDTH || end < 0
        ? line
        : line.substring(0, end + 1) + "\n" + INDENT + line.substring(end + 2);
  }
}
