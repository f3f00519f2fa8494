package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** An exception with all mistakes of an invalid game file. */
public final class GameFileException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ImmutableList<Problem> mistakes;

  GameFileException(List<Problem> mistakes) {
    super(String.join("\n", mistakes.stream().map(Problem::toString).toList()));
    this.mistakes = ImmutableList.copyOf(mistakes);
  }

  /** Returns the mistakes, in the order of their locations; at least one. */
  public List<Problem> problems() {
    return mistakes;
  }
}
