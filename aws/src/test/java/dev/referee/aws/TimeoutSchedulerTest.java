package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimeoutSchedulerTest {

  /**
   * Each call schedules a timeout and cancels it; a watch makes very many calls within a timeout.
   */
  @Test
  void keepsNoReferenceToACancelledTask() {
    ScheduledFuture<?> alarm = TimeoutScheduler.clock().schedule(() -> {}, 1, TimeUnit.DAYS);
    alarm.cancel(false);

    assertThat(TimeoutScheduler.clock())
        .asInstanceOf(type(ScheduledThreadPoolExecutor.class))
        .satisfies(clock -> assertThat(clock.getQueue().contains(alarm)).isFalse());
  }
}
