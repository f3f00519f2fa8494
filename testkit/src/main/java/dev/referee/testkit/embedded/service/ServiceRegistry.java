package dev.referee.testkit.embedded.service;

import org.jspecify.annotations.Nullable;

/** The services of a cloud. */
@FunctionalInterface
public interface ServiceRegistry {

  /** Returns the service that calls are signed for by a name; null if there is none. */
  @Nullable Service signedFor(String signingName);

  /**
   * Returns the service whose resource types have names in a namespace; null if there is none.
   *
   * @param namespace the namespace, {@code AWS::EC2}
   */
  default @Nullable Service ofNamespace(String namespace) {
    return null;
  }
}
