package dev.referee.report;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.Score;

/**
 * The rank and the points of a team.
 *
 * @param teamId the team's id
 * @param rank its rank, from 1; teams may share a rank
 * @param score its points
 */
public record TeamScore(String teamId, int rank, Score score) {
  /** Checks the rank. */
  public TeamScore {
    checkArgument(rank >= 1, "Ranks start at 1, but %s has the rank %s", teamId, rank);
  }
}
