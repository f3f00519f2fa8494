package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.Permissions;
import java.util.List;

/**
 * The result of reading the parameters of a check: the check, or all mistakes.
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

  /** Returns all mistakes; empty if {@link #check} returns a check. */
  public List<InvalidArgument> wrong() {
    return wrong;
  }

  /**
   * Returns the permissions that the check needs, or the most that it may need if some of its
   * values are not known yet. Only if there are no mistakes.
   */
  public Permissions permissions() {
    return kind.mostPermissions(arguments);
  }

  /**
   * Returns the check.
   *
   * @throws IllegalArgumentException if there are mistakes; the message has one line for each
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
