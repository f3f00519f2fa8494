package dev.referee.cli;

/** Plays a game in which the memory is full in another thread than the one that waits. */
final class OutOfMemoryMain {
  private OutOfMemoryMain() {}

  /** Runs the command. */
  public static void main(String[] args) {
    new Thread(
            () -> {
              while (Thread.getDefaultUncaughtExceptionHandler() == null) {
                Thread.onSpinWait();
              }
              throw new OutOfMemoryError("Java heap space");
            })
        .start();
    Main.main(args);
  }
}
