package dev.referee.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.referee.Blame;
import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Outcome;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of a team's events file: what the team may see of a {@link Change}. It has no cause and
 * no reason, as both may be for organisers only, and the code of the next step only if the task
 * discloses it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PlayerEvent(
    long number,
    String at,
    String task,
    @Nullable String was,
    String outcome,
    int percent,
    int open,
    @Nullable String next,
    @Nullable Boolean notTheTeamsFault,
    long gain,
    long points,
    long earned,
    int hints,
    @Nullable String solvedAt,
    @Nullable String scoredAt) {

  /** The first line of a file, which describes it. */
  record Head(int version, String kind, String game, String team) {
    static Head of(String game, String team) {
      return new Head(1, "player-events", game, team);
    }
  }

  /**
   * Returns what the team may see of a change.
   *
   * @param number the number of the event for the team
   * @param before the state of the task for the team before
   * @param disclosure how much the task discloses
   */
  static PlayerEvent of(
      long number, Change change, Optional<TaskState> before, Disclosure disclosure) {
    TaskState now = change.now();
    boolean says = disclosure != Disclosure.NUDGE && now.outcome() == Outcome.INCONCLUSIVE;
    return new PlayerEvent(
        number,
        change.at().toString(),
        change.task(),
        before.map(state -> state.outcome().name()).orElse(null),
        now.outcome().name(),
        now.percent(),
        now.open(),
        disclosure == Disclosure.EXACT ? now.next().orElse(null) : null,
        (says && now.cause().filter(PlayerEvent::isNotTheirs).isPresent()) ? true : null,
        Math.subtractExact(now.points(), before.map(TaskState::points).orElse(0L)),
        now.points(),
        now.earned(),
        now.hints(),
        now.solvedAt().map(Instant::toString).orElse(null),
        now.scoredAt().map(Instant::toString).orElse(null));
  }

  private static boolean isNotTheirs(Cause cause) {
    return cause.blame() != Blame.TEAM;
  }
}
