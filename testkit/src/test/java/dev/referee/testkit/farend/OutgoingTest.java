package dev.referee.testkit.farend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Holds what an agent sends again, and when, to amazon-ssm-agent. */
class OutgoingTest {
  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};

  private Instant now = Instant.EPOCH;
  private final Outgoing outgoing = new Outgoing(() -> now);

  private void pass(int millis) {
    now = now.plus(Duration.ofMillis(millis));
  }

  @Test
  void nothingIsLateAtOnce() {
    outgoing.add(0, FIRST);
    pass(200);
    assertThat(outgoing.late()).isNull();
  }

  @Test
  void onlyTheOldestIsSentAgainAndThenWaitsAnew() {
    outgoing.add(0, FIRST);
    outgoing.add(1, SECOND);
    pass(201);
    assertThat(outgoing.late()).isEqualTo(FIRST);
    assertThat(outgoing.late()).isNull();
    pass(201);
    assertThat(outgoing.late()).isEqualTo(FIRST);
  }

  @Test
  void theNextOneFollowsWhenTheOldestIsAcknowledged() {
    outgoing.add(0, FIRST);
    outgoing.add(1, SECOND);
    pass(100);
    assertThat(outgoing.acknowledged(0)).isEqualTo(FIRST);
    assertThat(outgoing.acknowledged(0)).isNull();
    pass(100);
    assertThat(outgoing.late()).isEqualTo(SECOND);
  }

  /** Round trips of nearly nothing leave a time-out of little more than the first estimate. */
  @Test
  void theTimeOutFollowsWhatAcknowledgementsTake() {
    for (int number = 0; number < 100; number++) {
      outgoing.add(number, FIRST);
      outgoing.acknowledged(number);
    }
    outgoing.add(100, SECOND);
    pass(11);
    assertThat(outgoing.late()).isEqualTo(SECOND);
  }

  @Test
  void theTimeOutIsNeverLongerThanASecond() {
    for (int number = 0; number < 10; number++) {
      outgoing.add(number, FIRST);
      pass(30_000);
      outgoing.acknowledged(number);
    }
    outgoing.add(10, SECOND);
    pass(1000);
    assertThat(outgoing.late()).isNull();
    pass(1);
    assertThat(outgoing.late()).isEqualTo(SECOND);
  }
}
