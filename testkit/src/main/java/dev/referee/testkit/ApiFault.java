package dev.referee.testkit;

import dev.referee.Cause;
import java.util.Optional;
import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.Nullable;

/**
 * A fault of an {@link AdditionalApi}, with its permitted effects on the verdict.
 *
 * @param name what goes wrong, for messages
 * @param cause the cause of an inconclusive verdict that names the fault; null allows any but
 *     {@link Cause#INTERNAL}
 * @param answer whether the response is valid, so the verdict may follow it
 * @param injection injects the fault
 */
@ApiStatus.Internal
public record ApiFault(String name, @Nullable Cause cause, boolean answer, Runnable injection) {

  /** Injects the fault. */
  void inject() {
    injection.run();
  }

  Optional<Cause> expectedCause() {
    return Optional.ofNullable(cause);
  }

  @Override
  public String toString() {
    return name;
  }
}
