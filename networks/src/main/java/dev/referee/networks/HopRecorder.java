package dev.referee.networks;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A recorder of the findings at hops, in the order of the path. Not thread-safe. */
final class HopRecorder {
  private final List<Finding> hops = new ArrayList<>();
  private final Set<String> visited = new HashSet<>();

  List<Finding> hops() {
    return hops;
  }

  /** Returns whether the path reaches it for the first time. */
  boolean visits(String id) {
    return visited.add(id);
  }

  void leaves(String id) {
    visited.remove(id);
  }

  void passes(Expectation expectation, String subject, String seen) {
    hops.add(expectation.satisfied().subject(subject).seen(seen).build());
  }

  /** Records a broken hop. */
  void blocks(
      Expectation expectation, String subject, String expected, String seen, String remedy) {
    hops.add(
        expectation
            .unsatisfied()
            .subject(subject)
            .expected(expected)
            .seen(seen)
            .remedy(remedy)
            .build());
  }

  /** Records a hop that AWS is still creating. */
  void waits(Expectation expectation, String subject, String seen) {
    hops.add(
        expectation
            .pending()
            .subject(subject)
            .seen(seen)
            .remedy("Wait until AWS has created it.")
            .build());
  }

  /** Records a hop that these credentials cannot see. */
  void hides(Expectation expectation, String subject, String seen, String remedy) {
    hops.add(
        expectation
            .unknown(Cause.MISCONFIGURED)
            .subject(subject)
            .seen(seen)
            .remedy(remedy)
            .build());
  }

  /**
   * Continues, and records a hop as unknown if something about it could not be seen.
   *
   * @return the traffic that gets through; none if it could not be seen
   */
  Traffic on(Expectation expectation, Supplier<Traffic> hop) {
    try {
      return hop.get();
    } catch (Inconclusive e) {
      hops.add(
          expectation.evaluate(
              () -> {
                throw e;
              }));
      return Traffic.none();
    }
  }
}
