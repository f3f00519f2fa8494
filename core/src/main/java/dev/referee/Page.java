package dev.referee;

import static com.google.common.collect.ImmutableList.toImmutableList;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Collects what people read, in its order. Whatever it is given is made harmless first. Not
 * thread-safe.
 */
abstract class Page {
  /** Says what a heading stands over. */
  enum Level {
    GAME,
    TEAM,
    TASK,
    CHECK
  }

  /**
   * A labelled value.
   *
   * @param label the name
   * @param value what it is
   */
  record Row(String label, String value) {}

  private final Look look;

  Page(Look look) {
    this.look = look;
  }

  final Look look() {
    return look;
  }

  /** Adds some space, where there is none yet. */
  abstract void blank();

  abstract void heading(Level level, String text);

  final void line(String text) {
    entry(0, Look.Colour.BOLD, "", text);
  }

  /** Adds text after a coloured head, and goes on under the text when it needs more lines. */
  abstract void entry(int indent, Look.Colour colour, String head, String text);

  /** Adds names and values, the values under one another. */
  abstract void rows(int indent, List<Row> rows);

  /** Adds what only some readers need, under a title. */
  abstract void folded(int indent, String title, Runnable inside);

  /**
   * Adds what was found.
   *
   * @param rows what is known of it; of less interest when it is satisfied
   */
  abstract void finding(int indent, Finding.State state, String head, String text, List<Row> rows);

  /**
   * Adds a table, without the columns that have nothing in any row; a row of one cell is a heading
   * over those that follow.
   *
   * @param head the names of the columns; empty when they need none
   */
  final void table(int indent, List<String> head, List<List<String>> table) {
    int columns = table.stream().mapToInt(List::size).max().orElse(0);
    List<Integer> kept =
        IntStream.range(0, columns)
            .filter(i -> table.stream().anyMatch(row -> row.size() > 1 && !row.get(i).isEmpty()))
            .boxed()
            .collect(toImmutableList());
    add(
        indent,
        head.isEmpty() ? head : only(kept, head),
        table.stream()
            .map(row -> row.size() == 1 ? row : only(kept, row))
            .collect(toImmutableList()));
  }

  private static List<String> only(List<Integer> columns, List<String> row) {
    return columns.stream().map(row::get).collect(toImmutableList());
  }

  /** Adds a table. */
  abstract void add(int indent, List<String> head, List<List<String>> table);

  /**
   * Adds a table with a row for each team, of which more is written below in the same order.
   *
   * @param head the names of the columns
   */
  abstract void teams(List<String> head, List<List<String>> rows);
}
