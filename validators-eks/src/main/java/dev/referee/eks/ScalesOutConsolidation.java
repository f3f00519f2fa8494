package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.SCALES_IN;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a NodePool lets its nodes be removed when they are no longer needed.
 *
 * @see <a href="https://karpenter.sh/docs/concepts/disruption/">Disruption</a>
 */
final class ScalesOutConsolidation {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(h|m|s)");
  private static final Pattern NUMBERS = Pattern.compile("[\\d,]{1,40}");

  /** Which nodes have to be removed again. */
  enum Asked {
    EMPTY("Empty", "nodes without pods are removed"),
    UNDERUTILIZED("Underutilized", "nodes that are hardly used are removed");

    private final String reason;
    private final String words;

    Asked(String reason, String words) {
      this.reason = reason;
      this.words = words;
    }

    String words() {
      return words;
    }

    /** Returns the reason of a disruption by which Karpenter removes such nodes. */
    String reason() {
      return reason;
    }
  }

  private ScalesOutConsolidation() {}

  /**
   * Returns the finding that such nodes are removed. Judged are the NodePools that have nodes; all
   * of them if none has.
   */
  static Finding finding(
      List<ScalesOutNodePool> pools, List<ScalesOutNodeClaim> claims, Asked which) {
    Set<String> withNodes =
        claims.stream().map(ScalesOutNodeClaim::pool).collect(ImmutableSet.toImmutableSet());
    List<ScalesOutNodePool> judged =
        pools.stream()
            .filter(pool -> !pool.isStatic())
            .filter(pool -> withNodes.contains(pool.name()) || withNodes.isEmpty())
            .collect(toImmutableList());
    List<ScalesOutNodePool> blocked =
        judged.stream()
            .filter(pool -> obstacle(pool, which).isPresent())
            .collect(toImmutableList());
    boolean fine = blocked.isEmpty();
    Finding.Builder finding =
        (fine ? SCALES_IN.satisfied() : SCALES_IN.unsatisfied())
            .subject(
                "NodePool "
                    + (fine
                        ? judged.stream()
                            .limit(10)
                            .map(ScalesOutNodePool::name)
                            .collect(Collectors.joining(", "))
                        : blocked.get(0).name()))
            .expected(which.words())
            .seen(
                fine
                    ? "Nothing keeps such nodes for ever."
                    : "Its nodes stay: %s.".formatted(obstacle(blocked.get(0), which).orElse("")))
            .remedy(
                "Set spec.disruption of the NodePool: consolidationPolicy"
                    + " WhenEmptyOrUnderutilized, consolidateAfter such as 1m, and budgets that"
                    + " allow at least 1 node at some time.");
    if (!fine) {
      Facts.add(
          finding,
          blocked.subList(1, blocked.size()),
          pool -> "NodePool " + pool.name(),
          pool -> obstacle(pool, which).orElse(""));
    }
    return finding.build();
  }

  /** Returns why a NodePool never removes such nodes; empty if it does. */
  private static Optional<String> obstacle(ScalesOutNodePool pool, Asked asked) {
    String policy = pool.resource().text("spec", "disruption", "consolidationPolicy");
    if (asked == Asked.UNDERUTILIZED && policy.equals("WhenEmpty")) {
      return Optional.of("its consolidationPolicy WhenEmpty removes only nodes without pods");
    }
    if (pool.resource().text("spec", "disruption", "consolidateAfter").equals("Never")) {
      return Optional.of("its consolidateAfter is Never");
    }
    return pool.resource().maps("spec", "disruption", "budgets").stream()
        .filter(it -> concerns(it, asked) && allowsNone(it) && isAlwaysActive(it))
        .findFirst()
        .map(it -> "a disruption budget of it allows 0 nodes at any time");
  }

  private static boolean concerns(Map<?, ?> budget, Asked asked) {
    return !(budget.get("reasons") instanceof List<?> reasons)
        || reasons.isEmpty()
        || reasons.contains(asked.reason());
  }

  /** A percentage is rounded up, so only zero allows none. */
  private static boolean allowsNone(Map<?, ?> budget) {
    return CustomResource.text(budget.get("nodes")).matches("0{1,9}%?");
  }

  private static boolean isAlwaysActive(Map<?, ?> budget) {
    String schedule = CustomResource.text(budget.get("schedule"));
    return schedule.isEmpty()
        || duration(CustomResource.text(budget.get("duration"))).compareTo(longestGap(schedule))
            >= 0;
  }

  private static Duration duration(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = DURATION.matcher(text);
    while (part.find()) {
      sum = sum.plus(Duration.parse("PT" + part.group(1) + part.group(2)));
    }
    return sum;
  }

  /** Returns a time within which a schedule certainly begins again; very long if unknown. */
  private static Duration longestGap(String schedule) {
    ImmutableList<String> fields =
        ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(expanded(schedule)));
    Duration unknown = Duration.ofDays(10_000);
    if (fields.size() != 5
        || !fields.get(2).equals("*")
        || !fields.get(3).equals("*")
        || !(fields.get(0).equals("*") || NUMBERS.matcher(fields.get(0)).matches())) {
      return unknown;
    }
    if (!fields.get(4).equals("*")) {
      return fields.get(4).matches("[0-7]") ? Duration.ofDays(7) : unknown;
    }
    if (!fields.get(1).equals("*")) {
      return NUMBERS.matcher(fields.get(1)).matches() ? Duration.ofDays(1) : unknown;
    }
    return fields.get(0).equals("*") ? Duration.ofMinutes(1) : Duration.ofHours(1);
  }

  private static String expanded(String schedule) {
    return switch (schedule) {
      case "@hourly" -> "0 * * * *";
      case "@daily", "@midnight" -> "0 0 * * *";
      case "@weekly" -> "0 0 * * 0";
      default -> schedule;
    };
  }
}
