package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.MetricSource;
import dev.referee.testkit.embedded.service.MetricSources;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one Region: what was published, what services publish at regular times, and the
 * values that a test sets.
 */
final class MetricStore {
  static final String NO_UNIT = "None";
  private static final int MINUTE = 60;
  private static final Duration KEPT = Duration.ofDays(15);

  /** The order in which metrics are listed. */
  private static final Comparator<MetricName> ORDER =
      Comparator.comparing(MetricName::namespace)
          .thenComparing(MetricName::name)
          .thenComparing(metric -> metric.dimensions().toString());

  private final Map<MetricName, Map<String, TreeMap<Long, MetricSamples>>> published =
      new LinkedHashMap<>();
  private final MetricOverrides levels = new MetricOverrides();
  private final Call context;

  MetricStore(Call context) {
    this.context = context;
  }

  MetricOverrides levels() {
    return levels;
  }

  /**
   * Publishes samples.
   *
   * @param unit their unit
   * @param time when they were measured
   * @param fine whether they are kept by the second, and not by the minute
   * @param values adds the samples
   */
  void put(
      MetricName metric, String unit, Instant time, boolean fine, Consumer<MetricSamples> values) {
    TreeMap<Long, MetricSamples> series =
        published
            .computeIfAbsent(metric, any -> new TreeMap<>())
            .computeIfAbsent(unit, any -> new TreeMap<>());
    series.headMap(context.now().minus(KEPT).getEpochSecond()).clear();
    long second = time.getEpochSecond();
    long key = fine ? second : second - Math.floorMod(second, MINUTE);
    values.accept(series.computeIfAbsent(key, any -> new MetricSamples()));
  }

  /**
   * Returns the samples of a metric in a period.
   *
   * @param unit the unit of the samples; null for all
   * @param from the start
   * @param to the end, exclusive
   */
  MetricSamples samples(MetricName metric, @Nullable String unit, Instant from, Instant to) {
    MetricSamples samples = new MetricSamples();
    published
        .getOrDefault(metric, Map.of())
        .forEach(
            (itsUnit, series) -> {
              if (unit == null || unit.equals(itsUnit)) {
                within(series, from, to).values().forEach(samples::addAll);
              }
            });
    Instant now = context.now();
    Instant end = to.isAfter(now) ? now.plusNanos(1) : to;
    if (!from.isBefore(end)) {
      return samples;
    }
    MetricSource source = MetricSources.of(context.store()).of(metric);
    if (source == null) {
      levels.addTo(samples, metric, from, end);
    } else if (unit == null || unit.equals(source.unit(metric))) {
      source
          .samples(metric, from, end, levels, context)
          .forEach(sample -> samples.add(sample.value(), 1));
    }
    return samples;
  }

  private static NavigableMap<Long, MetricSamples> within(
      NavigableMap<Long, MetricSamples> series, Instant from, Instant to) {
    return series.subMap(from.getEpochSecond(), true, to.getEpochSecond(), false);
  }

  /** Returns the unit of the samples of a metric; {@code None} if it has none or several. */
  String unit(MetricName metric) {
    MetricSource source = MetricSources.of(context.store()).of(metric);
    if (source != null) {
      return source.unit(metric);
    }
    Map<String, ?> units = published.getOrDefault(metric, Map.of());
    return units.size() == 1 ? units.keySet().iterator().next() : NO_UNIT;
  }

  /** Returns all metrics. */
  SortedSet<MetricName> metrics() {
    SortedSet<MetricName> all = new TreeSet<>(ORDER);
    all.addAll(published.keySet());
    all.addAll(levels.metrics());
    MetricSources.of(context.store()).all().forEach(source -> all.addAll(source.metrics(context)));
    return all;
  }
}
