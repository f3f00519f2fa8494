package dev.referee.ec2;

import dev.referee.spi.Arguments;

/** Reads which instances a game means; the same for every check that is about instances. */
final class InstanceArguments {
  /** Completes the description of a parameter that {@link #read} reads. */
  static final String WAYS =
      "all of what is given together: name, imageId, instanceType, tag:KEY, or otherThan with the"
          + " ids of the known ones";

  private InstanceArguments() {}

  static Instances read(Arguments arguments, String parameter) {
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
      case "otherThan" -> Instances.otherThan(value.trim().split("[\\s,]+"));
      default ->
          throw new IllegalArgumentException(
              "'%s' goes by name, imageId, instanceType, tag:KEY or otherThan, and not by '%s'"
                  .formatted(parameter, by));
    };
  }
}
