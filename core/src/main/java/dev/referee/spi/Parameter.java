package dev.referee.spi;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a kind of check: its name, its type and its default.
 *
 * <p>It is declared once. Game files, their schema, the pages of the checks and the builders in
 * Java are derived from it. Immutable.
 *
 * @param <T> the type of its value, as checks use it
 */
public final class Parameter<T> implements CheckInput<T> {
  private final ParameterShape shape;
  private final Reader<T> reader;
  private final boolean plain;

  /** The type of the values of a parameter. */
  public enum Type {
    /** A text. */
    TEXT("a text"),
    /** One of several texts. */
    CHOICE("one of "),
    /** A list of texts, or a single text. */
    TEXTS("a text or a list of texts"),
    /** A map of texts, as in tags. */
    MAP("a map of strings, e.g. {Role: web}"),
    /** A list of maps of texts with fixed keys, or a single such map. */
    MAPS("a map or a list of maps with the keys "),
    /** One key with its value, as in a tag. */
    PAIR("one key with its value, e.g. {Role: web}"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** A duration, for example {@code 5m}, {@code 90s}, {@code 1h30m} or {@code PT5M}. */
    DURATION("a duration");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Reads a value in the format of game files. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(ParameterShape shape, @Nullable Object given);
  }

  private Parameter(ParameterShape shape, Reader<T> reader, boolean plain) {
    this.shape = shape;
    this.reader = reader;
    this.plain = plain;
  }

  private static <T> Parameter<T> of(
      String name, Type type, String description, List<String> choices, Reader<T> reader) {
    return new Parameter<>(
        ParameterShape.withChoices(name, type, description, choices), reader, true);
  }

  private Parameter<T> with(Consumer<ParameterShape> change) {
    ParameterShape copy = new ParameterShape(shape);
    change.accept(copy);
    return new Parameter<>(copy, reader, plain);
  }

  /**
   * Returns a parameter that takes a text.
   *
   * @param name the name, for example {@code securityGroup}
   * @param description what it means
   */
  public static Parameter<String> text(String name, String description) {
    return of(
        name, Type.TEXT, description, List.of(), (shape, given) -> shape.values().text(given));
  }

  /** Returns a parameter that takes a list of texts, or a single text. */
  public static Parameter<List<String>> texts(String name, String description) {
    return texts(name, description, text -> text);
  }

  /**
   * Returns a parameter that takes a list of texts, or a single text.
   *
   * @param each converts one of them; the message of an {@link IllegalArgumentException} is
   *     reported to the author, with the location of the item
   */
  public static <T> Parameter<List<T>> texts(
      String name, String description, Function<? super String, ? extends T> each) {
    return of(
        name,
        Type.TEXTS,
        description,
        List.of(),
        (shape, given) -> shape.values().texts(given, each));
  }

  /** Returns a parameter that takes a flag; the default is false. */
  public static Parameter<Boolean> flag(String name, String description) {
    Parameter<Boolean> flag =
        of(name, Type.FLAG, description, List.of(), (shape, given) -> shape.values().flag(given));
    return flag.defaultValue(false);
  }

  /** Returns a parameter that takes a whole number. */
  public static Parameter<Integer> number(String name, String description) {
    return of(
        name,
        Type.NUMBER,
        description,
        List.of(),
        (shape, given) -> shape.ranged(shape.values().number(given)));
  }

  /** Returns a parameter that takes a duration. */
  public static Parameter<Duration> duration(String name, String description) {
    return of(
        name,
        Type.DURATION,
        description,
        List.of(),
        (shape, given) -> shape.ranged(shape.values().duration(given)));
  }

  /**
   * Returns a parameter that takes one of several texts.
   *
   * @param choices the texts, in order, and the value of each
   */
  public static <T> Parameter<T> choice(String name, String description, Map<String, T> choices) {
    ImmutableMap<String, T> copy = ImmutableMap.copyOf(choices);
    return of(
        name,
        Type.CHOICE,
        description,
        copy.keySet().asList(),
        (shape, given) -> shape.values().choice(given, copy));
  }

  /**
   * Returns a parameter that takes a map of texts.
   *
   * @param keys the allowed keys; {@code KEY} at the end of a key stands for any text; empty if
   *     every key is allowed
   */
  public static Parameter<Map<String, String>> map(
      String name, String description, String... keys) {
    return of(
        name,
        Type.MAP,
        description,
        List.of(keys),
        (shape, given) -> shape.values().map(given, shape.choices));
  }

  /**
   * Returns a parameter that takes a list of maps of texts, or a single one.
   *
   * @param keys the keys of each map
   * @param each converts one of them; the message of an {@link IllegalArgumentException} is
   *     reported to the author, with the location of the item
   */
  public static <T> Parameter<List<T>> maps(
      String name,
      String description,
      List<MapKey> keys,
      Function<? super Map<String, String>, ? extends T> each) {
    return new Parameter<>(
        new ParameterShape(name, Type.MAPS, description, keys),
        (shape, given) -> shape.values().maps(given, shape.keys, each),
        true);
  }

