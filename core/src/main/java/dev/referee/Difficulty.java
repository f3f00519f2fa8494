package dev.referee;

/** Says how hard a task is. */
public enum Difficulty {
  /** For everybody. */
  EASY,
  /** For who has done it before. */
  MEDIUM,
  /** For who knows why. */
  HARD
}
