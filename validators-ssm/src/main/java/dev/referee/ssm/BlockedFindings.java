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

  /** Returns the deciding step: an unsatisfied one, else an unknown one. */
  static Optional<Finding> blocking(List<Finding> before) {
    return Stream.of(State.UNSATISFIED, State.UNKNOWN, State.PENDING)
        .flatMap(state -> before.stream().filter(finding -> finding.state() == state))
        .findFirst();
  }

  /** Returns the first unsatisfied step. */
  static Optional<Finding> missing(List<Finding> findings) {
    return findings.stream().filter(finding -> finding.state() == State.UNSATISFIED).findFirst();
  }

  /** Returns a builder of a finding with the state of the earlier step. */
  static Finding.Builder of(Expectation expectation, Finding earlier) {
    Finding.Builder finding = standing(expectation, earlier);
    return finding.after(earlier);
  }

  /** Returns the remedy for a finding that waits for an earlier step. */
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
