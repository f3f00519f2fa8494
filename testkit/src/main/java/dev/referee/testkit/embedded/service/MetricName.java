package dev.referee.testkit.embedded.service;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;

/**
 * A metric of CloudWatch, as its namespace, its name and its dimensions identify it.
 *
 * @param namespace the namespace, {@code AWS/EC2}
 * @param name the name, {@code CPUUtilization}
 * @param dimensions the values of its dimensions, by name
 */
public record MetricName(String namespace, String name, Map<String, String> dimensions) {

  public MetricName {
    dimensions = ImmutableSortedMap.copyOf(dimensions);
  }

  /** Returns a metric with one dimension. */
  public static MetricName of(String namespace, String name, String dimension, String value) {
    return new MetricName(namespace, name, Map.of(dimension, value));
  }
}
