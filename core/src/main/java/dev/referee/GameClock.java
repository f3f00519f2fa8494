package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.referee.internal.Durations;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * The schedule of a game: its start, its end, its pauses and the freeze of its public board.
 *
 * <p>A game runs from its start (inclusive) to its end (exclusive). A pause moves the end by its
 * length; during a pause, the end is unknown. The public board may be frozen some time before the
 * end, and stays frozen until it is {@link #thawed thawed}.
 *
 * <p>Immutable and thread-safe. It does not tick; its methods take the time as a parameter.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class GameClock {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  /** The phase of a game: before its start, running, paused or ended. */
  public enum Phase {
    /** It has not begun. */
    BEFORE,
    /** It is running. */
    RUNNING,
    /** It is paused. */
    PAUSED,
    /** It is over. */
    ENDED
  }

  /** A pause of the game; without an end while the end is unknown. */
  record Pause(Instant from, Optional<Instant> until) {
    boolean covers(Instant at) {
      return !at.isBefore(from) && until.map(at::isBefore).orElse(true);
    }
  }

  GameClock() {}

  /**
   * Returns a clock without pauses and without a freeze.
   *
   * @param start the first moment of the game
   * @param end the first moment after it
   * @throws IllegalArgumentException if the end is not after the start
   */
  public static GameClock of(Instant start, Instant end) {
    checkArgument(
        end.isAfter(start),
        "The end has to be after the start, but this is from %s to %s",
        start,
        end);
    Duration duration = Duration.between(start, end);
    checkArgument(
        duration.compareTo(LONGEST) <= 0, "Too long for a game: from %s to %s", start, end);
    return ImmutableGameClock.builder().start(start).duration(duration).build();
  }

  /**
   * Returns a clock without pauses and without a freeze.
   *
   * @param start the first moment of the game
   * @param duration the playing time; positive
   */
  public static GameClock of(Instant start, Duration duration) {
    try {
      return of(start, start.plus(duration));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("Not a valid duration of a game: " + duration, e);
    }
  }

  /** Returns the first moment of the game. */
  public abstract Instant start();

  /** Returns the playing time, without pauses. */
  public abstract Duration duration();

  abstract List<Pause> pauses();

  abstract Optional<Instant> frozenFrom();

  abstract Optional<Duration> frozenLast();

  /** Returns the first moment after the game; empty during a pause. */
  public final Optional<Instant> end() {
    return when(duration());
  }

  /** Returns the phase of the game at a time. */
  public final Phase phase(Instant now) {
    if (now.isBefore(start())) {
      return Phase.BEFORE;
    }
    if (!counts(now)) {
      return Phase.ENDED;
    }
    return pauses().stream().anyMatch(pause -> pause.covers(now)) ? Phase.PAUSED : Phase.RUNNING;
  }

  /**
   * Returns whether a fix at that time counts: every fix does, except after the end. A fix before
   * the start or in a pause counts as if the time had stood still.
   */
  public final boolean counts(Instant at) {
    return end().map(at::isBefore).orElse(true);
  }

  /** Returns the elapsed playing time: zero before the start, all of it from the end on. */
  public final Duration elapsed(Instant at) {
    if (!at.isAfter(start())) {
      return Duration.ZERO;
    }
    Duration elapsed = Duration.between(start(), at);
    for (Pause pause : pauses()) {
      if (pause.from().isBefore(at)) {
        Instant until = pause.until().filter(at::isAfter).orElse(at);
        elapsed = elapsed.minus(Duration.between(pause.from(), until));
      }
    }
    return elapsed.compareTo(duration()) < 0 ? elapsed : duration();
  }

  /** Returns the remaining playing time: all of it before the start, zero from the end on. */
  public final Duration timeLeft(Instant now) {
    return duration().minus(elapsed(now));
  }

  /** Returns the time until the start of the game; zero once it has started. */
  public final Duration timeToStart(Instant now) {
    return now.isBefore(start()) ? Duration.between(now, start()) : Duration.ZERO;
  }

  /** Returns since when the game has been paused; empty if it is not paused. */
  public final Optional<Instant> pausedSince(Instant now) {
    return phase(now) == Phase.PAUSED
        ? pauses().stream().filter(pause -> pause.covers(now)).map(Pause::from).findFirst()
        : Optional.empty();
  }

  /** Returns from when the public board is frozen; empty if never, or if that is unknown. */
  public final Optional<Instant> freezesAt() {
    return frozenFrom().or(() -> frozenLast().flatMap(last -> when(duration().minus(last))));
  }

  /** Returns whether the public board is frozen. */
  public final boolean isFrozen(Instant now) {
    return freezesAt().map(from -> !now.isBefore(from)).orElse(false);
  }

  /** Returns the time whose standings the public board shows. */
  public final Instant boardTime(Instant now) {
    return freezesAt().filter(now::isAfter).orElse(now);
  }

  /** Returns this clock, paused from a time on. */
  public final GameClock pause(Instant at) {
    checkState(openPause().isEmpty(), "The game is paused already: %s", this);
    checkArgument(
        !at.isBefore(start()) && counts(at),
        "The game is not running at %s, so it cannot be paused: %s",
        at,
        this);
    pauses().stream()
        .flatMap(pause -> pause.until().stream())
        .forEach(
            until ->
                checkArgument(
                    !at.isBefore(until),
                    "The game was paused until %s, so not from %s: %s",
                    until,
                    at,
                    this));
    return withPauses(pauses(), new Pause(at, Optional.empty()));
  }

  /** Returns this clock, resumed at a time. */
  public final GameClock resume(Instant at) {
    Pause open =
        openPause()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The game is not paused, so it cannot be resumed: " + this));
    checkArgument(
        !at.isBefore(open.from()),
        "The game is paused from %s on, so it cannot be resumed at %s: %s",
        open.from(),
        at,
        this);
    return withPauses(
        pauses().subList(0, pauses().size() - 1), new Pause(open.from(), Optional.of(at)));
  }

  /**
   * Returns this clock, with the public board frozen from a time on, regardless of later pauses.
   *
   * @throws IllegalArgumentException if that is not during the game
   */
  public final GameClock freezeFrom(Instant at) {
    checkArgument(
        !at.isBefore(start()) && counts(at),
        "The board can freeze only during the game, not at %s: %s",
        at,
        this);
    return with().frozenFrom(at).frozenLast(Optional.empty()).build();
  }

  /**
   * Returns this clock, with the public board frozen for the last part of the playing time.
   *
   * @throws IllegalArgumentException if that is not positive, or longer than the game
   */
  public final GameClock freezeLast(Duration last) {
    checkArgument(
        last.compareTo(Duration.ZERO) > 0 && last.compareTo(duration()) <= 0,
        "The board can freeze only for a part of the game, not for %s: %s",
        last,
        this);
    return with().frozenLast(last).frozenFrom(Optional.empty()).build();
  }

  /** Returns this clock without a freeze: the public board shows the current state. */
  public final GameClock thawed() {
    return with().frozenFrom(Optional.empty()).frozenLast(Optional.empty()).build();
  }

  /** Returns when a playing time has elapsed; empty if an open pause comes before that. */
  private Optional<Instant> when(Duration played) {
    Instant at = start().plus(played);
    for (Pause pause : pauses()) {
      if (pause.from().isBefore(at)) {
        if (pause.until().isEmpty()) {
          return Optional.empty();
        }
        at = at.plus(Duration.between(pause.from(), pause.until().get()));
      }
    }
    return Optional.of(at);
  }

  private Optional<Pause> openPause() {
    return pauses().stream().filter(pause -> pause.until().isEmpty()).findFirst();
  }

  private GameClock withPauses(List<Pause> before, Pause last) {
    return with()
        .pauses(
            Stream.concat(before.stream(), Stream.of(last))
                .collect(ImmutableList.toImmutableList()))
        .build();
  }

  private ImmutableGameClock.Builder with() {
    return ImmutableGameClock.builder().from(this);
  }

  /** Returns start, end and duration, in UTC. */
  @Override
  public String toString() {
    return start()
        + " to "
        + end().map(Instant::toString).orElse("an end that is open during the pause")
        + ", "
        + Durations.describe(duration())
        + " of playing time"
        + openPause().map(pause -> ", paused from " + pause.from()).orElse("")
        + freezesAt().map(at -> ", board frozen from " + at).orElse("");
  }
}
