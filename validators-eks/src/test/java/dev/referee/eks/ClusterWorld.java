package dev.referee.eks;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.testkit.World;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A world of a check of a cluster.
 *
 * @param expected the outcome and the code of the next step: {@code FAILED BudgetMissing}
 * @param story builds the world
 */
record ClusterWorld<F>(String name, String expected, Consumer<? super F> story) {

  /** Returns a world of the cluster with the workload {@code web}, with a check of its own. */
  static ClusterWorld<WorkloadCluster> of(
      String name, String expected, Supplier<Check> check, Consumer<WorkloadCluster> story) {
    return new ClusterWorld<>(
        name,
        expected,
        it -> {
          it.judgedBy(check);
          story.accept(it);
        });
  }

  World<F> as(World.Kind kind) {
    int space = expected.indexOf(' ');
    return new World<>(
        kind,
        name,
        Outcome.valueOf(space < 0 ? expected : expected.substring(0, space)),
        space < 0 ? "" : expected.substring(space + 1),
        story);
  }
}
