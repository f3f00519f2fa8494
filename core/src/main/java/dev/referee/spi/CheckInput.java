package dev.referee.spi;

import java.util.List;

/**
 * A value that a kind of check takes: given for one parameter, or for exactly one of several.
 *
 * <p>Implementations are immutable.
 *
 * @param <T> the type of the value, as checks use it
 */
public sealed interface CheckInput<T> permits Parameter, OneOf {

  /** Returns the name under which it is told. */
  String name();

  /** Returns the parameters by which it can be given, as game files name them. */
  List<Parameter<? extends T>> parameters();

  /** Returns whether it has to be given. */
  boolean required();
}
