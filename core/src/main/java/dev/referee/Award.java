package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

/** A decision about the points of one task of one team. */
public sealed interface Award {
  /** Returns why, in a sentence for the ledger. */
  String reason();

  /**
   * An award that sets the points of a task; the ledger moves the team's score by the difference.
   *
   * @param earned what the policy gives; less than nothing is a penalty
   * @param hintCost what the hints that were taken cost; not negative
   * @param reason why, in a sentence for the ledger
   */
  record Points(Score earned, Score hintCost, String reason) implements Award {
    /** Makes sure that hints never pay. */
    public Points {
      checkArgument(
          hintCost.compareTo(Score.ZERO) >= 0,
          "The cost of hints must not be negative: %s",
          hintCost);
    }

    /** Makes an award of the given points, before hints. */
    public Points(Score earned, String reason) {
      this(earned, Score.ZERO, reason);
    }

    /**
     * Returns what the team has for the task from now on: what it earned less the hints, which take
     * it down to zero and no further. A penalty stays as it is.
     */
    public Score stands() {
      Score left = hintCost.compareTo(earned) < 0 ? earned.minus(hintCost) : Score.ZERO;
      return earned.compareTo(Score.ZERO) < 0 ? earned : left;
    }
  }

  /**
   * An award that leaves the points of the task unchanged.
   *
   * @param reason why, in a sentence for the ledger
   */
  record Unchanged(String reason) implements Award {}
}
