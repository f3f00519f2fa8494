package dev.referee;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of one pass over teams and tasks.
 *
 * <p>Immutable and thread-safe.
 */
public final class Sweep {
  private final String gameId;
  private final Instant startedAt;
  private final Instant completedAt;
  private final boolean complete;
  private final ImmutableList<Judgement> judgements;
  private final ImmutableList<Closed> closed;
  private final ImmutableListMultimap<String, Judgement> judgementsByTeam;
  private final ImmutableListMultimap<String, Closed> closedByTeam;

  /**
   * A task that is locked for a team.
   *
   * @param teamId the team's id
   * @param taskId the task's id
   * @param waitsFor the ids of the tasks and modules to be solved first
   */
  public record Closed(String teamId, String taskId, Set<String> waitsFor) {}

  /**
   * Creates a result.
   *
   * @param gameId the game's id
   * @param startedAt when it began; the time of its verdicts
   * @param completedAt when it ended
   * @param complete whether everything was judged; false if it was interrupted or its time was up
   * @param judgements the judgements, by team and then by task
   * @param closed the locked tasks, by team and then by task
   */
  public Sweep(
      String gameId,
      Instant startedAt,
      Instant completedAt,
      boolean complete,
      List<Judgement> judgements,
      List<Closed> closed) {
    this.gameId = requireNonNull(gameId);
    this.startedAt = requireNonNull(startedAt);
    this.completedAt = requireNonNull(completedAt);
    this.complete = complete;
    this.judgements = ImmutableList.copyOf(judgements);
    this.closed = ImmutableList.copyOf(closed);
    this.judgementsByTeam = Multimaps.index(this.judgements, Judgement::teamId);
    this.closedByTeam = Multimaps.index(this.closed, Closed::teamId);
  }

  /** Returns the game's id. */
  public String gameId() {
    return gameId;
  }

  /** Returns when it began; the time of its verdicts. */
  public Instant startedAt() {
    return startedAt;
  }

  /** Returns when it ended. */
  public Instant completedAt() {
    return completedAt;
  }

  /** Returns whether everything was judged; false if it was interrupted or its time was up. */
  public boolean complete() {
    return complete;
  }

  /** Returns the judgements, by team and then by task. */
  public List<Judgement> judgements() {
    return judgements;
  }

  /** Returns the judgements of a team, by task. */
  public List<Judgement> judgements(String team) {
    return judgementsByTeam.get(team);
  }

  /** Returns the result of a task for a team; empty if it was not judged. */
  public Optional<Judgement> judgement(String team, String task) {
    return judgements(team).stream()
        .filter(judgement -> judgement.taskId().equals(task))
        .findFirst();
  }

  /** Returns the locked tasks, by team and then by task. */
  public List<Closed> closed() {
    return closed;
  }

  /** Returns the locked tasks of a team. */
  public List<Closed> closed(String team) {
    return closedByTeam.get(team);
  }

  /** Returns why a task is still locked for a team; empty if it is unlocked or was not reached. */
  public Optional<Closed> closed(String team, String task) {
    return closed(team).stream().filter(closed -> closed.taskId().equals(task)).findFirst();
  }

  /** Returns the ids of the teams in this result, in the order of the judgements. */
  public Set<String> teams() {
    return Stream.concat(judgementsByTeam.keySet().stream(), closedByTeam.keySet().stream())
        .collect(toImmutableSet());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sweep that
        && gameId.equals(that.gameId)
        && startedAt.equals(that.startedAt)
        && completedAt.equals(that.completedAt)
        && complete == that.complete
        && judgements.equals(that.judgements)
        && closed.equals(that.closed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(gameId, startedAt, completedAt, complete, judgements, closed);
  }

  @Override
  public String toString() {
    return "Sweep of "
        + gameId
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
