package dev.referee;

/** Says how much players are shown of what is missing; the organiser's choice. */
public enum Disclosure {
  /** How far they are, and nothing else. */
  NUDGE,
  /** What the open steps are about, without saying what is wrong. */
  AREA,
  /** What was expected, what was seen, and what to do. */
  EXACT
}
