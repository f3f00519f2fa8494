package dev.referee.testkit;

import dev.referee.Outcome;
import java.util.function.Consumer;

/**
 * A possible state of a team's account, with the steps that create it and the expected verdict.
 *
 * @param kind the purpose of the world
 * @param name the history of the world, in a sentence
 * @param outcome the expected outcome
 * @param next the code of the expected next step; empty if the check passes
 * @param setUp builds the world
 * @param <F> the type of the scenario builder
 */
public record World<F>(
    Kind kind, String name, Outcome outcome, String next, Consumer<? super F> setUp) {

  /**
   * The kinds of worlds, by their purpose. Faults are not worlds; they are injected into any of
   * them.
   */
  public enum Kind {
    /** A step of the fix is missing. */
    BROKEN,
    /** It is fixed in the most obvious way. */
    FIXED,
    /** It is fixed in another, correct way. */
    FIXED_ANOTHER_WAY,
    /** The symptom is gone, and with it something that must stay. */
    OVER_FIXED,
    /** The subject of the check does not exist. */
    ABSENT,
    /** There are several subjects. */
    SEVERAL,
    /** The deciding resource is not on the first page. */
    PAGE_2,
    /** Everything is done, but AWS is still working on it. */
    SETTLING
  }

  @Override
  public String toString() {
    return kind + ": " + name;
  }
}
