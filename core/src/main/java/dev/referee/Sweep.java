package dev.referee;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The result of one pass over teams and tasks.
 *
 * @param game the game's id
 * @param startedAt when it began; the time that its verdicts speak of
 * @param completedAt when it ended
 * @param complete whether everything was judged; false when it was interrupted or its time was up
 * @param judgements what was judged, by team and then by task
 * @param closed tasks that are not open to a team yet, by team and then by task
 */
public record Sweep(
    String game,
    Instant startedAt,
    Instant completedAt,
    boolean complete,
    List<Judgement> judgements,
    List<Closed> closed) {

  /**
   * A task that is locked for a team.
   *
   * @param team the team's id
   * @param task the task's id
   * @param waitsFor the ids of the tasks and modules to be solved first
   */
  public record Closed(String team, String task, Set<String> waitsFor) {}

  /** Keeps the lists as they are. */
  public Sweep {
    judgements = ImmutableList.copyOf(judgements);
    closed = ImmutableList.copyOf(closed);
  }

  /** Returns the result of a task for a team; empty when it was not judged. */
  public Optional<Judgement> judgement(String team, String task) {
    return judgements.stream()
        .filter(judgement -> judgement.team().equals(team) && judgement.task().equals(task))
        .findFirst();
  }

  /** Returns why a task is still locked for a team; empty if it is unlocked or was not reached. */
  public Optional<Closed> closed(String team, String task) {
    return closed.stream()
        .filter(each -> each.team().equals(team) && each.task().equals(task))
        .findFirst();
  }

  /** Returns the ids of the teams of which anything is known, in the order of the judgements. */
  public Set<String> teams() {
    return Stream.concat(
            judgements.stream().map(Judgement::team), closed.stream().map(Closed::team))
        .collect(toImmutableSet());
  }

  @Override
  public String toString() {
    return "Sweep of "
        + game
        + " at "
        + startedAt
        + ": "
        + judgements.size()
        + " judged, "
        + closed.size()
        + " closed"
        + (complete ? "" : ", not complete");
  }
}
