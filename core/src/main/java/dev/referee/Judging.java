package dev.referee;

import org.jspecify.annotations.Nullable;

/** Makes a verdict of whatever a check does: this is where "could not see" is told from "no". */
final class Judging {
  private static final Expectation SEEN =
      Expectation.of("CouldNotSee", "looking", "Everything that has to be seen can be seen");

  private Judging() {}

  /**
   * Judges; whatever the check throws becomes a verdict, also an error: what one check cannot load
   * or has no memory for is no reason to stop judging the others.
   *
   * @throws InterruptedException when the run was cancelled
   */
  static Verdict judge(Check check, CheckContext context) throws InterruptedException {
    try {
      @Nullable Verdict verdict = check.judge(context);
      return verdict != null ? verdict : broken(check, context, "returned no verdict", null);
    } catch (Inconclusive e) {
      return inconclusive(context, e);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      if (Thread.currentThread().isInterrupted()) {
        throw (InterruptedException) new InterruptedException(told(e)).initCause(e);
      }
      return broken(check, context, "threw " + told(e), e);
    }
  }

  private static String told(Throwable e) {
    try {
      return e.toString();
    } catch (Throwable worse) {
      return e.getClass().getName();
    }
  }

  private static Verdict broken(
      Check check, CheckContext context, String what, @Nullable Throwable thrown) {
    return inconclusive(
        context,
        new Inconclusive(
            Cause.INTERNAL,
            "The check " + check.id() + " is broken: it " + what,
            "Tell the authors of the check; the team is not to blame.",
            thrown));
  }

  static Verdict inconclusive(CheckContext context, Inconclusive e) {
    return context.verdict(unknown(SEEN, e));
  }

  static Finding unknown(Expectation expectation, Inconclusive e) {
    String message = String.valueOf(e.getMessage());
    Finding.Builder finding =
        expectation.unknown(e.reason()).seen(seen(e.reason())).operatorFact("why", message);
    e.remedy().ifPresent(remedy -> finding.operatorFact("remedy", remedy));
    return finding.build();
  }

  /** Says it to a player, who neither did it nor can mend it, and must not read more. */
  private static String seen(Cause cause) {
    return switch (cause.blame()) {
      case TEAM -> "There was nothing to look at.";
      case ORGANISER -> "This could not be looked at. The organisers have been told why.";
      case AWS -> "AWS did not answer in time. It will be asked again, and nothing is lost.";
      case REFEREE -> "The judging itself broke. The organisers have been told why.";
    };
  }
}
