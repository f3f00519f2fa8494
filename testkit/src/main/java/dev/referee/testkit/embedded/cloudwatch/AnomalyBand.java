package dev.referee.testkit.embedded.cloudwatch;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The band of values that an anomaly detector expects.
 *
 * <p>A simple model of the embedded account: the mean of earlier values, and a number of standard
 * deviations around it. CloudWatch learns seasons and trends, too.
 *
 * @param lower the lower bound
 * @param upper the upper bound
 */
record AnomalyBand(double lower, double upper) {
  /** The number of periods before the evaluated ones that the band is computed from. */
  static final int TRAINING_PERIODS = 60;

  private static final int FEWEST = 3;

  /** The least deviation, as a share of the mean: a constant metric has a band, too. */
  private static final double LEAST_DEVIATION = 0.01;

  /** Returns the band around earlier values; null if there are too few. */
  static @Nullable AnomalyBand of(Collection<Double> earlier, double deviations) {
    if (earlier.size() < FEWEST) {
      return null;
    }
    double mean = mean(earlier);
    double width = deviations * Math.max(deviation(earlier), Math.abs(mean) * LEAST_DEVIATION);
    return new AnomalyBand(mean - width, mean + width);
  }

  private static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** Returns the standard deviation of some values. */
  static double deviation(Collection<Double> values) {
    double mean = mean(values);
    return Math.sqrt(
        values.stream()
            .mapToDouble(value -> (value - mean) * (value - mean))
            .average()
            .orElse(Double.NaN));
  }
}
