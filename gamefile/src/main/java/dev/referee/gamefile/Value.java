package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** A value of a file with its location, not interpreted yet. */
sealed interface Value {

  /** Returns its location. */
  SourceLocation at();

  /** Returns the number of its values, including itself. */
  int size();

  /** Returns a description for people. */
  String words();

  /** The kind of a single value in YAML. */
  enum Kind {
    TEXT,
    WHOLE,
    DECIMAL,
    FLAG,
    NOTHING
  }

  /**
   * A single value.
   *
   * @param at where it begins
   * @param text the text in the file, without quotes
   * @param kind its kind in YAML
   */
  record Scalar(SourceLocation at, String text, Kind kind) implements Value {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public String words() {
      return kind == Kind.NOTHING ? "empty" : "'" + text + "'";
    }
  }

  /**
   * A list.
   *
   * @param at where it begins
   * @param items the contents
   * @param size the number of its values
   */
  record Items(SourceLocation at, List<Value> items, int size) implements Value {
    static Items of(SourceLocation at, List<Value> items) {
      return new Items(
          at, ImmutableList.copyOf(items), 1 + items.stream().mapToInt(Value::size).sum());
    }

    @Override
    public String words() {
      return items.isEmpty() ? "an empty list" : "a list";
    }
  }

  /**
   * A key with its value.
   *
   * @param at where the key begins
   * @param name the key
   * @param value the value
   */
  record Field(SourceLocation at, String name, Value value) {}

  /**
   * A section: keys with values, each key once.
   *
   * @param at where it begins
   * @param fields the contents
   * @param size the number of its values
   */
  record Fields(SourceLocation at, List<Field> fields, int size) implements Value {
    static Fields of(SourceLocation at, List<Field> fields) {
      return new Fields(
          at,
          ImmutableList.copyOf(fields),
          1 + fields.stream().mapToInt(field -> 1 + field.value().size()).sum());
    }

    @Override
    public String words() {
      return "keys with values";
    }

    /** Returns a key with its value. */
    Optional<Field> field(String name) {
      return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** Returns a value; empty if there is no value of that type. */
    <T extends Value> Optional<T> get(String name, Class<T> type) {
      return field(name).map(Field::value).filter(type::isInstance).map(type::cast);
    }

    /** Returns a section. */
    Optional<Fields> section(String name) {
      return get(name, Fields.class);
    }

    /** Returns the items of a list that have a type; empty if there is no list. */
    <T extends Value> List<T> items(String name, Class<T> type) {
      return get(name, Items.class).stream()
          .flatMap(list -> list.items().stream())
          .filter(type::isInstance)
          .map(type::cast)
          .toList();
    }

    /** Returns the location of the value of a key, or else of this section. */
    SourceLocation at(String name) {
      return field(name).map(field -> field.value().at()).orElse(at);
    }
  }
}
