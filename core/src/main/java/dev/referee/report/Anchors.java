package dev.referee.report;

/** The names of the anchors of a page, made of numbers only and never of text. */
final class Anchors {
  private Anchors() {}

  /** Returns the name of a team by its place in the page, from 0. */
  static String team(int index) {
    return "team-" + (index + 1);
  }

  /** Returns the name of a team's task by the task's place in the game, from 0. */
  static String task(String team, int index) {
    return team + "-task-" + (index + 1);
  }
}
