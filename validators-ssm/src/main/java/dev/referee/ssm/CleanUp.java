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
   * Does the work, and ends what was begun for it in every case where something may be left.
   *
   * <p>When the work fails, that is told, and not how the ending went.
   *
   * @param ending ends it
   * @param left tells of work that came to its end whether there is something to end
   */
  static <T> T ended(Account account, Work<T> work, Runnable ending, Predicate<T> left)
      throws InterruptedException {
    T result;
    try {
      result = work.done();
    } catch (InterruptedException | RuntimeException e) {
      endQuietly(account, ending, e);
      throw e;
    }
    if (left.test(result)) {
      account.end(ending);
    }
    return result;
  }

  private static void endQuietly(Account account, Runnable ending, Exception before) {
    try {
      account.end(ending);
    } catch (RuntimeException e) {
      before.addSuppressed(e);
    }
  }
}
