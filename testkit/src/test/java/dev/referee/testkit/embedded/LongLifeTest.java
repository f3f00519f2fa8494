package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that the memory of a cloud does not grow when it is judged every few seconds for days. */
class LongLifeTest {
  @Test
  void keepsTheLastCallsOnly() {
    Cloud cloud = new Cloud(ManualClock.at(Instant.parse("2026-01-01T00:00:00Z")));
    for (int i = 0; i <= Cloud.MOST_CALLS; i++) {
      WireResponse unused =
          cloud.answer(WireRequest.of("GET", "/?Action=No" + i, Map.of(), new byte[0]));
    }

    assertThat(cloud.calls()).hasSize(Cloud.MOST_CALLS);
    assertThat(cloud.calls().get(0)).isNotEqualTo(cloud.calls().get(1));
  }
}
