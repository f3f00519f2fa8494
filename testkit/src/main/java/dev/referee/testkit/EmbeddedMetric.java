package dev.referee.testkit;

import dev.referee.testkit.embedded.MetricControls;
import java.util.OptionalDouble;

/**
 * A metric of CloudWatch in an {@link EmbeddedAccount} whose value a test decides.
 *
 * <p>A metric that an AWS service publishes keeps its times: {@code CPUUtilization} has a value
 * every five minutes while the instance runs, and every minute with detailed monitoring. Any other
 * metric gets a value at each full minute. Alarms see it as time passes.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedMetric {
  private final MetricControls controls;

  EmbeddedMetric(MetricControls controls) {
    this.controls = controls;
  }

  /**
   * Sets the value of the metric from now on.
   *
   * @param value the value
   */
  public void is(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("A metric has a number as its value, not " + value);
    }
    controls.level(OptionalDouble.of(value));
  }

  /** Lets nothing be published from now on, as if whatever publishes the metric had failed. */
  public void isMissing() {
    controls.level(OptionalDouble.of(Double.NaN));
  }

  /** Leaves the metric to its AWS service again from now on. Others are not published then. */
  public void isNormal() {
    controls.level(OptionalDouble.empty());
  }

  @Override
  public String toString() {
    return "EmbeddedMetric " + controls;
  }
}
