package dev.referee.ec2;

import dev.referee.Expectation;
import java.util.Optional;

/**
 * An instance of a group, with the problem that keeps it from serving.
 *
 * @param id the instance id
 * @param group the name of its group
 * @param zone its Availability Zone
 * @param weight how much it counts towards the required capacity
 * @param replaceable whether its group replaces it if it fails
 * @param problem the first step that it does not pass; empty if it serves
 */
record FleetServesMember(
    String id,
    String group,
    String zone,
    int weight,
    boolean replaceable,
    Optional<Trouble> problem) {

  /**
   * A problem of an instance.
   *
   * @param step the step that it does not pass
   * @param pending whether AWS is working on it
   * @param words what was seen
   */
  record Trouble(Expectation step, boolean pending, String words) {
    static Optional<Trouble> pending(Expectation step, String words) {
      return Optional.of(new Trouble(step, true, words));
    }

    static Optional<Trouble> broken(Expectation step, String words) {
      return Optional.of(new Trouble(step, false, words));
    }
  }

  /** Returns it with a further problem; an earlier problem takes precedence. */
  FleetServesMember or(Optional<Trouble> found) {
    return problem.isPresent()
        ? this
        : new FleetServesMember(id, group, zone, weight, replaceable, found);
  }

  /** Returns whether it passes a step. */
  boolean passes(Expectation step) {
    return problem.filter(problem -> !isAfter(problem.step(), step)).isEmpty();
  }

  /** Returns whether it will pass a step, or the steps before it. */
  boolean isComing(Expectation step) {
    return !passes(step) && problem.filter(Trouble::pending).isPresent();
  }

  boolean isStuckAt(Expectation step) {
    return problem.filter(problem -> problem.step().equals(step)).isPresent();
  }

  String words() {
    return problem.map(Trouble::words).orElse("serves");
  }

  private static boolean isAfter(Expectation one, Expectation other) {
    return FleetServesExpectations.ALL.indexOf(one) > FleetServesExpectations.ALL.indexOf(other);
  }
}
