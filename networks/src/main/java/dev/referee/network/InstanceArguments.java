package dev.referee.network;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.spi.Arguments;
import java.util.Arrays;

/** Reads which instances a game means; the same for every check that is about instances. */
public final class InstanceArguments {
  /** Completes the description of a parameter that {@link #read} reads. */
  public static final String WAYS =
      "by name, imageId, instanceType, tag:KEY, id (a list of ids) or otherThan (the ids of known"
          + " instances); several are combined with AND";

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
      case "id" -> withIds(ids(value));
      case "otherThan" -> Instances.otherThan(ids(value));
      default ->
          throw new IllegalArgumentException(
              "'%s' goes by name, imageId, instanceType, tag:KEY, id or otherThan, and not by '%s'"
                  .formatted(parameter, by));
    };
  }

  private static String[] ids(String value) {
    String[] ids = value.trim().split("[\\s,]+");
    for (String id : ids) {
      checkArgument(
          !id.startsWith("mi-"),
          "'%s' is a hybrid node of Systems Manager, and not an EC2 instance: write the ids of EC2"
              + " instances, as in i-0123456789abcdef0",
          id);
      checkArgument(
          id.startsWith("i-"),
          "'%s' is not the id of an EC2 instance: write i-0123456789abcdef0, or select by name,"
              + " imageId, instanceType or tag:KEY",
          id);
    }
    return ids;
  }

  private static Instances withIds(String[] ids) {
    return Instances.withIds(ids[0], Arrays.copyOfRange(ids, 1, ids.length));
  }
}
