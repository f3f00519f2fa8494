package dev.referee;

/**
 * A notification to the program that its memory is full. An error of a check ends only that check;
 * whether the program continues without memory is not for the runner to decide.
 */
final class OutOfMemory {
  /** Limits the search in an endless chain of causes. */
  private static final int DEEPEST = 50;

  private OutOfMemory() {}

  /**
   * Passes the {@link OutOfMemoryError} that caused an exception, if any, to {@link
   * Thread#getDefaultUncaughtExceptionHandler}, if there is one.
   */
  static void tell(Throwable thrown) {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    Throwable cause = thrown;
    for (int depth = 0; handler != null && cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError) {
        try {
          handler.uncaughtException(Thread.currentThread(), cause);
        } catch (RuntimeException | Error ignored) {
          // as the JVM does: nobody could handle an exception of the handler
        }
        return;
      }
      cause = cause.getCause();
    }
  }
}
