package dev.referee;

/** The party that can do something about a {@link Cause}. */
public enum Blame {
  /** The team that is judged. */
  TEAM,
  /** The organisers: roles, policies, parameters, the network of the scoreboard. */
  ORGANISER,
  /** AWS itself; the remedy is to retry later. */
  AWS,
  /** Referee or the check: a bug. */
  REFEREE
}
