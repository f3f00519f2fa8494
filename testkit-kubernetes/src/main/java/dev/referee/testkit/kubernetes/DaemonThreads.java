package dev.referee.testkit.kubernetes;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ThreadFactory;

/** The threads of this package: none of them keeps a program from ending. */
final class DaemonThreads {
  private DaemonThreads() {}

  static ThreadFactory named(String name) {
    return new ThreadFactoryBuilder()
        .setDaemon(true)
        .setNameFormat("embedded-kubernetes-" + name + "-%d")
        .build();
  }

  /** Runs something in a daemon: threads that it starts are daemons, too. */
  static void run(String name, Runnable what) {
    Thread thread = named(name).newThread(what);
    thread.start();
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
