package dev.referee.testkit;

import dev.referee.Expectation;
import dev.referee.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A collector of the scenarios of a check.
 *
 * <p>Not thread-safe.
 *
 * @param <F> the type of the scenario builder
 */
public final class Worlds<F> {
  private final List<World<F>> worlds = new ArrayList<>();

  /** Creates an empty collector. */
  public Worlds() {}

  /** Adds a world in which steps are missing, with the code of the first. */
  public Worlds<F> broken(String name, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.BROKEN, name, Outcome.FAILED, next.code(), setUp);
  }

  /** Adds a world that is fixed in the most obvious way. */
  public Worlds<F> fixed(String name, Consumer<? super F> setUp) {
    return add(World.Kind.FIXED, name, Outcome.PASSED, "", setUp);
  }

  /** Adds a world that is fixed in another, correct way. */
  public Worlds<F> fixedAnotherWay(String name, Consumer<? super F> setUp) {
    return add(World.Kind.FIXED_ANOTHER_WAY, name, Outcome.PASSED, "", setUp);
  }

  /** Adds a world in which the symptom is gone, and with it something that must stay. */
  public Worlds<F> overFixed(String name, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.OVER_FIXED, name, Outcome.FAILED, next.code(), setUp);
  }

  /** Adds a world without a subject. */
  public Worlds<F> absent(
      String name, Outcome outcome, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.ABSENT, name, outcome, next.code(), setUp);
  }

  /** Adds a world with several subjects, one of which is not fixed. */
  public Worlds<F> several(String name, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.SEVERAL, name, Outcome.FAILED, next.code(), setUp);
  }

  /** Adds a world in which the deciding resource is not on the first page. */
  public Worlds<F> pageTwo(String name, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.PAGE_2, name, Outcome.FAILED, next.code(), setUp);
  }

  /** Adds a world in which AWS is still working. */
  public Worlds<F> settling(String name, Expectation next, Consumer<? super F> setUp) {
    return add(World.Kind.SETTLING, name, Outcome.PENDING, next.code(), setUp);
  }

  /** Adds a world of any kind. */
  public Worlds<F> add(
      World.Kind kind, String name, Outcome outcome, String next, Consumer<? super F> setUp) {
    worlds.add(new World<>(kind, name, outcome, next, setUp));
    return this;
  }

  /** Returns the worlds in the order in which they were added. */
  public List<World<F>> all() {
    return List.copyOf(worlds);
  }
}
