package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Help that a team may request. Teams take hints in their order.
 *
 * @param text the text for the team
 * @param cost the points that the hint costs a team; not negative
 */
public record Hint(String text, long cost) {
  /** Makes sure that a hint never pays. */
  public Hint {
    checkArgument(cost >= 0, "The cost of a hint must not be negative: %s", cost);
  }
}
