package dev.referee.testkit;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The failures of a scenario, combined in one message without repetitions. An error with causes or
 * suppressed ones would print their messages again, and with them the findings.
 *
 * <p>Not thread-safe.
 */
final class WorldFailures {
  private final List<AssertionError> errors = new ArrayList<>();

  /**
   * Asserts one promise, and lets nothing go wrong any more afterwards.
   *
   * @param what the promise, in words
   */
  void unless(String what, PreparedWorld scene, Consumer<PreparedWorld> promise) {
    try {
      promise.accept(scene);
    } catch (AssertionError e) {
      errors.add(like(e, "This does not hold: " + what + ". " + e.getMessage()));
    } finally {
      scene.mend();
    }
  }

  /** Adds what an assertion says. */
  void add(AssertionError error) {
    errors.add(error);
  }

  /** Throws an error that says all of it, if there is any. */
  void raise() {
    if (!errors.isEmpty()) {
      throw like(
          errors.get(0), errors.stream().map(Throwable::getMessage).collect(joining("\n\n")));
    }
  }

  /** Returns an error that points to the same line of code. */
  private static AssertionError like(AssertionError error, String message) {
    AssertionError like = new AssertionError(message);
    like.setStackTrace(error.getStackTrace());
    return like;
  }
}
