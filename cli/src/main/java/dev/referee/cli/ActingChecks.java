package dev.referee.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.Game;
import dev.referee.Permissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Descriptions of the checks that do more than read. */
final class ActingChecks {
  /**
   * Returns what an IAM action is used for; actions that end something are described with those
   * that start it.
   */
  private static final ImmutableMap<String, String> WORDS =
      ImmutableMap.of(
          "ssm:StartSession", "starts sessions on your instances and ends them",
          "ssm:SendCommand", "runs a command on your instances",
          "kubernetes:create:pods", "asks for pods as a dry run, which creates nothing",
          "kubernetes:create:pods/eviction",
              "asks for the eviction of a pod as a dry run, which changes nothing",
          "ssm:TerminateSession", "",
          "ssm:ResumeSession", "",
          "ssm:CancelCommand", "",
          "ssm:GetCommandInvocation", "",
          "kms:GenerateDataKey", "",
          "ssmmessages:OpenDataChannel", "");

  private ActingChecks() {}

  /** Returns a description of what permissions let a check do; empty if it only reads. */
  static String words(Permissions permissions) {
    Set<String> actions = permissions.actives();
    return Stream.concat(
            WORDS.keySet().stream().filter(actions::contains).map(WORDS::get),
            actions.stream().filter(it -> !WORDS.containsKey(it)).map(it -> "calls " + it))
        .filter(it -> !it.isEmpty())
        .collect(joining(", and "));
  }

  /** Returns a line for each check of a game that does more than read, each once. */
  static List<String> of(Game game) {
    return game.tasks().stream()
        .flatMap(task -> task.checks().stream())
        .map(weighted -> line(weighted.check()))
        .filter(line -> !line.isEmpty())
        .distinct()
        .toList();
  }

  private static String line(Check check) {
    String words = words(check.permissions());
    return words.isEmpty() ? "" : "%s %s.".formatted(check.id(), words);
  }

  /** Prints which checks of a game do more than read, before it is judged. */
  static void tell(Terminal terminal, Game game) {
    of(game).forEach(terminal::tell);
  }
}
