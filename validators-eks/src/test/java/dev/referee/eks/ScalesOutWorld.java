package dev.referee.eks;

import java.util.function.Consumer;
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

  @Override
  public String toString() {
    return name;
  }
}
