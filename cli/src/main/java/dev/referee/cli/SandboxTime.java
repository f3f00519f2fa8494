package dev.referee.cli;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.google.common.collect.Comparators;
import dev.referee.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of a sandbox: it runs with the system clock or is stopped, and can be moved by hand.
 */
final class SandboxTime {
  private final ManualClock sandbox;
  private final Clock machine;
  private final boolean runs;
  private Instant last;

  /**
   * Creates a clock.
   *
   * @param sandbox the clock to move; first set to the system time, if it is behind
   * @param machine the system clock
   * @param runs whether it runs with the system clock
   */
  SandboxTime(ManualClock sandbox, Clock machine, boolean runs) {
    this.sandbox = sandbox;
    this.machine = machine;
    this.runs = runs;
    this.last = machine.instant();
    sandbox.advance(Comparators.max(Duration.ZERO, Duration.between(sandbox.instant(), last)));
  }

  /** Reads the system clock; does nothing if it was set back. */
  void tick() {
    Instant now = Comparators.max(last, machine.instant());
    if (runs) {
      sandbox.advance(Duration.between(last, now));
    }
    last = now;
  }

  /** Moves it. */
  void advance(Duration time) {
    sandbox.advance(time);
  }

  /** Returns the time in a sentence. */
  @Override
  public String toString() {
    return "It is " + sandbox.instant().truncatedTo(SECONDS) + " in the sandbox";
  }
}
