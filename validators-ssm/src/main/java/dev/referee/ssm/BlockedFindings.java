package dev.referee.ssm;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Finding.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A factory of findings about expectations that cannot hold yet because of an earlier step. */
final class BlockedFindings {
  private BlockedFindings() {}

  /** Returns the step that decides: one that is missing, else one that could not be seen. */
  static Optional<Finding> blocking(List<Finding> before) {
    return Stream.of(State.UNSATISFIED, State.UNKNOWN, State.PENDING)
        .flatMap(state -> before.stream().filter(finding -> finding.state() == state))
        .findFirst();
  }

  /** Returns the first step that is missing. */
  static Optional<Finding> missing(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.state() == State.UNSATISFIED).findFirst();
  }

  /** Begins a finding that stands as the earlier step stands. */
  static Finding.Builder of(Expectation expectation, Finding earlier) {
    Finding.Builder finding = standing(expectation, earlier);
    return finding.after(earlier);
  }

  /** Says what to do about a finding that waits for an earlier step. */
  static String remedy(Finding earlier) {
    return "Complete the earlier step first: \"%s\".".formatted(earlier.expectation().claim());
  }

  private static Finding.Builder standing(Expectation expectation, Finding earlier) {
    return switch (earlier.state()) {
      case PENDING -> earlier.until().map(expectation::pending).orElseGet(expectation::pending);
      case UNKNOWN -> expectation.unknown(earlier.cause().orElse(Cause.UNREACHABLE));
      case UNSATISFIED, SATISFIED -> expectation.unsatisfied();
    };
  }
}
