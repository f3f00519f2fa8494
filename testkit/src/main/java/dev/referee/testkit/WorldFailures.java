package dev.referee.testkit;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The failures of a world, combined in one message. Causes and suppressed errors are left out,
 * because they would print the same findings again.
 *
 * <p>Not thread-safe.
 */
final class WorldFailures {
  private final List<AssertionError> errors = new ArrayList<>();

  /**
   * Runs one assertion, then removes all faults.
   *
   * @param description the assertion, in words
   */
  void unless(String description, PreparedWorld prepared, Consumer<PreparedWorld> promise) {
    try {
      promise.accept(prepared);
    } catch (AssertionError e) {
      errors.add(like(e, "This does not hold: " + description + ". " + e.getMessage()));
    } finally {
      prepared.mend();
    }
  }

  /** Adds the failure of an assertion. */
  void add(AssertionError error) {
    errors.add(error);
  }

  /** Throws an error with all failures, if there are any. */
  void raise() {
    if (!errors.isEmpty()) {
      throw like(
          errors.get(0), errors.stream().map(Throwable::getMessage).collect(joining("\n\n")));
    }
  }

  /** Returns an error with the same stack trace. */
  private static AssertionError like(AssertionError error, String message) {
    AssertionError like = new AssertionError(message);
    like.setStackTrace(error.getStackTrace());
    return like;
  }
}
