package dev.referee.spi;

/**
 * Is a parameter of a kind of check.
 *
 * @param name the name, as in {@code quietPeriod}
 * @param type what may be given
 * @param required whether it must be given
 * @param description what it means, its unit, and what holds when it is not given
 */
public record Parameter(String name, Type type, boolean required, String description) {

  /** Says what may be given for a parameter. */
  public enum Type {
    /** A text. */
    TEXT("a text"),
    /** Texts: a list, or one text alone. */
    TEXTS("a text or a list of texts"),
    /** Texts by name, as in tags. */
    MAP("names with texts, as in {Role: web}"),
    /** {@code true} or {@code false}. */
    FLAG("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** A duration, as in {@code 5m}, {@code 90s}, {@code 1h30m} or {@code PT5M}. */
    DURATION("a duration, as in 5m, 90s or 1h30m");

    private final String words;

    Type(String words) {
      this.words = words;
    }

    /** Returns what may be given, in words. */
    public String words() {
      return words;
    }
  }

  /** Returns a parameter that must be given. */
  public static Parameter required(String name, Type type, String description) {
    return new Parameter(name, type, true, description);
  }

  /** Returns a parameter that may be given. */
  public static Parameter optional(String name, Type type, String description) {
    return new Parameter(name, type, false, description);
  }
}
