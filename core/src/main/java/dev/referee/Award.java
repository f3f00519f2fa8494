package dev.referee;

/** Is what a {@link ScoringPolicy} decides about one task of one team. */
public sealed interface Award {
  /** Returns why, in a sentence for the ledger. */
  String reason();

  /**
   * Sets what the task stands at; the ledger moves the team's score by the difference.
   *
   * @param stands the points that the team has for the task from now on
   * @param reason why, in a sentence for the ledger
   */
  record Points(Score stands, String reason) implements Award {}

  /**
   * Leaves the task at what it stands at.
   *
   * @param reason why, in a sentence for the ledger
   */
  record Unchanged(String reason) implements Award {}
}
