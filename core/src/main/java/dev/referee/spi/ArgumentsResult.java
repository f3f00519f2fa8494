package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import java.util.List;

/**
 * The result of reading the parameters of a check: the check, or everything that is wrong.
 *
 * <p>Immutable.
 */
public final class ArgumentsResult {
  private final CheckKind kind;
  private final Arguments arguments;
  private final ImmutableList<InvalidArgument> wrong;

  ArgumentsResult(CheckKind kind, Arguments arguments, List<InvalidArgument> wrong) {
    this.kind = kind;
    this.arguments = arguments;
    this.wrong = ImmutableList.copyOf(wrong);
  }

  /** Returns everything that is wrong; nothing when {@link #check} makes a check. */
  public List<InvalidArgument> wrong() {
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
