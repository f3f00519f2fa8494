package dev.referee.spi;

import java.util.function.Consumer;

/**
 * A key of the maps that a parameter takes; see {@link Parameter#maps}.
 *
 * @param name the key, for example {@code claim}
 * @param description what its value means
 * @param required whether every map has to have it
 * @param test throws an {@link IllegalArgumentException} for an invalid value; the message is
 *     reported to the author, with the location of the value
 */
public record MapKey(
    String name, String description, boolean required, Consumer<? super String> test) {

  /** Returns a key that every map has to have. */
  public static MapKey required(String name, String description) {
    return new MapKey(name, description, true, any -> {});
  }

  /** Returns a key that a map may have. */
  public static MapKey optional(String name, String description) {
    return new MapKey(name, description, false, any -> {});
  }

  /** Returns this key with a test of its values. */
  public MapKey testedBy(Consumer<? super String> next) {
    return new MapKey(name, description, required, next);
  }

  @Override
  public String toString() {
    return required ? name : name + " (optional)";
  }
}
