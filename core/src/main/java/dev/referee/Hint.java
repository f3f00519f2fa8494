package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Help that a team may ask for. Hints are taken in their order.
 *
 * @param text what the team reads
 * @param cost points that the task is worth less to a team that took it; not negative
 */
public record Hint(String text, long cost) {
  /** Makes sure that a hint never pays. */
  public Hint {
    checkArgument(cost >= 0, "The cost of a hint must not be negative: %s", cost);
  }
}
