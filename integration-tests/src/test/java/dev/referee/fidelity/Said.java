package dev.referee.fidelity;

import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The compared part of a verdict.
 *
 * @param outcome the outcome; null if there is none
 * @param next the code of the next step; empty when there is none
 */
record Said(@Nullable Outcome outcome, String next) {
  static final Said NOTHING = new Said(null, "");

  static Said of(Verdict verdict) {
    return new Said(verdict.outcome(), verdict.next().map(Finding::code).orElse(""));
  }

  @Override
  public String toString() {
    return outcome == null ? "nothing" : (outcome + " " + next).strip();
  }
}
