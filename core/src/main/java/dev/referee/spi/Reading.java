package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import java.util.List;

/**
 * What came of reading the parameters of a check, as game files give them.
 *
 * <p>Immutable.
 */
public final class Reading {
  private final CheckKind kind;
  private final Arguments arguments;
  private final ImmutableList<WrongArgument> wrong;

  Reading(CheckKind kind, Arguments arguments, List<WrongArgument> wrong) {
    this.kind = kind;
    this.arguments = arguments;
    this.wrong = ImmutableList.copyOf(wrong);
  }

  /** Returns everything that is wrong; nothing when {@link #check} makes a check. */
  public List<WrongArgument> wrong() {
    return wrong;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalArgumentException when something is wrong; names every mistake in a line of its
   *     own
   */
  public Check check() {
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(kind.refusal(wrong));
    }
    return kind.made(arguments);
  }

  @Override
  public String toString() {
    return "%s (%s)".formatted(kind.id(), wrong.isEmpty() ? arguments : wrong);
  }
}
