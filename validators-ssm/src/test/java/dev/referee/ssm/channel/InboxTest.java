package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tests of the order in which received messages are delivered. */
class InboxTest {
  private final List<Long> read = new ArrayList<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private final Inbox inbox =
      new Inbox(
          it -> read.add(it.sequenceNumber()), it -> acknowledged.add(it.sequenceNumber()), 100);

  private static ClientMessage message(long number, int bytes) {
    return new ClientMessage(
        "output_stream_data", Instant.EPOCH, number, 0, UUID.randomUUID(), 1, new byte[bytes]);
  }

  /** Returns each of ten numbers, up to three times, in any order. */
  @Provide
  Arbitrary<List<Integer>> arrivals() {
    return Arbitraries.integers()
        .between(1, 3)
        .list()
        .ofSize(10)
        .map(
            times ->
                IntStream.range(0, 10)
                    .boxed()
                    .flatMap(it -> IntStream.range(0, times.get(it)).mapToObj(ignored -> it))
                    .toList())
        .flatMap(Arbitraries::shuffle);
  }

  @Property
  void readsEachOnceInItsOrderAndAcknowledgesAll(@ForAll("arrivals") List<Integer> arrivals)
      throws Exception {
    read.clear();
    acknowledged.clear();
    Inbox each =
        new Inbox(
            it -> read.add(it.sequenceNumber()), it -> acknowledged.add(it.sequenceNumber()), 100);
    for (int number : arrivals) {
      each.accept(message(number, 1));
    }

    assertThat(read).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(acknowledged).hasSameSizeAs(arrivals);
    assertThat(each.hasGap()).isFalse();
  }

  @Test
  void takesNoMoreEarlyOnesThanThereIsRoomFor() throws Exception {
    inbox.accept(message(1, 60));
    inbox.accept(message(2, 60));
    inbox.accept(message(3, 40));
    assertThat(acknowledged).containsExactly(1L, 3L);
    assertThat(inbox.hasGap()).isTrue();

    inbox.accept(message(0, 1));
    assertThat(read).containsExactly(0L, 1L);
    inbox.accept(message(2, 60));
    assertThat(read).containsExactly(0L, 1L, 2L, 3L);
    assertThat(inbox.hasGap()).isFalse();
  }

  @Test
  void takesNoMoreThanTenThousandEarlyOnes() throws Exception {
    for (long number = 1; number <= 10_001; number++) {
      inbox.accept(message(number, 0));
    }
    assertThat(acknowledged).hasSize(10_000).doesNotContain(10_001L);
  }
}
