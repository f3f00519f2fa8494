package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SandboxTimeTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final ManualClock machine = ManualClock.at(START);
  private final ManualClock sandbox = ManualClock.at(START);

  @Test
  void runsWithTheMachinesAndIsMoved() {
    SandboxTime time = new SandboxTime(sandbox, machine, true);
    machine.advance(Duration.ofSeconds(3));
    time.tick();
    assertThat(sandbox.instant()).isEqualTo(START.plusSeconds(3));

    time.advance(Duration.ofMinutes(90));
    machine.advance(Duration.ofHours(2));
    time.tick();

    assertThat(sandbox.instant()).isEqualTo(machine.instant().plus(Duration.ofMinutes(90)));
  }

  @Test
  void beginsAtTheMachinesTime() {
    machine.advance(Duration.ofMillis(1500));
    SandboxTime time = new SandboxTime(sandbox, machine, true);
    time.advance(Duration.ofMinutes(5));

    assertThat(sandbox.instant()).isEqualTo(START.plusMillis(301_500));
  }

  @Test
  void standsStillUntilItIsMoved() {
    SandboxTime time = new SandboxTime(sandbox, machine, false);
    machine.advance(Duration.ofHours(2));
    time.tick();
    time.advance(Duration.ofMinutes(1));

    assertThat(sandbox.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void isNotMovedByAMachineThatIsSetBack() {
    ManualClock later = ManualClock.at(START.plusSeconds(60));
    ManualClock[] shown = {later, machine, later};
    int[] asked = {0};
    SandboxTime time =
        new SandboxTime(
            sandbox,
            new java.time.Clock() {
              @Override
              public Instant instant() {
                return shown[asked[0]++].instant();
              }

              @Override
              public java.time.ZoneId getZone() {
                return java.time.ZoneOffset.UTC;
              }

              @Override
              public java.time.Clock withZone(java.time.ZoneId zone) {
                return this;
              }
            },
            true);
    time.tick();
    time.tick();
    assertThat(sandbox.instant()).isEqualTo(later.instant());
  }
}
