package dev.referee.aws;

import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of checks with an account, by thread. An SDK client works only in the thread of its
 * caller.
 */
final class CurrentCheckSession {
  @SuppressWarnings("ThreadLocalUsage") // accounts are few and long-lived, and separate
  private final ThreadLocal<@Nullable CheckSession> visits = new ThreadLocal<>();

  CheckScope enter(CheckExecution run) {
    return enter(new CheckSession(run));
  }

  /** Enters once more for clean-up, even when the time is up. */
  CheckScope enterForEnding() {
    CheckSession visit = current();
    return enter(new CheckSession(new CleanUpRun(visit.run()), visit));
  }

  private CheckScope enter(CheckSession visit) {
    CheckSession before = visits.get();
    visits.set(visit);
    return () -> leave(before);
  }

  private void leave(@Nullable CheckSession before) {
    if (before == null) {
      visits.remove();
    } else {
      visits.set(before);
    }
  }

  CheckSession current() {
    CheckSession visit = visits.get();
    if (visit == null) {
      throw new IllegalStateException(
          "A client of an account works only inside a check, in the thread that judges: get the"
              + " account with context.target(Account.class)");
    }
    return visit;
  }
}
