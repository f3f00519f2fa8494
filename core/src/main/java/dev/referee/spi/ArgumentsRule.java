package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule for several values of a check together.
 *
 * @param refuses returns the mistake as a text; empty if there is none
 * @param about the values that the rule uses
 */
record ArgumentsRule(
    Function<Arguments, Optional<String>> refuses, ImmutableList<CheckInput<?>> about) {

  /** Returns the mistake, at the first given value. */
  Optional<InvalidArgument> wrong(Arguments arguments) {
    List<String> path =
        about.stream()
            .filter(arguments::has)
            .filter(Parameter.class::isInstance)
            .map(CheckInput::name)
            .limit(1)
            .toList();
    return refuses.apply(arguments).map(what -> new InvalidArgument(path, what));
  }
}
