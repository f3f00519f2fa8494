package dev.referee;

import com.google.common.base.Throwables;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of what a check returns or throws into a verdict. This is the one place that
 * separates "could not see" from "no".
 */
final class CheckJudge {
  private static final Expectation SEEN =
      Expectation.of("CouldNotSee", "looking", "Referee can see everything that it has to judge");

  private static final String RETRY = " Referee will retry; this costs you nothing.";

  private CheckJudge() {}

  /**
   * Judges. Whatever the check throws becomes a verdict, even an {@link Error}: if one check cannot
   * load a class or has no memory, the others are still judged.
   *
   * @throws InterruptedException if the run was cancelled
   */
  static Verdict judge(Check check, CheckContext context) throws InterruptedException {
    try {
      @Nullable Verdict verdict = check.judge(context);
      return verdict != null
          ? seen(check, context, verdict)
          : broken(check, context, "returned no verdict", null);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      OutOfMemory.tell(e);
      takeUnseen(context); // the exception says it, or the check has a bug
      Optional<Inconclusive> unseen = unseen(e);
      if (unseen.isPresent()) {
        return inconclusive(context, unseen.get());
      }
      if (Thread.currentThread().isInterrupted()) {
        throw (InterruptedException) new InterruptedException(told(e)).initCause(e);
      }
      return broken(check, context, "threw " + told(e), e);
    }
  }

  /** Returns why something could not be seen, if that caused an exception. */
  private static Optional<Inconclusive> unseen(Throwable thrown) {
    try {
      return Throwables.getCausalChain(thrown).stream()
          .filter(Inconclusive.class::isInstance)
          .map(Inconclusive.class::cast)
          .findFirst();
    } catch (RuntimeException odd) {
      return Optional.empty(); // an endless chain of causes, or one that cannot be read
    }
  }

  /**
   * Returns the verdict, unless it has passed although something that the check needs could not be
   * seen: then it is inconclusive for that reason. A failed verdict stays, because it is based on
   * what was seen.
   */
  private static Verdict seen(Check check, CheckContext context, Verdict verdict) {
    List<CheckRun.Unseen> unseen = takeUnseen(context);
    if (!verdict.isPassed() || unseen.isEmpty()) {
      return verdict;
    }
    Set<String> optionals = check.permissions().optionals();
    return unseen.stream()
        .filter(each -> !optionals.contains(each.action()))
        .findFirst()
        .map(
            each ->
                Iterables.concat(verdict.findings(), List.of(unknown(SEEN, each.inconclusive()))))
        .map(
            findings -> Verdict.of(verdict.observedAt(), findings).withEvidence(verdict.evidence()))
        .orElse(verdict);
  }

  private static List<CheckRun.Unseen> takeUnseen(CheckContext context) {
    if (context instanceof PartContext part) {
      return takeUnseen(part.whole());
    }
    return context instanceof CheckRun run ? run.takeUnseen() : List.of();
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
            "The check " + check.id() + " has a bug: it " + what,
            "Report this to the authors of the check. It is not the team's fault.",
            thrown));
  }

  static Verdict inconclusive(CheckContext context, Inconclusive e) {
    return context.verdict(unknown(SEEN, e));
  }

  static Finding unknown(Expectation expectation, Inconclusive e) {
    String message = String.valueOf(e.getMessage());
    Finding.Builder finding =
        expectation.unknown(e.cause()).seen(seen(e.cause())).organiserFact("why", message);
    e.remedy().ifPresent(remedy -> finding.organiserFact("remedy", remedy));
    return finding.build();
  }

  /**
   * Returns the text for a player, who neither caused the problem nor can fix it, and must not
   * learn more.
   */
  private static String seen(Cause cause) {
    return switch (cause) {
      case NO_SUBJECT -> "There was nothing to judge.";
      case ACCESS_DENIED, MISCONFIGURED ->
          "Referee could not read this. The organisers can see the reason.";
      case TIMED_OUT -> "AWS did not answer in time." + RETRY;
      case THROTTLED -> "AWS is throttling requests at the moment." + RETRY;
      case UNREACHABLE -> "AWS could not be reached, or gave no usable answer." + RETRY;
      case INTERNAL -> "Referee has an internal error here. The organisers can see the reason.";
    };
  }
}
