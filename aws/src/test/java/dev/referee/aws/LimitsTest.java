package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import io.github.bucket4j.TimeMeter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> waits = new ArrayList<>();
  private final FakeRun run = new FakeRun.Sweep().reading();
  private final Limits limits =
      new Limits(
          10,
          3,
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          },
          wait -> {
            waits.add(Duration.ofNanos(wait));
            nanos.addAndGet(wait);
          });

  private void take(String service, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      limits.take(service, run);
    }
  }

  @Test
  void letABurstThroughAndThenAsManyAsASecondAllows() throws IOException {
    take("ec2", 3);
    assertThat(waits).isEmpty();

    take("ec2", 2);

    assertThat(waits).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
  }

  @Test
  void areApartForEachService() throws IOException {
    take("ec2", 3);
    take("iam", 3);

    assertThat(waits).isEmpty();
  }

  @Test
  void refuseAtOnceWhenTheTurnWouldComeTooLate() throws IOException {
    take("ec2", 3);
    run.timeLeft = Duration.ofMillis(99);

    assertThatThrownBy(() -> limits.take("ec2", run))
        .isInstanceOfSatisfying(
            Inconclusive.class,
            thrown -> {
              assertThat(thrown.cause()).isEqualTo(Cause.THROTTLED);
              assertThat(thrown).hasMessageContainingAll("Referee itself", "10 calls", "ec2");
            });
    assertThat(waits).isEmpty();
  }

  @Test
  void refuseAtOnceWhenTheTimeIsUp() throws IOException {
    take("ec2", 3);
    run.timeLeft = Duration.ZERO;

    assertThatThrownBy(() -> limits.take("ec2", run))
        .isInstanceOfSatisfying(
            Inconclusive.class, thrown -> assertThat(thrown.cause()).isEqualTo(Cause.THROTTLED));
  }

  @Test
  void areRefilledByTime() throws IOException {
    take("ec2", 3);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());

    take("ec2", 3);

    assertThat(waits).isEmpty();
  }
}
