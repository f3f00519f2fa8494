package dev.referee.spi;

import com.google.common.collect.ImmutableList;

/** Thrown when a value is invalid for its parameter. */
final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient InvalidArgument argument;

  InvalidValueException(InvalidArgument argument) {
    super(argument.message());
    this.argument = argument;
  }

  /** Returns the exception for an invalid value at a path. */
  static InvalidValueException at(ImmutableList<String> path, RuntimeException refusal) {
    return refusal instanceof InvalidValueException wrong
        ? wrong
        : new InvalidValueException(
            new InvalidArgument(path, path.get(0) + ": " + refusal.getMessage()));
  }

  InvalidArgument argument() {
    return argument;
  }
}
