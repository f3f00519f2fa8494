package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.MetricSource;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** The values that a test sets for metrics, each from a time on. */
final class MetricOverrides implements MetricSource.Levels {
  private static final long MINUTE = 60;

  private final Map<MetricName, TreeMap<Instant, OptionalDouble>> changes = new HashMap<>();

  /**
   * Sets the value of a metric from a time on.
   *
   * @param level the value; not a number if it is not published; empty to leave it to its source
   */
  void set(MetricName metric, OptionalDouble level, Instant from) {
    changes.computeIfAbsent(metric, any -> new TreeMap<>()).put(from, level);
  }

  Set<MetricName> metrics() {
    return Collections.unmodifiableSet(changes.keySet());
  }

  @Override
  public OptionalDouble at(MetricName metric, Instant time) {
    TreeMap<Instant, OptionalDouble> levels = changes.get(metric);
    Map.Entry<Instant, OptionalDouble> level = levels == null ? null : levels.floorEntry(time);
    return level == null ? OptionalDouble.empty() : level.getValue();
  }

  /** Adds a sample for each full minute in which a metric that has no source has a value. */
  void addTo(MetricSamples samples, MetricName metric, Instant from, Instant to) {
    TreeMap<Instant, OptionalDouble> levels = changes.get(metric);
    if (levels == null) {
      return;
    }
    for (Map.Entry<Instant, OptionalDouble> level : levels.entrySet()) {
      Instant next = levels.higherKey(level.getKey());
      Instant start = level.getKey().isBefore(from) ? from : level.getKey();
      Instant end = next == null || next.isAfter(to) ? to : next;
      double value = level.getValue().orElse(Double.NaN);
      if (!Double.isNaN(value) && start.isBefore(end)) {
        samples.add(value, (double) (minutes(end) - minutes(start)));
      }
    }
  }

  /** Returns how many full minutes begin before a time. */
  private static long minutes(Instant time) {
    long seconds = time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
    return Math.floorDiv(seconds + MINUTE - 1, MINUTE);
  }
}
