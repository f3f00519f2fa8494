package dev.referee.report;

import dev.referee.Finding;
import dev.referee.Verdict;
import java.util.Optional;

/** The next step of a verdict, marked only once even if several findings are equal. */
final class NextStep {
  private Optional<Finding> coming;

  NextStep(Verdict whole) {
    coming = whole.next();
  }

  /** Returns whether a finding is the next step, and was not marked before. */
  boolean isAt(Finding finding) {
    if (coming.filter(finding::equals).isEmpty()) {
      return false;
    }
    coming = Optional.empty();
    return true;
  }
}
