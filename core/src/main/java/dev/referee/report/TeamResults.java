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
 * @param scores the points by the teams' ids; empty if unknown
 */
record TeamResults(Game game, Sweep sweep, ImmutableMap<String, TeamScore> scores) {

  boolean hasPoints() {
    return !scores.isEmpty();
  }

  /** Returns the rank, for the rows of a table. */
  String rank(String team) {
    return score(team).map(score -> score.rank() + ".").orElse("");
  }

  /** Returns how many tasks are solved, for example {@code 1 of 3}. */
  String passed(String team) {
    long passed = sweep.judgements(team).stream().filter(it -> it.verdict().isPassed()).count();
    return "%s of %s".formatted(passed, game.tasks().size());
  }

  /** Returns the points if they are known, and otherwise the progress of all tasks. */
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

  /** Returns the whole result in a line, for example {@code rank 3, 400 points, 1 of 3 passed}. */
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
   * Returns the key figures.
   *
   * @param teams how many teams there are
   * @param look the style of the marks
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
