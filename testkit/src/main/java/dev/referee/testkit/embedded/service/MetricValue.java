package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;

/**
 * An event: a service publishes a value of a metric now.
 *
 * @param call where it is published
 * @param metric the metric
 * @param value the value
 * @param unit its unit, {@code Count}
 */
public record MetricValue(Call call, MetricName metric, double value, String unit) {

  /** Publishes that something was counted once. */
  public static void count(
      Call call, String namespace, String name, String dimension, String value) {
    MetricName metric = MetricName.of(namespace, name, dimension, value);
    call.store().publish(new MetricValue(call, metric, 1, "Count"));
  }
}
