package dev.referee.gamefile;

import dev.referee.gamefile.Value.Fields;
import dev.referee.gamefile.Value.Kind;
import dev.referee.gamefile.Value.Scalar;
import java.time.DateTimeException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A schema for single values.
 *
 * @param words completes the sentence "It has to be ..."
 * @param kinds the YAML kinds of such values
 * @param schema their JSON Schema
 * @param parser parses the text, or throws {@link IllegalArgumentException} or {@link
 *     DateTimeException}
 */
record ScalarSchema<T>(
    String words, Set<Kind> kinds, Map<String, Object> schema, Function<String, T> parser)
    implements Schema {

  @Override
  public void check(String name, Value value, Problems mistakes) {
    if (read(value).isEmpty()) {
      Schema.refuse(name, value, words, mistakes);
    }
  }

  /** Reads the value of a key; empty if there is no valid one. */
  Optional<T> read(Fields fields, String name) {
    return fields.get(name, Scalar.class).flatMap(this::read);
  }

  /** Reads a value; empty if it is invalid. */
  Optional<T> read(Value value) {
    if (!(value instanceof Scalar scalar) || !kinds.contains(scalar.kind())) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(scalar.text()));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
