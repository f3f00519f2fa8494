package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule for several values of a check together.
 *
 * @param refuses returns what is wrong, in words; empty when nothing is
 * @param about the values that it looks at
 */
record ArgumentsRule(
    Function<Arguments, Optional<String>> refuses, ImmutableList<CheckInput<?>> about) {

  /** Returns what is wrong, at the first of the values that is given. */
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
