package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Permissions;
import java.util.List;

/**
 * A check whose id, claim, expectations and permissions come from its kind.
 *
 * <p>For implementation by modules with checks.
 */
public abstract class DeclaredCheck implements Check {
  private final CheckKind kind;
  private final Arguments arguments;
  private final ImmutableList<Expectation> expectations;
  private final Permissions permissions;

  /** Creates a check of a kind, with what the kind expects and may read for its arguments. */
  protected DeclaredCheck(CheckKind kind, Arguments arguments) {
    this.kind = kind;
    this.arguments = arguments;
    this.expectations = ImmutableList.copyOf(kind.expectations(arguments));
    this.permissions = kind.permissions(arguments);
  }

  /** Returns the values of its parameters. */
  protected final Arguments arguments() {
    return arguments;
  }

  @Override
  public final String id() {
    return kind.id();
  }

  @Override
  public final String claim() {
    return kind.claim();
  }

  @Override
  public final List<Expectation> expectations() {
    return expectations;
  }

  @Override
  public final Permissions permissions() {
    return permissions;
  }

  /** Returns the id and the arguments. */
  @Override
  public final String toString() {
    return "%s (%s)".formatted(id(), arguments);
  }
}
