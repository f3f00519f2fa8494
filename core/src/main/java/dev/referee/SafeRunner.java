package dev.referee;

import java.lang.System.Logger.Level;

/** A runner of third-party code that logs exceptions and never throws them. */
final class SafeRunner {
  private static final System.Logger LOG = System.getLogger(Referee.class.getName());

  /** Code that may throw anything. */
  interface Action {
    void run() throws Exception;
  }

  private SafeRunner() {}

  /** Runs it and logs exceptions. */
  @SuppressWarnings("CatchingUnchecked") // even an Error of foreign code must not end the runner
  static void run(String description, Action action) {
    try {
      action.run();
    } catch (Throwable e) {
      OutOfMemory.tell(e);
      LOG.log(Level.WARNING, "Could not " + description + "; judging goes on", e);
    }
  }
}
