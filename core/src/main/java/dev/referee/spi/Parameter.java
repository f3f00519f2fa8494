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
 * A parameter of a kind of check: its name, what may be given for it, and what holds without it.
 *
 * <p>It is stated once. Game files, their schema, the pages of the checks and the builders in Java
 * follow from it. Immutable.
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
    /** One of some texts. */
    CHOICE("one of "),
    /** Texts: a list, or one text alone. */
    TEXTS("a text or a list of texts"),
    /** Texts by name, as in tags. */
    MAP("a map of strings, e.g. {Role: web}"),
    /** One text with its name, as in a tag. */
    PAIR("one key with its value, e.g. {Role: web}"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** A duration, as in {@code 5m}, {@code 90s}, {@code 1h30m} or {@code PT5M}. */
    DURATION("a duration");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Reads a value as files give it. */
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
    return new Parameter<>(new ParameterShape(name, type, description, choices), reader, true);
  }

  private Parameter<T> with(Consumer<ParameterShape> change) {
    ParameterShape copy = new ParameterShape(shape);
    change.accept(copy);
    return new Parameter<>(copy, reader, plain);
  }

  /**
   * Returns a parameter that takes a text.
   *
   * @param name the name, as in {@code securityGroup}
   * @param description what it means
   */
  public static Parameter<String> text(String name, String description) {
    return of(
        name, Type.TEXT, description, List.of(), (shape, given) -> shape.values().text(given));
  }

  /** Returns a parameter that takes a list of texts, or one text alone. */
  public static Parameter<List<String>> texts(String name, String description) {
    return texts(name, description, text -> text);
  }

  /**
   * Returns a parameter that takes a list of texts, or one text alone.
   *
   * @param each reads one of them; what it throws as {@link IllegalArgumentException} is told to
   *     the author, with the place of the item
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

  /** Returns a parameter that takes a flag; it is false when it is not given. */
  public static Parameter<Boolean> flag(String name, String description) {
    Parameter<Boolean> flag =
        of(name, Type.FLAG, description, List.of(), (shape, given) -> shape.values().flag(given));
    return flag.otherwise(false);
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
   * Returns a parameter that takes one of some texts.
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
   * Returns a parameter that takes texts by name.
   *
   * @param keys the names that it knows, of which one that ends in {@code KEY} stands for any
   *     ending; none where it takes every name
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

  /** Returns a parameter that takes one text with its name, as in a tag. */
  public static Parameter<Map.Entry<String, String>> pair(String name, String description) {
    return of(
        name, Type.PAIR, description, List.of(), (shape, given) -> shape.values().pair(given));
  }

  /**
   * Returns this parameter, with a value of another type.
   *
   * @param next makes it of the value; what it throws as {@link IllegalArgumentException} is told
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

  /** Returns this parameter, which has to be given. */
  public Parameter<T> mandatory() {
    return with(
        facts -> {
          facts.required = true;
          facts.otherwise = null;
          facts.otherwiseWords = "";
        });
  }

  /**
   * Returns this parameter with what holds when it is not given.
   *
   * @param value the value as files give it
   * @throws IllegalArgumentException when that does not fit
   */
  public Parameter<T> otherwise(Object value) {
    read(value);
    String words =
        value instanceof List<?> list
            ? String.join(", ", list.stream().map(String::valueOf).toList())
            : value.toString();
    return with(
        facts -> {
          facts.otherwise = value;
          facts.otherwiseWords = words;
        });
  }

  /** Returns this parameter with what holds when it is not given, where that is not a constant. */
  public Parameter<T> otherwiseAs(String words) {
    return with(facts -> facts.otherwiseWords = words);
  }

  /** Returns this parameter, which takes numbers that are not less. */
  public Parameter<T> atLeast(long least) {
    checkState(type() == Type.NUMBER, "%s is not a number parameter", name());
    return with(facts -> facts.least = least);
  }

  /** Returns this parameter, which takes durations that are not shorter. */
  public Parameter<T> atLeast(Duration shortest) {
    checkState(type() == Type.DURATION, "%s is not a duration parameter", name());
    return with(facts -> facts.shortest = shortest);
  }

  /** Returns this parameter, which takes numbers from a least one to a most one. */
  public Parameter<T> between(long least, long most) {
    return atLeast(least).with(facts -> facts.most = most);
  }

  /**
   * Returns this parameter with what its kind's example gives for it; see {@link
   * CheckKind#example}.
   *
   * @throws IllegalArgumentException when that does not fit
   */
  public Parameter<T> example(Object example) {
    read(example);
    return with(facts -> facts.example = example);
  }

  /** Returns the name, as in {@code quietPeriod}. */
  @Override
  public String name() {
    return shape.name;
  }

  /** Returns what may be given. */
  public Type type() {
    return shape.type;
  }

  /** Returns what may be given, in words, with its range or choices. */
  public String words() {
    return shape.words();
  }

  /** Returns what it means. */
  public String description() {
    return shape.description;
  }

  @Override
  public boolean required() {
    return shape.required;
  }

  /** Returns what holds when it is not given, as files give it; empty when it is no constant. */
  public Optional<Object> otherwise() {
    return Optional.ofNullable(shape.otherwise);
  }

  /** Returns what holds when it is not given, in words; empty where nothing is said. */
  public String otherwiseWords() {
    return shape.otherwiseWords;
  }

  /** Returns the least number; empty when it takes no numbers, or any. */
  public OptionalLong least() {
    return shape.least == null ? OptionalLong.empty() : OptionalLong.of(shape.least);
  }

  /** Returns the greatest number; empty when it takes no numbers, or any. */
  public OptionalLong most() {
    return shape.most == null ? OptionalLong.empty() : OptionalLong.of(shape.most);
  }

  /** Returns the texts of a choice, or the names that a map knows; empty for every other. */
  public List<String> choices() {
    return shape.choices;
  }

  /** Returns what its kind's example gives for it. */
  public Optional<Object> example() {
    return Optional.ofNullable(shape.example);
  }

  @Override
  public List<Parameter<? extends T>> parameters() {
    return ImmutableList.of(this);
  }

  /**
   * Reads what is given for it.
   *
   * @throws InvalidValueException when it does not fit
   */
  T read(@Nullable Object given) {
    return reader.read(shape, given);
  }

  /**
   * Returns a value that was made elsewhere.
   *
   * @throws InvalidValueException when it is out of the range
   */
  T ranged(T value) {
    return plain ? shape.ranged(value) : value;
  }

  @Override
  public String toString() {
    return name() + ": " + words();
  }
}
