package dev.referee.spi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a kind of check.
 *
 * <p>Immutable.
 */
public final class Parameter {
  private final String name;
  private final Type type;
  private final boolean required;
  private final String description;
  private final @Nullable Object example;

  /** Says what may be given for a parameter. */
  public enum Type {
    /** A text. */
    TEXT("a text"),
    /** Texts: a list, or one text alone. */
    TEXTS("a text or a list of texts"),
    /** Texts by name, as in tags. */
    MAP("a map of strings, e.g. {Role: web}"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** A duration, as in {@code 5m}, {@code 90s}, {@code 1h30m} or {@code PT5M}. */
    DURATION("a duration, e.g. 5m, 90s or 1h30m");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** Returns what may be given, in words. */
    public String words() {
      return words;
    }
  }

  private Parameter(
      String name, Type type, boolean required, String description, @Nullable Object example) {
    this.name = name;
    this.type = type;
    this.required = required;
    this.description = description;
    this.example = example;
  }

  /**
   * Returns a parameter that must be given.
   *
   * @param name the name, as in {@code quietPeriod}
   * @param type what may be given
   * @param description what it means, and its unit
   */
  public static Parameter required(String name, Type type, String description) {
    return new Parameter(name, type, true, description, null);
  }

  /**
   * Returns a parameter that may be given.
   *
   * @param name the name, as in {@code quietPeriod}
   * @param type what may be given
   * @param description what it means, its unit, and what holds when it is not given
   */
  public static Parameter optional(String name, Type type, String description) {
    return new Parameter(name, type, false, description, null);
  }

  /**
   * Returns this parameter with what its kind's example gives for it; see {@link
   * CheckKind#example}.
   *
   * @throws IllegalArgumentException when that is not of its type
   */
  public Parameter example(Object example) {
    Arguments.read(this, example);
    return new Parameter(name, type, required, description, example);
  }

  /** Returns the name, as in {@code quietPeriod}. */
  public String name() {
    return name;
  }

  /** Returns what may be given. */
  public Type type() {
    return type;
  }

  /** Returns whether it must be given. */
  public boolean required() {
    return required;
  }

  /** Returns what it means, its unit, and what holds when it is not given. */
  public String description() {
    return description;
  }

  /** Returns what its kind's example gives for it. */
  public Optional<Object> example() {
    return Optional.ofNullable(example);
  }

  @Override
  public String toString() {
    return name + ": " + type.words();
  }
}
