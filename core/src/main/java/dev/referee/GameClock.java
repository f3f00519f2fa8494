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
 * <p>A game takes the time from its start up to its end, the end itself left out. In a pause the
 * time stands still, so a pause moves the end by its length; while it goes on, nobody can know the
 * end. The public board may be frozen some time before the end, and stays so until it is {@link
 * #thawed thawed}.
 *
 * <p>Immutable and thread-safe; it does not tick, but answers for the time it is asked about.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class GameClock {
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  /** The phase of a game: before its start, running, paused or ended. */
  public enum Phase {
    /** It has not begun. */
    BEFORE,
    /** It is played. */
    RUNNING,
    /** It stands still. */
    PAUSED,
    /** It is over. */
    ENDED
  }

  /** A pause of the game; without an end while nobody knows it. */
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
   * @throws IllegalArgumentException when the end does not come after the start
   */
  public static GameClock of(Instant start, Instant end) {
    checkArgument(
        end.isAfter(start), "A game ends after it starts, and this is from %s to %s", start, end);
    Duration duration = Duration.between(start, end);
    checkArgument(duration.compareTo(LONGEST) <= 0, "No game takes from %s to %s", start, end);
    return ImmutableGameClock.builder().start(start).duration(duration).build();
  }

  /**
   * Returns a clock without pauses and without a freeze.
   *
   * @param start the first moment of the game
   * @param duration how long it is played; more than nothing
   */
  public static GameClock of(Instant start, Duration duration) {
    try {
      return of(start, start.plus(duration));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("No game takes " + duration, e);
    }
  }

  /** Returns the first moment of the game. */
  public abstract Instant start();

  /** Returns how long the game is played, pauses left out. */
  public abstract Duration duration();

  abstract List<Pause> pauses();

  abstract Optional<Instant> frozenFrom();

  abstract Optional<Duration> frozenLast();

  /** Returns the first moment after the game; empty while a pause goes on. */
  public final Optional<Instant> end() {
    return when(duration());
  }

  /** Returns how far the game is. */
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
   * Returns whether what was done at that time counts: everything does but what was done after the
   * end. What was done before the start or in a pause counts as if the time had stood still.
   */
  public final boolean counts(Instant at) {
    return end().map(at::isBefore).orElse(true);
  }

  /** Returns how long has been played by then: nothing before the start, all from the end on. */
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

  /** Returns how long is left to play; all of it before the start, nothing from the end on. */
  public final Duration timeLeft(Instant now) {
    return duration().minus(elapsed(now));
  }

  /** Returns how long it takes until the game starts; nothing once it has. */
  public final Duration timeToStart(Instant now) {
    return now.isBefore(start()) ? Duration.between(now, start()) : Duration.ZERO;
  }

  /** Returns since when the game stands still; empty when it does not. */
  public final Optional<Instant> pausedSince(Instant now) {
    return phase(now) == Phase.PAUSED
        ? pauses().stream().filter(pause -> pause.covers(now)).map(Pause::from).findFirst()
        : Optional.empty();
  }

  /** Returns from when the public board is frozen; empty when never, or when nobody can know. */
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

  /** Returns this clock, standing still from a time on. */
  public final GameClock pause(Instant at) {
    checkState(openPause().isEmpty(), "The game is paused already: %s", this);
    checkArgument(
        !at.isBefore(start()) && counts(at), "Nothing is played at %s to be paused: %s", at, this);
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

  /** Returns this clock, going on from a time on. */
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
   * Returns this clock, with the public board frozen from a time on, whatever pauses come.
   *
   * @throws IllegalArgumentException when that is not during the game
   */
  public final GameClock freezeFrom(Instant at) {
    checkArgument(
        !at.isBefore(start()) && counts(at),
        "A board freezes during the game, not %s: %s",
        at,
        this);
    return with().frozenFrom(at).frozenLast(Optional.empty()).build();
  }

  /**
   * Returns this clock, with the public board frozen for the last part of the time that is played.
   *
   * @throws IllegalArgumentException when that is nothing, or longer than the game
   */
  public final GameClock freezeLast(Duration last) {
    checkArgument(
        last.compareTo(Duration.ZERO) > 0 && last.compareTo(duration()) <= 0,
        "A board freezes for some part of the game, not for %s: %s",
        last,
        this);
    return with().frozenLast(last).frozenFrom(Optional.empty()).build();
  }

  /** Returns this clock without a freeze: the public board shows what is so now. */
  public final GameClock thawed() {
    return with().frozenFrom(Optional.empty()).frozenLast(Optional.empty()).build();
  }

  /** Returns when so much has been played; empty when an open pause comes before that. */
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
        + end().map(Instant::toString).orElse("an end that a pause is moving")
        + ", "
        + Durations.describe(duration())
        + " of play"
        + openPause().map(pause -> ", paused from " + pause.from()).orElse("")
        + freezesAt().map(at -> ", board frozen from " + at).orElse("");
  }
}
