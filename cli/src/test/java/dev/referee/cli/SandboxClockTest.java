package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxClockTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final ManualClock machine = ManualClock.at(START);
  private final ManualClock sandbox = ManualClock.at(START);
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long read() {
          return Duration.between(START, machine.instant()).toNanos();
        }
      };
  private final InstantSource clock = new SandboxClock(this::tell, "Start it", ticker);
  private @Nullable IOException trouble;
  private int asked;

  private Instant tell(Duration patience) throws IOException {
    asked++;
    if (trouble != null) {
      throw trouble;
    }
    return sandbox.instant();
  }

  private void pass(Duration time) {
    machine.advance(time);
  }

  @Test
  void isReadOnceForConcurrentCallers() {
    for (int i = 0; i < 1000; i++) {
      assertThat(clock.instant()).isEqualTo(START);
    }
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void followsASandboxThatIsMoved() {
    Instant unused = clock.instant();
    sandbox.advance(Duration.ofMinutes(15));
    pass(SandboxClock.FRESH);

    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(15)));
  }

  @Test
  void standsStillIfTheSandboxDoes() {
    Instant unused = clock.instant();
    pass(Duration.ofHours(1));

    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void continuesIfTheSandboxHasEndedOrHangs() {
    Instant unused = clock.instant();
    sandbox.advance(Duration.ofMinutes(15));
    pass(SandboxClock.FRESH);
    assertThat(clock.instant()).isAfter(unused);
    trouble = new SocketTimeoutException();
    pass(Duration.ofSeconds(3));

    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(15)).plusSeconds(3));
    pass(Duration.ofSeconds(1));
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(15)).plusSeconds(4));
    assertThat(asked).as("does not wait for it again at once").isEqualTo(3);
  }

  @Test
  void takesTheTimeOfASandboxThatIsBackAgain() {
    Instant unused = clock.instant();
    trouble = new SocketTimeoutException();
    pass(Duration.ofSeconds(3));
    assertThat(clock.instant()).isAfter(unused);
    trouble = null;
    sandbox.advance(Duration.ofMinutes(15));
    pass(SandboxClock.FRESH_WHEN_LOST);

    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(15)));
  }

  @Test
  void neverGoesBackwards() {
    sandbox.advance(Duration.ofMinutes(15));
    Instant before = clock.instant();
    trouble = new SocketTimeoutException();
    pass(Duration.ofSeconds(3));
    Instant without = clock.instant();
    trouble = null;
    pass(SandboxClock.FRESH_WHEN_LOST);

    assertThat(without).isAfter(before);
    assertThat(clock.instant()).as("the sandbox stood still").isEqualTo(without);
  }

  @Test
  void doesNotLetEverybodyWaitWhileOneAsks() throws Exception {
    CountDownLatch isAsked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    InstantSource slow =
        new SandboxClock(
            patience -> {
              if (asked++ > 0) {
                isAsked.countDown();
                await(answers);
              }
              return START;
            },
            "Start it",
            ticker);
    Instant unused = slow.instant();
    pass(SandboxClock.FRESH);
    CompletableFuture<Instant> asking = CompletableFuture.supplyAsync(slow::instant);
    await(isAsked);

    assertThat(slow.instant()).isEqualTo(START);
    answers.countDown();
    assertThat(asking.get(60, TimeUnit.SECONDS)).isEqualTo(START);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isAUsageErrorIfTheTimeWasNeverRead() {
    trouble = new SocketTimeoutException("Read timed out");

    assertThatThrownBy(clock::instant)
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("Start it", "Read timed out");
  }

  private InstantSource named(String value) {
    return SandboxClock.named("REFEREE_TIME", value, ticker);
  }

  @Test
  void isThatOfTheEmbeddedCloudEvenIfThatHasEnded() {
    try (EmbeddedCloud cloud = EmbeddedCloud.start(sandbox)) {
      InstantSource there = named(cloud.timeEndpoint().toString());
      assertThat(there.instant()).isEqualTo(START);
      sandbox.advance(Duration.ofMillis(90_001));
      pass(SandboxClock.FRESH);
      assertThat(there.instant()).isEqualTo(START.plusMillis(90_001));
      cloud.close();
      pass(Duration.ofSeconds(5));
      assertThat(there.instant()).isEqualTo(START.plusMillis(95_001));
    }
  }

  @Test
  void namesTheRemedyIfNothingServesTheTime() {
    URI ended;
    try (EmbeddedCloud cloud = EmbeddedCloud.start()) {
      ended = cloud.timeEndpoint();
      URI other = cloud.endpoint();
      assertThatThrownBy(() -> named(other.toString()).instant())
          .isInstanceOf(UsageException.class);
    }
    assertThatThrownBy(() -> named(ended.toString()).instant())
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(
            "REFEREE_TIME=" + ended, "Start the sandbox", "unset REFEREE_TIME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+15m",
        "2026-11-30T01:00:00Z",
        "http://192.0.2.1:4566/_referee/time",
        "http://example.com/_referee/time",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@192.0.2.1/",
        "https://127.0.0.1:4566/_referee/time",
        "file:///etc/passwd",
        "127.0.0.1:4566",
        "http://"
      })
  void isOnThisMachineOnly(String value) {
    assertThatThrownBy(() -> named(value))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("REFEREE_TIME", "'" + value + "'", "unset REFEREE_TIME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:4566/_referee/time",
        "http://127.0.0.1:4566/_referee/time",
        "http://[::1]:4566/_referee/time"
      })
  void isNotAskedBeforeItIsNeeded(String value) {
    assertThat(named(value)).isNotNull();
  }
}
