package dev.referee;

/** The difficulty of a task. */
public enum Difficulty {
  /** For everybody. */
  EASY,
  /** For who has done it before. */
  MEDIUM,
  /** For who knows why. */
  HARD
}
