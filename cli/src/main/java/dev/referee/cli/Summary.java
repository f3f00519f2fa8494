package dev.referee.cli;

import dev.referee.Outcome;
import dev.referee.Sweep;
import java.util.ArrayList;
import java.util.List;

/** Says in one line what came of a sweep. */
final class Summary {
  private Summary() {}

  /** Returns the line, as in {@code 6 judged: 1 passed, 4 failed, 1 could not be judged}. */
  static String of(Sweep sweep) {
    List<String> counts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      long count =
          sweep.judgements().stream().filter(it -> it.verdict().outcome() == outcome).count();
      if (count > 0) {
        counts.add(count + " " + words(outcome));
      }
    }
    if (!sweep.closed().isEmpty()) {
      counts.add(sweep.closed().size() + " not open yet");
    }
    return "%d judged: %s%s"
        .formatted(
            sweep.judgements().size(),
            String.join(", ", counts),
            sweep.complete() ? "" : "; not everything was judged");
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
