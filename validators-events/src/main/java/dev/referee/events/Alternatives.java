package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** The choice among several designs that may each be the team's fix. */
final class Alternatives {
  private static final Comparator<List<Finding>> BETTER =
      Comparator.<List<Finding>>comparingInt(Alternatives::rank)
          .thenComparing(Comparator.<List<Finding>>comparingInt(Alternatives::leading).reversed());

  private Alternatives() {}

  /**
   * Returns the findings of the best one: that is satisfied, or else could not be seen, so that a
   * fault fails nobody, or else gets farthest; the first of several.
   *
   * @param alternatives at least one
   */
  static ImmutableList<Finding> best(List<ImmutableList<Finding>> alternatives) {
    return alternatives.stream().min(BETTER).orElseThrow();
  }

  /**
   * Returns the findings of a step; if it could not be seen, one that says so, so that another
   * design can still be found.
   */
  static ImmutableList<Finding> orUnknown(
      Expectation first, Supplier<ImmutableList<Finding>> step) {
    try {
      return step.get();
    } catch (Inconclusive unseen) {
      return ImmutableList.of(
          first.evaluate(
              () -> {
                throw unseen;
              }));
    }
  }

  private static int rank(List<Finding> findings) {
    if (findings.stream().anyMatch(one -> one.state() == Finding.State.UNSATISFIED)) {
      return 2;
    }
    return findings.stream().allMatch(Finding::isSatisfied) ? 0 : 1;
  }

  private static int leading(List<Finding> findings) {
    int count = 0;
    while (count < findings.size() && findings.get(count).isSatisfied()) {
      count++;
    }
    return count;
  }
}