  /** Returns a parameter that takes one key with its value, as in a tag. */
  public static Parameter<Map.Entry<String, String>> pair(String name, String description) {
    return of(
        name, Type.PAIR, description, List.of(), (shape, given) -> shape.values().pair(given));
  }

  /**
   * Returns this parameter, with a value of another type.
   *
   * @param next converts the value; the message of an {@link IllegalArgumentException} is reported
   *     to the author
   */
  public <R> Parameter<R> as(Function<? super T, ? extends R> next) {
    return new Parameter<>(
        shape,
        (facts, given) -> {
          T value = reader.read(facts, given);
          try {
            return next.apply(value);
          } catch (IllegalArgumentException e) {
            throw InvalidValueException.at(ImmutableList.of(facts.name), e);
          }
        },
        false);
  }

  /** Returns this parameter as a required one. */
  public Parameter<T> mandatory() {
    return with(
        facts -> {
          facts.required = true;
          facts.defaultValue = null;
          facts.defaultText = "";
        });
  }

  /**
   * Returns this parameter with a default.
   *
   * @param value the value in the format of game files
   * @throws IllegalArgumentException if that is invalid
   */
  public Parameter<T> defaultValue(Object value) {
    read(value);
    String words =
        value instanceof List<?> list
            ? String.join(", ", list.stream().map(String::valueOf).toList())
            : value.toString();
    return with(
        facts -> {
          facts.defaultValue = value;
          facts.defaultText = words;
        });
  }

  /** Returns this parameter with a description of its default, if the default is not a constant. */
  public Parameter<T> defaultText(String words) {
    return with(facts -> facts.defaultText = words);
  }

  /** Returns this parameter with a minimum. */
  public Parameter<T> atLeast(long least) {
    checkState(type() == Type.NUMBER, "%s is not a number parameter", name());
    return with(facts -> facts.least = least);
  }

  /** Returns this parameter with a shortest duration. */
  public Parameter<T> atLeast(Duration shortest) {
    checkState(type() == Type.DURATION, "%s is not a duration parameter", name());
    return with(facts -> facts.shortest = shortest);
  }

  /** Returns this parameter with a minimum and a maximum. */
  public Parameter<T> between(long least, long most) {
    return atLeast(least).with(facts -> facts.most = most);
  }

  /**
   * Returns this parameter with an example value; see {@link CheckKind#example}.
   *
   * @throws IllegalArgumentException if that is invalid
   */
  public Parameter<T> example(Object example) {
    read(example);
    return with(facts -> facts.example = example);
  }

  /** Returns the name, for example {@code quietPeriod}. */
  @Override
  public String name() {
    return shape.name;
  }

  /** Returns the type. */
  public Type type() {
    return shape.type;
  }

  /** Returns a description of the type, with its range or choices. */
  public String words() {
    return shape.words();
  }

  /** Returns the description. */
  public String description() {
    return shape.description;
  }

  @Override
  public boolean required() {
    return shape.required;
  }

  /** Returns the default in the format of game files; empty if it is not a constant. */
  public Optional<Object> defaultValue() {
    return Optional.ofNullable(shape.defaultValue);
  }

  /** Returns a description of the default; empty if there is none. */
  public String defaultText() {
    return shape.defaultText;
  }

  /** Returns the minimum; empty if there is none. */
  public OptionalLong least() {
    return shape.least == null ? OptionalLong.empty() : OptionalLong.of(shape.least);
  }

  /** Returns the maximum; empty if there is none. */
  public OptionalLong most() {
    return shape.most == null ? OptionalLong.empty() : OptionalLong.of(shape.most);
  }

  /** Returns the texts of a choice, or the allowed keys of a map; empty for other types. */
  public List<String> choices() {
    return shape.choices;
  }

  /** Returns the keys of a list of maps, with their descriptions; empty for other types. */
  public List<MapKey> keys() {
    return shape.keys;
  }

  /** Returns the example value. */
  public Optional<Object> example() {
    return Optional.ofNullable(shape.example);
  }

  @Override
  public List<Parameter<? extends T>> parameters() {
    return ImmutableList.of(this);
  }

  /**
   * Reads a value.
   *
   * @throws InvalidValueException if it is invalid
   */
  T read(@Nullable Object given) {
    return reader.read(shape, given);
  }

  /**
   * Checks a value that was created elsewhere.
   *
   * @throws InvalidValueException if it is out of the range
   */
  T ranged(T value) {
    return plain ? shape.ranged(value) : value;
  }

  @Override
  public String toString() {
    return name() + ": " + words();
  }
}
