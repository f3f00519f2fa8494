package dev.referee.cli;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.google.common.collect.Comparators;
import dev.referee.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The time in a sandbox: it runs with that of the machine or stands, and is moved by hand. */
final class SandboxTime {
  private final ManualClock sandbox;
  private final Clock machine;
  private final boolean runs;
  private Instant last;

  /**
   * Makes it.
   *
   * @param sandbox the time that is moved; up to that of the machine at first, if it is behind
   * @param machine the time of the machine
   * @param runs whether it runs with the machine's
   */
  SandboxTime(ManualClock sandbox, Clock machine, boolean runs) {
    this.sandbox = sandbox;
    this.machine = machine;
    this.runs = runs;
    this.last = machine.instant();
    sandbox.advance(Comparators.max(Duration.ZERO, Duration.between(sandbox.instant(), last)));
  }

  /** Records how late it is on the machine; where that is set back, nothing happens here. */
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

  /** Says how late it is. */
  @Override
  public String toString() {
    return "It is " + sandbox.instant().truncatedTo(SECONDS) + " in the sandbox";
  }
}
