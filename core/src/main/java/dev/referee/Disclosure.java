package dev.referee;

/** The amount of detail that players see about what is missing, chosen by the organiser. */
public enum Disclosure {
  /** How far they are, and nothing else. */
  NUDGE,
  /** The topics of the remaining steps, without saying what is wrong. */
  AREA,
  /** What was expected, what was seen, and what to do. */
  EXACT
}
