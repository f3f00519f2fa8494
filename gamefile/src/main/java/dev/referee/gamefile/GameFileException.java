package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Thrown for a file that holds no valid game, and names every mistake in it. */
public final class GameFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ImmutableList<Mistake> mistakes;

  GameFileException(List<Mistake> mistakes) {
    super(String.join("\n", mistakes.stream().map(Mistake::toString).toList()));
    this.mistakes = ImmutableList.copyOf(mistakes);
  }

  /** Returns the mistakes, in the order of their places; at least one. */
  public List<Mistake> mistakes() {
    return mistakes;
  }
}
