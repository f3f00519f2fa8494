package dev.referee.spi;

import static com.google.common.base.Preconditions.checkState;
import static java.util.stream.Collectors.joining;

import dev.referee.Check;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the parameters of a check, which are valid.
 *
 * <p>Immutable.
 */
public final class Arguments {
  private final Map<CheckInput<?>, Object> values;

  Arguments(Map<CheckInput<?>, Object> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Returns a value, or the default if it is not given.
   *
   * @throws IllegalStateException if it is not given and has no default: a mistake of the provider
   */
  public <T> T get(CheckInput<T> input) {
    return find(input).orElseThrow(() -> new IllegalStateException(input.name() + " has no value"));
  }

  /** Returns a value, or the default if it is not given; empty if there is no default. */
  public <T> Optional<T> find(CheckInput<T> input) {
    @SuppressWarnings("unchecked") // stored for this input
    T value = (T) values.get(input);
    if (value == null && input instanceof Parameter<T> parameter) {
      return parameter.defaultValue().map(parameter::read);
    }
    return Optional.ofNullable(value);
  }

  /** Returns whether a value is given. */
  public boolean has(CheckInput<?> input) {
    return values.containsKey(input);
  }

  /** Returns the given values, for example {@code group named web, zones 2}. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey().name() + " " + entry.getValue())
        .collect(joining(", "));
  }

  /** Collects the values of a check. Not thread-safe. */
  public static final class Builder {
    private final CheckKind kind;
    private final Map<CheckInput<?>, Object> values = new LinkedHashMap<>();

    Builder(CheckKind kind) {
      this.kind = kind;
    }

    /**
     * Sets a value.
     *
     * @throws IllegalArgumentException if it is out of the range of its parameter
     * @throws IllegalStateException if it excludes a value that is set
     */
    public <T> void set(CheckInput<T> input, T value) {
      Object before = values.get(input);
      checkState(
          !(input instanceof OneOf) || before == null,
          "The check %s takes %s, but has both %s and %s",
          kind.id(),
          input,
          before,
          value);
      values.put(input, input instanceof Parameter<T> parameter ? parameter.ranged(value) : value);
    }

    /**
     * Reads a value in the format of game files.
     *
     * @throws IllegalArgumentException if it is invalid
     */
    public <T> void read(Parameter<T> parameter, Object given) {
      values.put(parameter, parameter.read(given));
    }

    /**
     * Returns the values.
     *
     * @throws IllegalStateException if a value is missing, or if values contradict each other; the
     *     message names every mistake
     */
    public Arguments build() {
      Arguments arguments = new Arguments(values);
      List<InvalidArgument> wrong = ArgumentsReader.wrong(kind, arguments);
      checkState(wrong.isEmpty(), "%s", kind.refusal(wrong));
      return arguments;
    }

    /**
     * Returns the check.
     *
     * @throws IllegalStateException like {@link #build}
     */
    public Check check() {
      return kind.made(build());
    }
  }
}
