package dev.referee.testkit;

import dev.referee.Outcome;
import java.util.function.Consumer;

/**
 * A possible state of a team's account, with the steps that create it and the expected verdict.
 *
 * @param kind what such a world is there to show
 * @param name what has happened, in a sentence
 * @param outcome what the verdict comes to
 * @param next the code of the next step; empty when the check passes
 * @param story makes it happen
 * @param <F> what the story is told with
 */
public record World<F>(
    Kind kind, String name, Outcome outcome, String next, Consumer<? super F> story) {

  /**
   * The kinds of scenarios, by what they show. The faults that any world may suffer are not worlds.
   */
  public enum Kind {
    /** Something on the way to the fix is missing. */
    BROKEN,
    /** It is fixed in the way that comes to mind first. */
    FIXED,
    /** It is fixed in another, correct way. */
    FIXED_ANOTHER_WAY,
    /** The pain is gone, and so is something that has to stay. */
    OVER_FIXED,
    /** What is judged is not there. */
    ABSENT,
    /** There are several of what is judged. */
    SEVERAL,
    /** What matters is not on the first page. */
    PAGE_2,
    /** Everything is done, and AWS is still working on it. */
    SETTLING
  }

  @Override
  public String toString() {
    return kind + ": " + name;
  }
}
