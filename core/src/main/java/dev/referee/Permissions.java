package dev.referee;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import java.util.Set;

/**
 * Is what a check may ask of its targets, by the names that the target's own access control uses:
 * for AWS the IAM actions, as in {@code ec2:DescribeInstances}.
 *
 * <p>Immutable. An action is either a read, or <em>active</em>: it starts something, which the
 * check ends again. Order is alphabetical.
 */
public final class Permissions {
  private static final Permissions NONE =
      new Permissions(ImmutableSortedSet.of(), ImmutableSortedSet.of());

  private final ImmutableSortedSet<String> reads;
  private final ImmutableSortedSet<String> actives;

  private Permissions(ImmutableSortedSet<String> reads, ImmutableSortedSet<String> actives) {
    this.reads = reads;
    this.actives = actives;
  }

  /** Returns the permission to ask nothing. */
  public static Permissions none() {
    return NONE;
  }

  /** Returns the permission to read by the given actions. */
  public static Permissions reading(String... actions) {
    return new Permissions(ImmutableSortedSet.copyOf(actions), ImmutableSortedSet.of());
  }

  /** Returns these permissions, and active ones. */
  public Permissions acting(String... actions) {
    return new Permissions(reads, union(actives, ImmutableSortedSet.copyOf(actions)));
  }

  /** Returns these permissions and those. */
  public Permissions and(Permissions others) {
    return new Permissions(union(reads, others.reads), union(actives, others.actives));
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

  /** Returns all actions. */
  public Set<String> all() {
    return union(reads, actives);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Permissions that
        && reads.equals(that.reads)
        && actives.equals(that.actives);
  }

  @Override
  public int hashCode() {
    return 31 * reads.hashCode() + actives.hashCode();
  }

  @Override
  public String toString() {
    return "may read by " + reads + (actives.isEmpty() ? "" : ", and act by " + actives);
  }
}
