package dev.referee.testkit.embedded.cloudwatch;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** A value of an expression of metric math. */
sealed interface MathValue {

  /** A number. */
  record Scalar(double value) implements MathValue {}

  /** A word that is no metric: {@code REPEAT}. */
  record Word(String text) implements MathValue {}

  /**
   * A time series.
   *
   * @param id the id of its query; empty for what was computed
   * @param points its values by the start of their period
   */
  record Series(String id, NavigableMap<Instant, Double> points) implements MathValue {

    Series map(DoubleUnaryOperator operator) {
      NavigableMap<Instant, Double> mapped = new TreeMap<>();
      points.forEach(
          (time, value) -> {
            double result = operator.applyAsDouble(value);
            if (Double.isFinite(result)) {
              mapped.put(time, result);
            }
          });
      return new Series("", mapped);
    }
  }

  /** Several time series: {@code METRICS()}, {@code [m1, m2]}. */
  record SeriesList(List<Series> all) implements MathValue {}
}
