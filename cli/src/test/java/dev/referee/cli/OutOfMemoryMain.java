package dev.referee.cli;

/** A program that plays a game in which memory runs out in another thread than the waiting one. */
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
