package dev.referee;

/** The amount of detail that players see of what is missing, chosen by the organiser. */
public enum Disclosure {
  /** How far they are, and nothing else. */
  NUDGE,
  /** What the open steps are about, without saying what is wrong. */
  AREA,
  /** What was expected, what was seen, and what to do. */
  EXACT
}
