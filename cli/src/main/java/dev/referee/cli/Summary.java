package dev.referee.cli;

import dev.referee.Outcome;
import dev.referee.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A summary of the result of a sweep in one line. */
final class Summary {
  private Summary() {}

  /** Returns the line, for example {@code 6 judged: 1 passed, 4 failed, 1 could not be judged}. */
  static String of(Sweep sweep) {
    return "%d judged: %s%s"
        .formatted(
            sweep.judgements().size(),
            counts(sweep, any -> true),
            sweep.complete() ? "" : "; not everything was judged");
  }

  /** Returns the result of one task, for example {@code 4 failed, 2 not open yet}. */
  static String of(Sweep sweep, String task) {
    return counts(sweep, task::equals);
  }

  private static String counts(Sweep sweep, Predicate<String> task) {
    List<String> counts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      long count =
          sweep.judgements().stream()
              .filter(
                  judgement ->
                      task.test(judgement.taskId()) && judgement.verdict().outcome() == outcome)
              .count();
      if (count > 0) {
        counts.add(count + " " + words(outcome));
      }
    }
    long closed = sweep.closed().stream().filter(it -> task.test(it.taskId())).count();
    if (closed > 0) {
      counts.add(closed + " locked");
    }
    return String.join(", ", counts);
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case PENDING -> "pending";
      case INCONCLUSIVE -> "could not be judged";
    };
  }
}
