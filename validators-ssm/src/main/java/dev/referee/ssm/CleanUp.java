package dev.referee.ssm;

import dev.referee.aws.Account;
import java.util.function.Predicate;

/** A runner of work that may need clean-up afterwards. */
final class CleanUp {
  private CleanUp() {}

  /** The work that may need clean-up. */
  @FunctionalInterface
  interface Work<T> {
    T done() throws InterruptedException;
  }

  /**
   * Does the work, and cleans up in every case in which something may be left.
   *
   * <p>If the work fails, its exception is thrown, not that of the clean-up.
   *
   * @param cleanUp the clean-up
   * @param left returns whether finished work needs a clean-up
   */
  static <T> T ended(Account account, Work<T> work, Runnable cleanUp, Predicate<T> left)
      throws InterruptedException {
    T result;
    try {
      result = work.done();
    } catch (InterruptedException | RuntimeException e) {
      endQuietly(account, cleanUp, e);
      throw e;
    }
    if (left.test(result)) {
      account.cleanUp(cleanUp);
    }
    return result;
  }

  private static void endQuietly(Account account, Runnable cleanUp, Exception failure) {
    try {
      account.cleanUp(cleanUp);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
