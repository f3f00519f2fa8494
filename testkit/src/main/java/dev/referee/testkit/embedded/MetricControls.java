package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.cloudwatch.CloudWatch;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.MetricName;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** What a test decides about a metric. */
public final class MetricControls {
  private final Consumer<Consumer<Call>> region;
  private final MetricName metric;

  /**
   * Creates the controls of a metric.
   *
   * @param region runs something in the metric's account and Region
   * @param namespace the namespace
   * @param name the name
   * @param dimensions the values of its dimensions
   */
  MetricControls(
      Consumer<Consumer<Call>> region,
      String namespace,
      String name,
      Map<String, String> dimensions) {
    this.region = region;
    this.metric = new MetricName(namespace, name, dimensions);
  }

  /**
   * Sets the value from now on.
   *
   * @param level the value; not a number if it is not published; empty to leave it to its source
   */
  public void level(OptionalDouble level) {
    region.accept(call -> CloudWatch.of(call).setLevel(metric, level));
  }

  @Override
  public String toString() {
    return metric.toString();
  }
}
