package dev.referee.spi;

import com.google.common.collect.ImmutableList;

/** Thrown when a value does not fit its parameter. */
final class WrongValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient WrongArgument argument;

  WrongValueException(WrongArgument argument) {
    super(argument.what());
    this.argument = argument;
  }

  /** Returns what to throw for a refusal of what stands at a path. */
  static WrongValueException at(ImmutableList<String> path, RuntimeException refusal) {
    return refusal instanceof WrongValueException wrong
        ? wrong
        : new WrongValueException(
            new WrongArgument(path, path.get(0) + ": " + refusal.getMessage()));
  }

  WrongArgument argument() {
    return argument;
  }
}
