package dev.referee.cli;

import static com.google.common.collect.Comparators.max;
import static com.google.common.collect.Comparators.min;

import dev.referee.Cause;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Verdict;
import dev.referee.internal.Durations;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A loop that judges a game until it is over or the thread is interrupted, and reports changes.
 *
 * <p>Shortly before the end it judges once more, because a fix may count only when it is seen.
 * After the end it continues while something is still settling, for at most {@link #OVERTIME}.
 * While it waits, it reads the clock repeatedly: after a suspension of the machine it continues at
 * once. Not thread-safe.
 */
final class GameWatch {
  /** The time after the end during which settling tasks are still judged. */
  static final Duration OVERTIME = Duration.ofMinutes(15);

  private static final Duration NAP = Duration.ofSeconds(5);
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final Set<Cause> PASSING =
      Set.of(Cause.TIMED_OUT, Cause.UNREACHABLE, Cause.THROTTLED);

  private final Selection selection;
  private final Referee referee;
  private final Clock clock;
  private final Sleeper pause;
  private final Duration every;
  private final Scoreboard standings;
  private final Listener listener;

  /** A listener to a watch. */
  interface Listener {
    /** Returns the hints taken so far; called before each sweep's changes. */
    Hints hints();

    /**
     * Called with a change before it takes effect.
     *
     * @param judgement the result of the task
     * @throws UncheckedIOException if it cannot be stored; the next sweep then repeats it
     */
    void changed(Change change, Judgement judgement);

    /** Called when a sweep and its changes are over. */
    void swept(Sweep sweep);

    /** Called with a message for the organiser. */
    void says(String message);
  }

  GameWatch(
      Selection selection,
      Referee referee,
      Clock clock,
      Sleeper pause,
      Duration every,
      Scoreboard standings,
      Listener listener) {
    this.selection = selection;
    this.referee = referee;
    this.clock = clock;
    this.pause = pause;
    this.every = every;
    this.standings = standings;
    this.listener = listener;
  }

  /**
   * Watches, and returns the last sweep; empty if it was interrupted before the first. Clears the
   * interrupt flag.
   */
  Optional<Sweep> run() {
    Optional<Sweep> last = Optional.empty();
    try {
      waitForStart();
      while (true) {
        Instant startedAt = clock.instant();
        Sweep sweep = referee.sweep(selection.game(), selection.teams());
        boolean interrupted = Thread.interrupted();
        take(sweep, interrupted);
        last = Optional.of(sweep);
        if (interrupted || isOver(startedAt, sweep)) {
          return last;
        }
        waitUntil(next(startedAt));
      }
    } catch (InterruptedException e) {
      return last;
    }
  }

  private void waitForStart() throws InterruptedException {
    Optional<GameClock> game = selection.game().clock();
    if (game.isPresent() && game.get().phase(clock.instant()) == GameClock.Phase.BEFORE) {
      listener.says("The game begins at %s.".formatted(game.get().start()));
      waitUntil(game.get().start());
    }
  }

  /** Processes the changes, in the order in which they count. */
  private void take(Sweep sweep, boolean interrupted) {
    Hints hints = listener.hints();
    try {
      for (Judgement judgement : Scoreboard.inOrder(sweep.judgements())) {
        if (!interrupted || wasJudged(judgement.verdict())) {
          int taken = hints.of(judgement.teamId(), judgement.taskId());
          standings
              .change(judgement, taken)
              .ifPresent(
                  change -> {
                    listener.changed(change, judgement);
                    standings.take(change);
                  });
        }
      }
    } catch (UncheckedIOException e) {
      listener.says(
          "A change could not be written (%s); it will be repeated."
              .formatted(e.getCause() == null ? e.getMessage() : FileErrors.words(e.getCause())));
    }
    listener.swept(sweep);
  }

  /** Returns whether a verdict of an interrupted sweep counts. */
  private static boolean wasJudged(Verdict verdict) {
    return verdict.cause().filter(Cause.TIMED_OUT::equals).isEmpty();
  }

  private boolean isOver(Instant startedAt, Sweep sweep) {
    return end()
        .map(
            end ->
                !startedAt.isBefore(end)
                    && (!startedAt.isBefore(end.plus(OVERTIME))
                        || sweep.judgements().stream().noneMatch(GameWatch::isSettling)))
        .orElse(false);
  }

  private static boolean isSettling(Judgement judgement) {
    Verdict verdict = judgement.verdict();
    return verdict.outcome() == Outcome.PENDING
        || verdict.cause().filter(PASSING::contains).isPresent();
  }

  private Optional<Instant> end() {
    return selection.game().clock().flatMap(GameClock::end);
  }

  /** Returns when to judge again after a sweep. */
  private Instant next(Instant startedAt) {
    Instant now = clock.instant();
    Instant regular = max(startedAt.plus(every), now);
    Optional<Instant> end = end().filter(now::isBefore);
    if (end.isEmpty()) {
      return regular;
    }
    Duration sweep = Duration.between(startedAt, now).multipliedBy(2).plus(MARGIN);
    Instant lastChance = end.get().minus(min(sweep, every));
    return now.isBefore(lastChance) ? min(regular, lastChance) : min(regular, end.get());
  }

  /**
   * Waits, and reads the clock from time to time, because only the clock advances while a machine
   * is suspended.
   */
  private void waitUntil(Instant time) throws InterruptedException {
    Instant startedAt = clock.instant();
    Duration left = Duration.between(startedAt, time);
    while (left.compareTo(Duration.ZERO) > 0 && clock.instant().isBefore(time)) {
      Duration step = min(left, NAP);
      pause.of(step);
      left = left.minus(step);
    }
    Duration late = Duration.between(time, clock.instant());
    if (late.compareTo(max(every, Duration.ofMinutes(1))) > 0) {
      listener.says(
          "The clock jumped ahead by %s: the machine was suspended, or the sandbox clock was moved."
              .formatted(Durations.words(late)));
    }
  }
}
