package dev.referee.report;

import com.google.common.collect.ImmutableMap;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Progress;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Short results of the teams of a sweep, for display next to their names.
 *
 * @param scores the points by the teams' ids; empty when nobody said
 */
record TeamResults(Game game, Sweep sweep, ImmutableMap<String, TeamScore> scores) {

  boolean hasPoints() {
    return !scores.isEmpty();
  }

  /** Returns the place, for the rows of a table. */
  String rank(String team) {
    return score(team).map(score -> score.rank() + ".").orElse("");
  }

  /** Returns how many tasks are solved, as in {@code 1 of 3}. */
  String passed(String team) {
    long passed = sweep.judgements(team).stream().filter(it -> it.verdict().isPassed()).count();
    return "%s of %s".formatted(passed, game.tasks().size());
  }

  /** Returns the points where they are known, and otherwise how much of all tasks is done. */
  String amount(String team) {
    return score(team)
        .map(score -> Text.number(score.score().points()))
        .orElseGet(() -> hasPoints() ? "" : progress(team));
  }

  private String progress(String team) {
    Progress.Sum sum = new Progress.Sum();
    for (Task task : game.tasks()) {
      sum.add(sweep.judgement(team, task.id()).map(Judgement::progress).orElse(Progress.NONE), 1);
    }
    return sum.total().percent() + " %";
  }

  private Optional<TeamScore> score(String team) {
    return Optional.ofNullable(scores.get(team));
  }

  /** Returns all of it in a line, as in {@code rank 3, 400 points, 1 of 3 passed}. */
  String line(String team) {
    return score(team)
            .map(it -> "rank %s, %s, ".formatted(it.rank(), points(it.score())))
            .orElseGet(() -> hasPoints() ? "" : progress(team) + ", ")
        + passed(team)
        + " passed";
  }

  private static String points(Score score) {
    return Text.count(score.points(), "point");
  }

  /**
   * Returns the numbers that are read first.
   *
   * @param teams how many teams there are
   * @param look has the marks, which the tables below have, too
   */
  List<Page.Row> numbers(int teams, TextStyle look) {
    List<Page.Row> numbers = new ArrayList<>();
    if (teams > 1) {
      numbers.add(number(teams, "teams"));
    }
    int tasks = game.tasks().size();
    numbers.add(number(tasks, tasks == 1 ? "task" : "tasks"));
    numbers.add(outcome(look, Outcome.PASSED, "passed"));
    numbers.add(outcome(look, Outcome.FAILED, "failed"));
    numbers.add(outcome(look, Outcome.PENDING, "waiting"));
    numbers.add(outcome(look, Outcome.INCONCLUSIVE, "cannot be judged"));
    if (!sweep.closed().isEmpty()) {
      numbers.add(number(sweep.closed().size(), "locked"));
    }
    return numbers;
  }

  private static Page.Row number(long number, String what) {
    return new Page.Row(what, Text.number(number));
  }

  private Page.Row outcome(TextStyle look, Outcome outcome, String what) {
    long count =
        sweep.judgements().stream().filter(it -> it.verdict().outcome() == outcome).count();
    return number(count, look.mark(TextStyle.state(outcome)) + " " + what);
  }
}
