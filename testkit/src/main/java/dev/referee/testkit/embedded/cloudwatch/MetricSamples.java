package dev.referee.testkit.embedded.cloudwatch;

import java.util.Map;
import java.util.TreeMap;

/** The samples of a metric in a period: the values with their counts, and their sum. */
final class MetricSamples {
  private final TreeMap<Double, Double> counts = new TreeMap<>();
  private double count;
  private double sum;
  private double minimum = Double.POSITIVE_INFINITY;
  private double maximum = Double.NEGATIVE_INFINITY;

  /** Whether the single values of some samples are not known. */
  private boolean summarized;

  boolean isEmpty() {
    return count == 0;
  }

  void add(double value, double times) {
    if (times > 0) {
      counts.merge(value, times, Double::sum);
      summarize(times, value * times, value, value);
    }
  }

  /** Adds samples that were published as a set of statistics. */
  void addSummary(double times, double total, double least, double most) {
    if (least == most) {
      counts.merge(least, times, Double::sum);
    } else {
      summarized = true;
    }
    summarize(times, total, least, most);
  }

  private void summarize(double times, double total, double least, double most) {
    count += times;
    sum += total;
    minimum = Math.min(minimum, least);
    maximum = Math.max(maximum, most);
  }

  void addAll(MetricSamples other) {
    other.counts.forEach((value, times) -> counts.merge(value, times, Double::sum));
    summarized |= other.summarized;
    if (!other.isEmpty()) {
      summarize(other.count, other.sum, other.minimum, other.maximum);
    }
  }

  double count() {
    return count;
  }

  double sum() {
    return sum;
  }

  double minimum() {
    return minimum;
  }

  double maximum() {
    return maximum;
  }

  /** Returns whether percentiles can be computed. */
  boolean hasValues() {
    return !summarized;
  }

  /** Returns the least value that a share of the samples does not exceed. */
  double percentile(double percent) {
    double wanted = count * percent / 100;
    double seen = 0;
    for (Map.Entry<Double, Double> entry : counts.entrySet()) {
      seen += entry.getValue();
      if (seen >= wanted) {
        return entry.getKey();
      }
    }
    return maximum;
  }

  /** Returns the samples between two percentiles, those at the bounds in part. */
  MetricSamples betweenPercentiles(double from, double to) {
    MetricSamples within = new MetricSamples();
    double low = count * from / 100;
    double high = count * to / 100;
    double seen = 0;
    for (Map.Entry<Double, Double> entry : counts.entrySet()) {
      double start = Math.max(seen, low);
      seen += entry.getValue();
      within.add(entry.getKey(), Math.min(seen, high) - start);
    }
    return within;
  }

  /** Returns the samples above a value and up to another. */
  MetricSamples betweenValues(double from, double to) {
    MetricSamples within = new MetricSamples();
    counts.forEach(
        (value, times) -> {
          if (value > from && value <= to) {
            within.add(value, times);
          }
        });
    return within;
  }

  /** Returns the samples, with those outside of two percentiles replaced by the bounds. */
  MetricSamples winsorized(double from, double to) {
    double low = percentile(from);
    double high = percentile(to);
    MetricSamples bounded = new MetricSamples();
    counts.forEach((value, times) -> bounded.add(Math.max(low, Math.min(high, value)), times));
    return bounded;
  }
}
