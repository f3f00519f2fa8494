package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import java.util.Comparator;
import java.util.List;

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
