package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The permissions that a check needs, for example {@code ec2:DescribeInstances}. Their names are
 * those of the target's own access control, for AWS the IAM actions.
 *
 * <p>Immutable. An action is either a read, or <em>active</em>: it starts something that the check
 * ends again. Some actions may be optional. The check needs all others, so it cannot pass if one of
 * them was denied. The order is alphabetical.
 */
public final class Permissions {
  private static final Permissions NONE =
      new Permissions(ImmutableSortedSet.of(), ImmutableSortedSet.of(), ImmutableSortedMap.of());

  private final ImmutableSortedSet<String> reads;
  private final ImmutableSortedSet<String> actives;
  private final ImmutableSortedMap<String, ImmutableSortedSet<String>> optionals;

  private Permissions(
      ImmutableSortedSet<String> reads,
      ImmutableSortedSet<String> actives,
      ImmutableSortedMap<String, ImmutableSortedSet<String>> optionals) {
    this.reads = reads;
    this.actives = actives;
    this.optionals = optionals;
  }

  /** Returns no permissions. */
  public static Permissions none() {
    return NONE;
  }

  /**
   * Returns the permission to read with the given actions. A check that declares an action here
   * that is not known to read is refused when it becomes part of a {@link Task} or of a {@link
   * Catalogue}.
   */
  public static Permissions ofReads(String... actions) {
    return new Permissions(
        ImmutableSortedSet.copyOf(actions), ImmutableSortedSet.of(), ImmutableSortedMap.of());
  }

  /** Returns these permissions and active ones. */
  public Permissions withActives(String... actions) {
    return new Permissions(reads, union(actives, ImmutableSortedSet.copyOf(actions)), optionals);
  }

  /**
   * Returns these permissions, some of which are optional: if one of these is denied, throttled or
   * answered unreadably, the check itself decides what follows, and may pass. For any other action,
   * the check is then inconclusive, even if it catches the exception.
   *
   * @throws IllegalArgumentException if one of them is not permitted at all
   */
  public Permissions withOptionals(String... actions) {
    return optional(ImmutableSortedSet.of(), actions);
  }

  /**
   * Returns the same as {@link #withOptionals}, with a description of what is lost without them.
   *
   * @param unseen what the check does not see without one of the actions, as one sentence for those
   *     who decide whether to allow it
   * @throws IllegalArgumentException if one of them is not permitted at all
   */
  public Permissions optional(String unseen, String... actions) {
    return optional(ImmutableSortedSet.of(unseen), actions);
  }

  private Permissions optional(ImmutableSortedSet<String> unseen, String... actions) {
    ImmutableSortedSet<String> without = ImmutableSortedSet.copyOf(actions);
    Set<String> unknown = Sets.difference(without, all());
    checkArgument(unknown.isEmpty(), "It declares %s as optional, but not as permitted", unknown);
    return new Permissions(reads, actives, merged(optionals, Maps.asMap(without, it -> unseen)));
  }

  /**
   * Returns the union of these permissions and others; an action that one of the two requires is
   * required.
   */
  public Permissions and(Permissions others) {
    Set<String> needed = Sets.union(needed(), others.needed());
    return new Permissions(
        union(reads, others.reads),
        union(actives, others.actives),
        ImmutableSortedMap.copyOf(
            Maps.filterKeys(merged(optionals, others.optionals), it -> !needed.contains(it))));
  }

  private static ImmutableSortedMap<String, ImmutableSortedSet<String>> merged(
      Map<String, ImmutableSortedSet<String>> some,
      Map<String, ImmutableSortedSet<String>> others) {
    SortedMap<String, ImmutableSortedSet<String>> all = new TreeMap<>(some);
    others.forEach((action, unseen) -> all.merge(action, unseen, Permissions::union));
    return ImmutableSortedMap.copyOf(all);
  }

  private Set<String> needed() {
    return Sets.difference(Sets.union(reads, actives), optionals.keySet());
  }

  private static ImmutableSortedSet<String> union(Set<String> some, Set<String> others) {
    return ImmutableSortedSet.copyOf(Iterables.concat(some, others));
  }

  /** Returns the actions that only read. */
  public Set<String> reads() {
    return reads;
  }

  /** Returns the actions that start something. */
  public Set<String> actives() {
    return actives;
  }

  /** Returns the optional actions, of both kinds. */
  public Set<String> optionals() {
    return optionals.keySet();
  }

  /**
   * Returns what the check does not see without an optional action; empty if that was not
   * described.
   */
  public String unseenWithout(String action) {
    return String.join(" ", optionals.getOrDefault(action, ImmutableSortedSet.of()));
  }

  /** Returns all actions. */
  public Set<String> all() {
    return union(reads, actives);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Permissions that
        && reads.equals(that.reads)
        && actives.equals(that.actives)
        && optionals.equals(that.optionals);
  }

  @Override
  public int hashCode() {
    return Objects.hash(reads, actives, optionals);
  }

  @Override
  public String toString() {
    return "reads: "
        + reads
        + (actives.isEmpty() ? "" : ", writes: " + actives)
        + (optionals.isEmpty() ? "" : ", optional: " + optionals.keySet());
  }
}
