package dev.referee;

import java.util.List;

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
   * Is something that has a name.
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
   * Adds a table; a row of one cell is a heading over those that follow.
   *
   * @param head the names of the columns; empty when they need none
   */
  abstract void table(int indent, List<String> head, List<List<String>> table);
}
