package dev.referee.cli;

import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.internal.Text;
import dev.referee.spi.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The selected part of a game file.
 *
 * @param game the game with the selected tasks
 * @param teams the selected teams
 */
record Selection(Game game, List<Team> teams) {
  private static final int FEW = 3;

  /** Returns the selected teams; all if none is named. */
  static List<Team> teams(List<Team> all, Collection<String> named) {
    require("team", named, all.stream().map(Team::id).toList());
    return named.isEmpty() ? all : all.stream().filter(team -> named.contains(team.id())).toList();
  }

  /**
   * Returns the game with the selected tasks; all if none is named. Named tasks are unlocked,
   * whatever they need.
   */
  static Game tasks(Game game, Collection<String> named) {
    require("task", named, game.tasks().stream().map(Task::id).toList());
    if (named.isEmpty()) {
      return game;
    }
    Game.Builder less = Game.builder(game.id(), game.title()).clock(game.clock());
    for (Module module : game.modules()) {
      List<Task> tasks =
          module.tasks().stream()
              .filter(task -> named.contains(task.id()))
              .map(Selection::open)
              .toList();
      if (!tasks.isEmpty()) {
        less.module(new Module(module.id(), module.title(), tasks, Set.of()));
      }
    }
    return less.build();
  }

  private static Task open(Task task) {
    return Task.builder(task.id(), task.title()).from(task).needs(Set.of()).build();
  }

  /** Returns the account of a team; a game file gives it one. */
  static Optional<Account> account(Team team) {
    return team.targets().stream()
        .filter(Account.class::isInstance)
        .map(Account.class::cast)
        .findFirst();
  }

  /** Returns the names of some of the teams: one by one, or as {@code all 72 teams}. */
  static String called(Collection<String> teams, int all) {
    return called(teams, all, Integer.MAX_VALUE);
  }

  /**
   * Returns the same.
   *
   * @param most the maximum number of named teams
   */
  static String called(Collection<String> teams, int all, int most) {
    if (teams.size() == all && all > FEW) {
      return "all " + Text.count(all, "team");
    }
    String called = teams.stream().limit(most).collect(Collectors.joining(", "));
    return teams.size() > most ? "%s and %d more".formatted(called, teams.size() - most) : called;
  }

  private static void require(String kind, Collection<String> named, List<String> known) {
    for (String name : named) {
      if (!known.contains(name)) {
        throw new UsageException(
            "The game has no %s '%s'%s".formatted(kind, name, Nearest.hint(name, known)));
      }
    }
  }
}
