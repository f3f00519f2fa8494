package dev.referee.aws;

import dev.referee.spi.Run;
import dev.referee.spi.Scope;
import org.jspecify.annotations.Nullable;

/** Knows which check is at the account in which thread; an SDK client never leaves its caller's. */
final class Visits {
  @SuppressWarnings("ThreadLocalUsage") // accounts are few and long-lived, and keep to themselves
  private final ThreadLocal<@Nullable Visit> visits = new ThreadLocal<>();

  Scope enter(Run run) {
    return enter(new Visit(run));
  }

  /** Enters once more for what has to be ended, also when the time is up. */
  Scope enterForEnding() {
    Visit visit = current();
    return enter(new Visit(new Ending(visit.run()), visit));
  }

  private Scope enter(Visit visit) {
    Visit before = visits.get();
    visits.set(visit);
    return () -> leave(before);
  }

  private void leave(@Nullable Visit before) {
    if (before == null) {
      visits.remove();
    } else {
      visits.set(before);
    }
  }

  Visit current() {
    Visit visit = visits.get();
    if (visit == null) {
      throw new IllegalStateException(
          "A client of an account works only inside a check, in the thread that judges: get the"
              + " account by context.target(Account.class)");
    }
    return visit;
  }
}
