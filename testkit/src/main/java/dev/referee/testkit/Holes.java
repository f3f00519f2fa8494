package dev.referee.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random choice of the members that are removed from responses in a scenario.
 *
 * <p>The choice depends only on a seed, the world and the operation. If a member that AWS always
 * sends is missing, the verdict must not change. If another member is missing, the response is
 * still valid: the verdict may change, but the check must not break.
 */
final class Holes {
  static final String SEED = "referee.seed";
  private static final long DEFAULT_SEED = 20260101;

  private final PreparedWorld prepared;
  private final String world;

  Holes(PreparedWorld prepared, String world) {
    this.prepared = prepared;
    this.world = world;
  }

  /** Returns the seed of this run. */
  static long seed() {
    return Long.getLong(SEED, DEFAULT_SEED);
  }

  /**
   * Returns for each operation one member that AWS always sends and one other, as far as there are
   * such members.
   *
   * @param calls the operations
   */
  List<AwsInjection> drawn(List<ReceivedCall> calls) {
    List<AwsInjection> drawn = new ArrayList<>();
    for (ReceivedCall call : calls) {
      Random random = new Random(seed() ^ (world + call.operation()).hashCode());
      Map<String, String> members = prepared.sandbox().embedded().members(call);
      List<String> always = new ArrayList<>();
      List<String> others = new ArrayList<>();
      members.forEach((path, member) -> (AlwaysSent.contains(member) ? always : others).add(path));
      if (!always.isEmpty()) {
        drawn.add(AwsInjection.missing(call, always.get(random.nextInt(always.size()))));
      }
      if (!others.isEmpty()) {
        drawn.add(AwsInjection.missingOptional(call, others.get(random.nextInt(others.size()))));
      }
    }
    return drawn;
  }
}
