package dev.referee.spi;

import java.util.List;

/**
 * A value that a kind of check takes, given by one parameter or by exactly one of several.
 *
 * <p>Implementations are immutable.
 *
 * @param <T> the type of the value, as checks use it
 */
public sealed interface CheckInput<T> permits Parameter, OneOf {

  /** Returns the name for messages. */
  String name();

  /** Returns the parameters that can give it, as named in game files. */
  List<Parameter<? extends T>> parameters();

  /** Returns whether it is required. */
  boolean required();
}
