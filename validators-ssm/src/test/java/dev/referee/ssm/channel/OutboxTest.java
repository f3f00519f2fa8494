package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the retransmission of messages until they are acknowledged. */
class OutboxTest {
  private final HandTime time = new HandTime();
  private final List<byte[]> sent = new ArrayList<>();
  private final Outbox outbox = new Outbox(sent::add, time);

  private void pass(int millis) throws DataChannelException {
    time.advance(Duration.ofMillis(millis));
    outbox.resendLate();
  }

  private List<Long> numbers() throws DataChannelException {
    List<Long> numbers = new ArrayList<>();
    for (byte[] each : sent) {
      numbers.add(ClientMessage.decode(each).sequenceNumber());
    }
    return numbers;
  }

  @Test
  void sendsTheOldestAgainWhenItsAcknowledgementIsLate() throws Exception {
    outbox.send(1, new byte[] {1});
    outbox.send(1, new byte[] {2});
    pass(200);
    assertThat(numbers()).containsExactly(0L, 1L);
    pass(1);
    assertThat(numbers()).containsExactly(0L, 1L, 0L);
    assertThat(sent.get(2)).isEqualTo(sent.get(0));
  }

  @Test
  void forgetsWhatIsAcknowledgedInAnyOrder() throws Exception {
    outbox.send(1, new byte[] {1});
    outbox.send(1, new byte[] {2});
    outbox.acknowledged(1);
    outbox.acknowledged(1);
    outbox.acknowledged(77);
    pass(2000);
    outbox.acknowledged(0);
    pass(2000);
    assertThat(numbers()).containsExactly(0L, 1L, 0L);
  }

  @Test
  void sendsNothingDuringAPause() throws Exception {
    outbox.send(1, new byte[] {1});
    outbox.pause();
    outbox.send(1, new byte[] {2});
    outbox.send(1, new byte[] {3});
    pass(5000);
    assertThat(numbers()).containsExactly(0L);
    outbox.resume();
    outbox.resume();
    assertThat(numbers()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void sendsAgainWhenTheClockWasSetBack() throws Exception {
    outbox.send(1, new byte[] {1});
    time.advance(Duration.ofHours(-1));
    outbox.resendLate();
    assertThat(numbers()).containsExactly(0L, 0L);
  }

  @Test
  void givesUpInTheEnd() throws Exception {
    outbox.send(1, new byte[] {1});
    for (int i = 0; i < Outbox.MAX_RESENDS; i++) {
      pass(1001);
    }
    assertThat(sent).hasSize(1 + Outbox.MAX_RESENDS);
    assertThatExceptionOfType(DataChannelException.class)
        .isThrownBy(() -> pass(1001))
        .matches(it -> it.reason() == Reason.UNDELIVERED);
  }

  @Test
  void waitsAsLongAsRoundTripsTeach() {
    RetransmissionTimeout timeout = new RetransmissionTimeout();
    assertThat(timeout.get()).hasMillis(200);

    timeout.learn(Duration.ofMillis(100));
    assertThat(timeout.get()).hasMillis(110);

    timeout.learn(Duration.ofMillis(180));
    assertThat(timeout.get()).hasMillis(110 + 80);

    timeout.learn(Duration.ofSeconds(20));
    assertThat(timeout.get()).hasMillis(1000);

    timeout.learn(Duration.ofSeconds(-20));
    assertThat(timeout.get()).isBetween(Duration.ofMillis(10), Duration.ofSeconds(1));
  }
}
