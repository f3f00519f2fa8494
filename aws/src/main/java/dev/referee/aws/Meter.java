package dev.referee.aws;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A counter of the calls to an account since its creation, by check and operation.
 *
 * <p>Thread-safe; no call is lost or counted twice. The verification of the account counts. Calls
 * to get credentials, such as assuming a role, do not.
 */
public final class Meter {
  private final ConcurrentMap<Key, CallCounts> counts = new ConcurrentHashMap<>();

  Meter() {}

  /**
   * A key of the counters: a check and an operation.
   *
   * @param check the check's id
   * @param operation the operation, for example {@code ec2:DescribeInstances}
   */
  public record Key(String check, String operation) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::check).thenComparing(Key::operation);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  void count(CheckSession session, Operation operation, CallCounts more) {
    Key key = new Key(session.run().check().id(), operation.service() + ":" + operation.name());
    counts.merge(key, more, CallCounts::plus);
  }

  /** Returns a copy of the counts so far, by check and then by operation. */
  public SortedMap<Key, CallCounts> counts() {
    return ImmutableSortedMap.copyOf(counts);
  }

  /** Returns the sum of all counts so far. */
  public CallCounts total() {
    return counts().values().stream().reduce(CallCounts.NONE, CallCounts::plus);
  }

  @Override
  public String toString() {
    return total().toString();
  }
}
