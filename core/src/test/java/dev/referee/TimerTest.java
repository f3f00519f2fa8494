package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tests of the system timer, which most other tests replace. */
class TimerTest {

  @Test
  void runsInADaemonThread() throws InterruptedException {
    AtomicReference<Thread> woken = new AtomicReference<>();
    CountDownLatch rang = new CountDownLatch(1);

    Timer.REAL.after(
        Duration.ZERO,
        () -> {
          woken.set(Thread.currentThread());
          rang.countDown();
        });
    Fakes.await(rang);

    assertThat(woken.get()).isNotEqualTo(Thread.currentThread());
    assertThat(woken.get().isDaemon()).isTrue();
  }

  @Test
  void takesBackWhatIsNotDueYet() {
    CheckScope scope = Timer.REAL.after(Duration.ofDays(1), () -> {});

    assertThatCode(scope::close).doesNotThrowAnyException();
  }

  @Test
  void countsOn() {
    long before = Timer.REAL.nanos();

    assertThat(before).isNotZero();
    assertThat(Timer.REAL.nanos() - before).isNotNegative();
  }
}
