package dev.referee.networks;

import dev.referee.Cause;
import dev.referee.Inconclusive;

/** The message about resources that these credentials cannot see. */
final class HiddenResources {
  private HiddenResources() {}

  /** Returns the exception for a resource of the owner of a shared VPC. */
  static Inconclusive shared(String resource, String subnetId) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        "%s of %s is not visible; that is so in a VPC that another account shares"
            .formatted(resource, subnetId),
        "Judge the account that owns the VPC.",
        null);
  }
}
