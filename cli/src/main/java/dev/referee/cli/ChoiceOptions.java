package dev.referee.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that select teams and tasks of a game. */
final class ChoiceOptions {
  @Option(
      names = "--team",
      paramLabel = "ID",
      description = "Only this team; may be given several times.")
  private List<String> teams = new ArrayList<>();

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "Only this task, even if it is locked; may be given several times.")
  private List<String> tasks = new ArrayList<>();

  /** Returns the ids of the selected teams; empty for all. */
  List<String> teams() {
    return teams;
  }

  /** Returns the ids of the selected tasks; empty for all. */
  List<String> tasks() {
    return tasks;
  }
}
