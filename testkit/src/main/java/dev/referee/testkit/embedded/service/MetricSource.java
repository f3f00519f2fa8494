package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A service that publishes metrics at regular times. Their values are computed when they are read.
 *
 * <p>A service that only counts publishes {@link MetricValue}s instead.
 */
public interface MetricSource {

  /** Returns the namespace of its metrics, {@code AWS/EC2}. */
  String namespace();

  /** Returns the metrics that it publishes in a Region. */
  List<MetricName> metrics(Call call);

  /** Returns whether it publishes a metric, now or at another time. */
  boolean publishes(MetricName metric);

  /**
   * Returns the samples of a metric, in order of time.
   *
   * @param metric the metric
   * @param from the first possible time
   * @param to the end, exclusive
   * @param levels the values that a test has set
   * @param call the Region
   */
  List<Sample> samples(MetricName metric, Instant from, Instant to, Levels levels, Call call);

  /**
   * Returns the unit of a metric, {@code Percent}.
   *
   * @param metric the metric
   */
  String unit(MetricName metric);

  /**
   * A value of a metric.
   *
   * @param time when it was measured
   * @param value the value
   */
  record Sample(Instant time, double value) {}

  /** The values that a test has set. */
  @FunctionalInterface
  interface Levels {

    /**
     * Returns the value of a metric at a time: {@link Double#NaN} if the metric is not published
     * then, and empty if the test has not decided it.
     */
    OptionalDouble at(MetricName metric, Instant time);
  }
}
