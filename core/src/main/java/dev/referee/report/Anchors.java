package dev.referee.report;

/** The names of the anchors of a page, which consist of numbers only, never of text. */
final class Anchors {
  private Anchors() {}

  /** Returns the name of a team's anchor by its position on the page, from 0. */
  static String team(int index) {
    return "team-" + (index + 1);
  }

  /** Returns the name of a task's anchor by the task's position in the game, from 0. */
  static String task(String team, int index) {
    return team + "-task-" + (index + 1);
  }
}
