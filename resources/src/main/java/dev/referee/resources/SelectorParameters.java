package dev.referee.resources;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.spi.Parameter;
import java.util.Arrays;
import java.util.Map;

/** The parameters with which games select resources; the same for every check. */
public final class SelectorParameters {
  private SelectorParameters() {}

  /**
   * Returns a parameter that selects resources by their ids.
   *
   * @param key the name of the parameter, for example {@code subnets}
   * @param resource the resource, for example {@code subnet}
   */
  public static Parameter<Selector> ids(String key, String resource) {
    return Parameter.texts(key, "the ids of the %ss".formatted(resource)).as(Selector.WithIds::new);
  }

  /** Returns a parameter that selects resources by name. */
  public static Parameter<Selector> name(String key, String resource) {
    return Parameter.text(key, "the name of the " + resource).as(Selector.Named::new);
  }

  /** Returns a parameter, named by a key and {@code Tag}, that selects resources by tag. */
  public static Parameter<Selector> tag(String key, String resource) {
    return Parameter.pair(key + "Tag", "a tag of the %ss".formatted(resource))
        .as(tag -> new Selector.Tagged(tag.getKey(), tag.getValue()));
  }

  /** Returns a parameter, named by a key and {@code InStack}, that selects a stack resource. */
  public static Parameter<Selector.InStack> inStack(String key, String resource) {
    return Parameter.pair(
            key + "InStack",
            "a CloudFormation stack, and the logical id of the %s in it".formatted(resource))
        .as(pair -> new Selector.InStack(pair.getKey(), pair.getValue()));
  }

  /**
   * Returns a parameter that selects instances.
   *
   * @param resource the instances, for example "the strange instances"
   */
  public static Parameter<Instances> instances(String key, String resource) {
    return Parameter.map(
            key,
            resource
                + ", selected by name, imageId, instanceType, tag:KEY, id (a list of ids) or"
                + " otherThan (the ids of known instances); several are combined with AND",
            "name",
            "imageId",
            "instanceType",
            "tag:KEY",
            "id",
            "otherThan")
        .as(SelectorParameters::instances);
  }

  private static Instances instances(Map<String, String> given) {
    return given.entrySet().stream()
        .map(entry -> one(entry.getKey(), entry.getValue()))
        .reduce(Instances::and)
        .orElseThrow();
  }

  private static Instances one(String by, String value) {
    return switch (by) {
      case "name" -> Instances.named(value);
      case "imageId" -> Instances.ofImage(value);
      case "instanceType" -> Instances.ofType(value);
      case "id" -> withIds(ids(value));
      case "otherThan" -> Instances.otherThan(ids(value));
      default -> Instances.tagged(by.substring("tag:".length()), value);
    };
  }

  private static String[] ids(String value) {
    String[] ids = value.trim().split("[\\s,]+");
    for (String id : ids) {
      checkArgument(
          !id.startsWith("mi-"),
          "'%s' is a hybrid node of Systems Manager, not an EC2 instance: write the ids of EC2"
              + " instances, e.g. i-0123456789abcdef0",
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
