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
  private final ThreadLocal<@Nullable CheckSession> sessions = new ThreadLocal<>();

  CheckScope enter(CheckExecution run) {
    return enter(new CheckSession(run));
  }

  /** Enters once more for clean-up, even when the time is up. */
  CheckScope enterForCleanUp() {
    CheckSession session = current();
    return enter(new CheckSession(new CleanUpRun(session.run()), session));
  }

  private CheckScope enter(CheckSession session) {
    CheckSession before = sessions.get();
    sessions.set(session);
    return () -> leave(before);
  }

  private void leave(@Nullable CheckSession before) {
    if (before == null) {
      sessions.remove();
    } else {
      sessions.set(before);
    }
  }

  CheckSession current() {
    CheckSession session = sessions.get();
    if (session == null) {
      throw new IllegalStateException(
          "A client of an account works only inside a check, in the thread that judges: get the"
              + " account with context.target(Account.class)");
    }
    return session;
  }
}
