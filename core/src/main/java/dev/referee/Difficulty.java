package dev.referee;

/** The difficulty of a task. */
public enum Difficulty {
  /** For beginners. */
  EASY,
  /** For people with experience. */
  MEDIUM,
  /** For experts. */
  HARD
}
