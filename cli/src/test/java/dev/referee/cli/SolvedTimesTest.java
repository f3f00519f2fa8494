package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SolvedTimesTest {
  @Test
  void countsLikeCountingEachTime() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SolvedTimes times = new SolvedTimes();
    List<Instant> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextInt(60));
      if (random.nextInt(4) == 0) {
        times.remove("task", time);
        all.remove(time);
      } else {
        times.add("task", time);
        all.add(time);
      }
      Instant then = Instant.ofEpochSecond(random.nextInt(60));
      assertThat(times.before("task", then))
          .as("seed %d", seed)
          .isEqualTo((int) all.stream().filter(then::isAfter).count());
    }
    assertThat(times.before("other", Instant.MAX)).isZero();
  }
}
