package dev.referee.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.referee.Finding;
import java.util.List;
import java.util.stream.IntStream;

/** A page of text for people, in reading order. It makes all texts harmless. Not thread-safe. */
abstract class Page {
  /** The level of a heading. */
  enum Level {
    GAME,
    CHECK
  }

  /**
   * A labelled value.
   *
   * @param label the name
   * @param value the value
   */
  record Row(String label, String value) {}

  /**
   * A cell of a table.
   *
   * @param text the text
   * @param label the meaning, for readers who do not see the names of rows and columns
   * @param anchor the task or team that it links to; empty if none
   */
  record Cell(String text, String label, String anchor) {
    static Cell of(String text) {
      return new Cell(text, "", "");
    }
  }

  private final TextStyle look;

  Page(TextStyle look) {
    this.look = look;
  }

  final TextStyle look() {
    return look;
  }

  /** Adds some space, if there is none yet. */
  abstract void blank();

  abstract void heading(Level level, String text);

  /** Begins a part of the page, with a title if there is room for it. */
  abstract void chapter(String title);

  /** Adds the key figures. */
  abstract void numbers(List<Row> numbers);

  /**
   * Adds a team and its contents.
   *
   * @param name its name
   * @param standing its standing, in a few words
   * @param anchor its anchor on this page
   * @param folded whether the contents are folded
   */
  abstract void team(String name, String standing, String anchor, boolean folded, Runnable inside);

  /**
   * Adds a task and its contents.
   *
   * @param anchor its anchor on this page
   */
  abstract void task(String title, String anchor, Runnable inside);

  final void line(String text) {
    entry(0, TextStyle.Colour.BOLD, "", text);
  }

  /** Adds text after a coloured head, with further lines aligned to the text. */
  abstract void entry(int indent, TextStyle.Colour colour, String head, String text);

  /** Adds names and values, with aligned values. */
  abstract void rows(int indent, List<Row> rows);

  /** Adds a folded section with a title. */
  abstract void folded(int indent, String title, Runnable inside);

  /**
   * Adds a finding.
   *
   * @param isNext whether it is the next step
   * @param rows its details
   */
  abstract void finding(
      Finding.State state, boolean isNext, String head, String text, List<Row> rows);

  /**
   * Adds a table, without empty columns; a row with one cell is a heading for the following rows.
   *
   * @param head the names of the columns; may be empty
   */
  final void table(int indent, List<String> head, List<List<String>> table) {
    cells(
        indent,
        head,
        table.stream()
            .map(row -> row.stream().map(Cell::of).collect(toImmutableList()))
            .collect(toImmutableList()));
  }

  /** Adds the same table, with cells that may be links. */
  final void cells(int indent, List<String> head, List<? extends List<Cell>> table) {
    int columns = table.stream().mapToInt(List::size).max().orElse(0);
    List<Integer> kept =
        IntStream.range(0, columns)
            .filter(
                i -> table.stream().anyMatch(row -> row.size() > 1 && !row.get(i).text().isEmpty()))
            .boxed()
            .collect(toImmutableList());
    add(
        indent,
        head.isEmpty() ? head : only(kept, head),
        table.stream()
            .map(row -> row.size() == 1 ? row : only(kept, row))
            .collect(toImmutableList()));
  }

  private static <T> List<T> only(List<Integer> columns, List<? extends T> row) {
    return columns.stream().map(row::get).collect(toImmutableList());
  }

  /** Adds a table. */
  abstract void add(int indent, List<String> head, List<? extends List<Cell>> table);

  /**
   * Adds a table with a row for each team.
   *
   * @param head the names of the columns
   * @param named the column that has the names of the teams
   */
  abstract void teams(List<Cell> head, List<? extends List<Cell>> rows, int named);
}
