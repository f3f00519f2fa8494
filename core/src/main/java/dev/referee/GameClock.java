package dev.referee;

/** Says when a game is played. */
public final class GameClock {
  private GameClock() {}
}
