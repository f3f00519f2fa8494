package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

/** A decision about the points of one task of one team. */
public sealed interface Award {
  /** Returns the reason, as a sentence for the ledger. */
  String reason();

  /**
   * An award that sets the points of a task; the ledger moves the team's score by the difference.
   *
   * @param earned the points that the policy gives; negative for a penalty
   * @param hintCost the cost of the hints taken; not negative
   * @param reason the reason, as a sentence for the ledger
   */
  record Points(Score earned, Score hintCost, String reason) implements Award {
    /** Makes sure that hints never pay. */
    public Points {
      checkArgument(
          hintCost.compareTo(Score.ZERO) >= 0,
          "The cost of hints must not be negative: %s",
          hintCost);
    }

    /** Creates an award of the given points, before hints. */
    public Points(Score earned, String reason) {
      this(earned, Score.ZERO, reason);
    }

    /**
     * Returns the team's points for the task from now on: the points earned minus the cost of
     * hints, but not below zero. A penalty is not reduced.
     */
    public Score total() {
      Score left = hintCost.compareTo(earned) < 0 ? earned.minus(hintCost) : Score.ZERO;
      return earned.compareTo(Score.ZERO) < 0 ? earned : left;
    }
  }

  /**
   * An award that leaves the points of the task unchanged.
   *
   * @param reason the reason, as a sentence for the ledger
   */
  record Unchanged(String reason) implements Award {}
}
