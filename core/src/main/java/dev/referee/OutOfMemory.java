package dev.referee;

/**
 * A notification to the program that its memory is full. What a check throws ends that check alone;
 * whether the program goes on without memory is not for the runner to decide.
 */
final class OutOfMemory {
  /** Ends the search in a chain of causes that ends nowhere. */
  private static final int DEEPEST = 50;

  private OutOfMemory() {}

  /**
   * Hands the {@link OutOfMemoryError} that something comes from, if any, to {@link
   * Thread#getDefaultUncaughtExceptionHandler}, where there is one.
   */
  static void tell(Throwable thrown) {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    Throwable cause = thrown;
    for (int depth = 0; handler != null && cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof OutOfMemoryError) {
        try {
          handler.uncaughtException(Thread.currentThread(), cause);
        } catch (RuntimeException | Error ignored) {
          // as the JVM does: what a handler throws has nobody to go to
        }
        return;
      }
      cause = cause.getCause();
    }
  }
}
