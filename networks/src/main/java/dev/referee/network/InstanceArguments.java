package dev.referee.network;

import dev.referee.spi.Arguments;
import java.util.Arrays;

/** Reads which instances a game means; the same for every check that is about instances. */
public final class InstanceArguments {
  /** Completes the description of a parameter that {@link #read} reads. */
  public static final String WAYS =
      "all of what is given together: name, imageId, instanceType, tag:KEY, id with their ids, or"
          + " otherThan with the ids of the known ones";

  private InstanceArguments() {}

  /**
   * Reads them.
   *
   * @param parameter the parameter's name; it takes a map
   * @throws IllegalArgumentException when it says nothing, or something else
   */
  public static Instances read(Arguments arguments, String parameter) {
    return arguments.map(parameter).entrySet().stream()
        .map(entry -> one(parameter, entry.getKey(), entry.getValue()))
        .reduce(Instances::and)
        .orElseThrow(() -> new IllegalArgumentException("'" + parameter + "' is empty"));
  }

  private static Instances one(String parameter, String by, String value) {
    if (by.startsWith("tag:")) {
      return Instances.tagged(by.substring("tag:".length()), value);
    }
    return switch (by) {
      case "name" -> Instances.named(value);
      case "imageId" -> Instances.ofImage(value);
      case "instanceType" -> Instances.ofType(value);
      case "id" -> withIds(value.trim().split("[\\s,]+"));
      case "otherThan" -> Instances.otherThan(value.trim().split("[\\s,]+"));
      default ->
          throw new IllegalArgumentException(
              "'%s' goes by name, imageId, instanceType, tag:KEY, id or otherThan, and not by '%s'"
                  .formatted(parameter, by));
    };
  }

  private static Instances withIds(String[] ids) {
    return Instances.withIds(ids[0], Arrays.copyOfRange(ids, 1, ids.length));
  }
}
