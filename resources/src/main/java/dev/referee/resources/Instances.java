package dev.referee.resources;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * A selection of EC2 instances: by id, tag, name, image, type, or all that are not known. With
 * {@link #and} all conditions have to hold.
 *
 * <p>Immutable.
 */
public final class Instances implements Selector {
  private static final String BY_ID = "instance-id";

  private final String words;
  private final ImmutableList<Filter> filters;
  private final ImmutableSet<String> except;

  private Instances(String words, List<Filter> filters, Set<String> except) {
    this.words = words;
    this.filters = ImmutableList.copyOf(filters);
    this.except = ImmutableSet.copyOf(except);
  }

  /** Selects by ids; a check that requires instances requires all of them. */
  public static Instances withIds(String first, String... more) {
    List<String> ids = ImmutableList.<String>builder().add(first).add(more).build();
    return new Instances(
        String.join(", ", ids),
        List.of(Filter.builder().name(BY_ID).values(ids).build()),
        Set.of());
  }

  /** Selects by a tag's value; {@code *} stands for any characters and {@code ?} for one. */
  public static Instances tagged(String key, String value) {
    checkArgument(!key.isBlank(), "A tag has a key");
    return by("tagged " + key + "=" + value, "tag:" + key, value);
  }

  /** Selects by the tag {@code Name}; {@code *} stands for any characters and {@code ?} for one. */
  public static Instances named(String name) {
    return by("named " + name, "tag:Name", name);
  }

  /** Selects by the id of the image (AMI) that they were launched from. */
  public static Instances ofImage(String imageId) {
    return by("of image " + imageId, "image-id", imageId);
  }

  /** Selects by instance type, for example {@code t3.nano}. */
  public static Instances ofType(String instanceType) {
    return by("of type " + instanceType, "instance-type", instanceType);
  }

  /**
   * Selects all instances of the account and Region except the given ones. The instances of the
   * judged group are always excluded.
   */
  public static Instances otherThan(String... instanceIds) {
    Set<String> known = ImmutableSet.copyOf(instanceIds);
    return new Instances("that are not among the known ones", List.of(), known);
  }

  private static Instances by(String words, String filter, String value) {
    return new Instances(
        words, List.of(Filter.builder().name(filter).values(value).build()), Set.of());
  }

  /** Selects the instances that both select. */
  public Instances and(Instances others) {
    return new Instances(
        words + " and " + others.words,
        ImmutableList.<Filter>builder().addAll(filters).addAll(others.filters).build(),
        ImmutableSet.<String>builder().addAll(except).addAll(others.except).build());
  }

  /** Returns the conditions as EC2 filters, without the exceptions. */
  List<Filter> filters() {
    return filters;
  }

  /** Returns the number of instances that have to exist at least. */
  int least() {
    return filters.stream()
        .filter(filter -> filter.name().equals(BY_ID))
        .mapToInt(filter -> filter.values().size())
        .max()
        .orElse(1);
  }

  boolean excepts(String instanceId) {
    return except.contains(instanceId);
  }

  /** Returns the selection as words that follow "instances". */
  @Override
  public String toString() {
    return words;
  }
}
