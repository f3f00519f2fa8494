package dev.referee.testkit.sessionserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests that messages are retransmitted as by amazon-ssm-agent. */
class UnacknowledgedMessagesTest {
  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};

  private Instant now = Instant.EPOCH;
  private final UnacknowledgedMessages messages = new UnacknowledgedMessages(() -> now);

  private void pass(int millis) {
    now = now.plus(Duration.ofMillis(millis));
  }

  @Test
  void nothingIsLateAtOnce() {
    messages.add(0, FIRST);
    pass(200);
    assertThat(messages.late()).isNull();
  }

  @Test
  void onlyTheOldestIsSentAgainAndThenWaitsAgain() {
    messages.add(0, FIRST);
    messages.add(1, SECOND);
    pass(201);
    assertThat(messages.late()).isEqualTo(FIRST);
    assertThat(messages.late()).isNull();
    pass(201);
    assertThat(messages.late()).isEqualTo(FIRST);
  }

  @Test
  void theNextOneFollowsWhenTheOldestIsAcknowledged() {
    messages.add(0, FIRST);
    messages.add(1, SECOND);
    pass(100);
    assertThat(messages.acknowledged(0)).isEqualTo(FIRST);
    assertThat(messages.acknowledged(0)).isNull();
    pass(100);
    assertThat(messages.late()).isEqualTo(SECOND);
  }

  /** Very short round trips result in a time-out only slightly above the first estimate. */
  @Test
  void theTimeOutFollowsWhatAcknowledgementsTake() {
    for (int number = 0; number < 100; number++) {
      messages.add(number, FIRST);
      messages.acknowledged(number);
    }
    messages.add(100, SECOND);
    pass(11);
    assertThat(messages.late()).isEqualTo(SECOND);
  }

  @Test
  void theTimeOutIsNeverLongerThanASecond() {
    for (int number = 0; number < 10; number++) {
      messages.add(number, FIRST);
      pass(30_000);
      messages.acknowledged(number);
    }
    messages.add(10, SECOND);
    pass(1000);
    assertThat(messages.late()).isNull();
    pass(1);
    assertThat(messages.late()).isEqualTo(SECOND);
  }
}
