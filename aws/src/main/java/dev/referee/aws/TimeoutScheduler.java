package dev.referee.aws;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The shared scheduler for call timeouts. Otherwise every SDK client would start five threads for
 * them, and a game has hundreds of clients.
 */
final class TimeoutScheduler {
  private static final ScheduledThreadPoolExecutor CLOCK = make();

  private TimeoutScheduler() {}

  /** Returns the shared scheduler; its daemon threads start on demand and end when idle. */
  static ScheduledExecutorService clock() {
    return CLOCK;
  }

  private static ScheduledThreadPoolExecutor make() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            2, new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-aws-%d").build());
    clock.setRemoveOnCancelPolicy(true);
    clock.setKeepAliveTime(30, TimeUnit.SECONDS);
    clock.allowCoreThreadTimeOut(true);
    return clock;
  }
}
