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

  /** Returns whether the way comes by for the first time. */
  boolean visits(String id) {
    return visited.add(id);
  }

  void leaves(String id) {
    visited.remove(id);
  }

  void passes(Expectation expectation, String subject, String seen) {
    hops.add(expectation.satisfied().subject(subject).seen(seen).build());
  }

  /** Notes a broken hop. */
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

  /** Notes a hop that AWS is still making. */
  void waits(Expectation expectation, String subject, String seen) {
    hops.add(
        expectation
            .pending()
            .subject(subject)
            .seen(seen)
            .remedy("Wait until AWS has created it.")
            .build());
  }

  /** Notes a hop that nobody with these credentials can see. */
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
   * Goes on, and notes a hop as unknown where something on it could not be seen.
   *
   * @return what gets through; nothing where it could not be seen
   */
  Traffic on(Expectation expectation, Supplier<Traffic> hop) {
    try {
      return hop.get();
    } catch (Inconclusive e) {
      hops.add(
          expectation.found(
              () -> {
                throw e;
              }));
      return Traffic.none();
    }
  }
}
