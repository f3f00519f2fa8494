package dev.referee.testkit;

import dev.referee.Cause;
import java.util.Optional;

/** A fault that is injected into one operation, with its permitted effects on the verdict. */
sealed interface Injection permits AwsInjection, ApiInjection {

  /** Returns the operation. */
  ReceivedCall call();

  /** Injects the fault, and removes all others. */
  void inject(PreparedWorld prepared);

  /** Returns the cause of an inconclusive verdict that names the fault; empty allows several. */
  Optional<Cause> expectedCause();

  /** Returns whether the response is valid, so the verdict may follow it. */
  boolean answer();
}
