package dev.referee;

/** The party that can do something about a {@link Cause}. */
public enum Blame {
  /** The team that is judged. */
  TEAM,
  /** Who runs the game: roles, policies, parameters, the network of the scoreboard. */
  ORGANISER,
  /** AWS itself; asking again later is the remedy. */
  AWS,
  /** Referee or the check: a bug. */
  REFEREE
}
