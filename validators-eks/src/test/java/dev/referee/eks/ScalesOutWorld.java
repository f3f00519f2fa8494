package dev.referee.eks;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A world for {@link ScalesOut}.
 *
 * @param expected the outcome and the code of the next step
 * @param asked what is asked of the check
 * @param story what happens in the cluster
 */
record ScalesOutWorld(
    String name,
    String expected,
    UnaryOperator<ScalesOutBuilder> asked,
    Consumer<ScalesOutObjects> story) {
  static ScalesOutWorld world(String name, String expected, Consumer<ScalesOutObjects> story) {
    return new ScalesOutWorld(name, expected, it -> it, story);
  }

  static ScalesOutWorld asking(
      String name,
      String expected,
      UnaryOperator<ScalesOutBuilder> asked,
      Consumer<ScalesOutObjects> story) {
    return new ScalesOutWorld(name, expected, asked, story);
  }

  /** Returns the same world, with what is in the cluster before its story. */
  ClusterWorld<WorkloadCluster> after(Function<WorkloadCluster, ScalesOutObjects> before) {
    return ClusterWorld.of(
        name,
        expected,
        () -> asked.apply(EksChecks.scalesOut()).build(),
        it -> story.accept(before.apply(it)));
  }

  @Override
  public String toString() {
    return name;
  }
}
