package dev.referee.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.referee.Award;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.TaskHistory;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.report.TeamScore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The states of all tasks for all teams, updated by each sweep. {@link Task#award} decides the
 * points from the history of each task.
 *
 * <p>An earlier fix counts as an earlier solution, whenever it was seen. Not thread-safe.
 */
final class Scoreboard {
  private static final Comparator<Row> BEST_FIRST =
      Comparator.comparing(Row::points).reversed().thenComparing(Row::reachedAt);

  private final Game game;
  private final Map<Key, TaskState> standings = new HashMap<>();
  private final SolvedTimes solved = new SolvedTimes();

  private record Key(String team, String task) {}

  /**
   * A team in the ranking.
   *
   * @param rank its rank; shared by teams with the same points since the same time
   * @param team the team
   * @param points its points
   * @param solved the number of solved tasks
   * @param reachedAt since when it has these points; the end of time if it has none
   */
  record Row(int rank, Team team, long points, long solved, Instant reachedAt) {}

  Scoreboard(Game game) {
    this.game = game;
  }

  /** Returns the scores of one sweep alone, without history; empty if the game has no points. */
  static List<TeamScore> scores(Selection chosen, Sweep sweep) {
    if (chosen.game().tasks().stream().noneMatch(task -> task.points().points() > 0)) {
      return List.of();
    }
    Scoreboard standings = new Scoreboard(chosen.game());
    inOrder(sweep.judgements())
        .forEach(judgement -> standings.change(judgement, 0).ifPresent(standings::take));
    return standings.ranking(chosen.teams()).stream()
        .map(row -> new TeamScore(row.team().id(), row.rank(), Score.of(row.points())))
        .collect(toImmutableList());
  }

  /** Adds a known change. */
  void take(Change change) {
    TaskState before = standings.put(new Key(change.team(), change.task()), change.now());
    if (before != null) {
      before.solvedAt().ifPresent(time -> solved.remove(change.task(), time));
    }
    change.now().solvedAt().ifPresent(time -> solved.add(change.task(), time));
  }

  /** Returns judgements in the order in which they count. */
  static List<Judgement> inOrder(Collection<Judgement> judgements) {
    return judgements.stream()
        .sorted(Comparator.comparing(Judgement::countsAt))
        .collect(toImmutableList());
  }

  /**
   * Returns the change by a judgement, if any. It takes effect when it is {@link #take taken}.
   *
   * @param hints the number of hints taken so far
   */
  Optional<Change> change(Judgement judgement, int hints) {
    Key key = new Key(judgement.teamId(), judgement.taskId());
    Optional<TaskState> before = Optional.ofNullable(standings.get(key));
    Task task = game.task(judgement.taskId());
    int taken = Math.max(hints, before.map(TaskState::hints).orElse(0));
    Optional<Instant> solvedAt = before.flatMap(TaskState::solvedAt);
    TaskHistory.Builder history =
        TaskHistory.builder()
            .clock(game.clock())
            .earned(Score.of(before.map(TaskState::earned).orElse(0L)))
            .hintsTaken(taken)
            .solvedAt(solvedAt)
            .solvedBefore(
                // a team that solved it at the same time is not before this one
                solved.before(key.task(), solvedAt.orElse(judgement.countsAt())));
    Award award = task.award(judgement, history.build());
    if (award instanceof Award.Points points) {
      history.earned(points.earned());
      if (judgement.verdict().isPassed() && solvedAt.isEmpty()) {
        solvedAt = Optional.of(judgement.countsAt());
        history.solvedAt(solvedAt);
      }
    }
    TaskState now = standing(judgement, history.build(), task, before, solvedAt);
    return before.filter(now::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Change(
                judgement.completedAt(), key.team(), key.task(), before, now, award.reason()));
  }

  private static TaskState standing(
      Judgement judgement,
      TaskHistory history,
      Task task,
      Optional<TaskState> before,
      Optional<Instant> solvedAt) {
    Verdict verdict = judgement.verdict();
    long points = task.total(history).points();
    boolean more = points > before.map(TaskState::points).orElse(0L);
    return new TaskState(
        verdict.outcome(),
        judgement.progress().percent(),
        verdict.unresolved().size(),
        verdict.next().map(finding -> finding.code()),
        verdict.cause(),
        history.earned().points(),
        history.hintsTaken(),
        points,
        solvedAt,
        more ? Optional.of(judgement.countsAt()) : before.flatMap(TaskState::scoredAt));
  }

  /** Returns the ids of the tasks that teams have solved, one for each team. */
  List<String> solved() {
    return standings.entrySet().stream()
        .filter(entry -> entry.getValue().solvedAt().isPresent())
        .map(entry -> entry.getKey().task())
        .toList();
  }

  /** Returns the teams ordered by points, and then by the time at which they reached them. */
  List<Row> ranking(Collection<Team> teams) {
    Map<String, List<TaskState>> own = new HashMap<>();
    standings.forEach(
        (key, standing) -> own.computeIfAbsent(key.team(), any -> new ArrayList<>()).add(standing));
    List<Row> rows =
        new ArrayList<>(
            teams.stream()
                .map(team -> row(team, own.getOrDefault(team.id(), List.of())))
                .sorted(BEST_FIRST)
                .toList());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      boolean shared = i > 0 && BEST_FIRST.compare(rows.get(i - 1), row) == 0;
      int rank = shared ? rows.get(i - 1).rank() : i + 1;
      rows.set(i, new Row(rank, row.team(), row.points(), row.solved(), row.reachedAt()));
    }
    return rows;
  }

  private static Row row(Team team, List<TaskState> own) {
    return new Row(
        0,
        team,
        own.stream().mapToLong(TaskState::points).reduce(0, Math::addExact),
        own.stream().filter(it -> it.solvedAt().isPresent()).count(),
        own.stream()
            .flatMap(it -> it.scoredAt().stream())
            .max(Comparator.naturalOrder())
            .orElse(Instant.MAX));
  }
}
