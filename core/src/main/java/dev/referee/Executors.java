package dev.referee;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** Factory methods for the default executor of checks and for daemon threads. */
final class Executors {
  private Executors() {}

  /** Returns virtual threads if the JVM supports them, else daemon threads that end when idle. */
  static Executor virtualOrDaemon() {
    try {
      return (Executor)
          java.util.concurrent.Executors.class
              .getMethod("newVirtualThreadPerTaskExecutor")
              .invoke(null);
    } catch (ReflectiveOperationException e) {
      return java.util.concurrent.Executors.newCachedThreadPool(daemons("referee-%d"));
    }
  }

  static ThreadFactory daemons(String name) {
    return new ThreadFactoryBuilder().setDaemon(true).setNameFormat(name).build();
  }
}
