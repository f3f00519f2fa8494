package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.cloudwatch.MathExpression.Invalid;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * An evaluation of an alarm: the datapoints of its evaluation range.
 *
 * @param alarm the alarm
 * @param real the datapoints that count, the last first
 * @param missing how many datapoints have to be filled in
 * @param last the start of the last period
 * @param sparse whether a percentile has too few samples, and the alarm ignores it then
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html">Alarm
 *     evaluation</a>
 */
record AlarmEvaluation(
    MetricAlarmRecord alarm, List<Point> real, int missing, Instant last, boolean sparse) {

  /** The number of periods that CloudWatch looks back further, where datapoints are missing. */
  private static final int EXTRA_PERIODS = 2;

  /**
   * A datapoint with its thresholds.
   *
   * @param start the start of its period
   * @param value the value
   * @param breaching whether it is outside of the thresholds
   * @param band the thresholds
   */
  record Point(Instant start, double value, boolean breaching, AnomalyBand band) {}

  /** Evaluates an alarm at a time, at which its last period ends. */
  static AlarmEvaluation of(MetricAlarmRecord alarm, MetricStore store, Instant now) {
    int periods = alarm.configuration.evaluationPeriods();
    int range = periods + EXTRA_PERIODS;
    int length = alarm.period();
    List<Instant> starts = new ArrayList<>();
    for (int i = range; i > 0; i--) {
      starts.add(now.minusSeconds((long) i * length));
    }
    List<Point> real = points(alarm, new MetricQueries(store, alarm.queries(), any -> starts));
    Instant last = now.minusSeconds(length);
    List<Point> counted = real.subList(0, Math.min(real.size(), periods));
    return new AlarmEvaluation(
        alarm, counted, periods - counted.size(), last, isSparse(alarm, store, starts));
  }

  private static List<Point> points(MetricAlarmRecord alarm, MetricQueries queries) {
    List<Point> points = new ArrayList<>();
    try {
      AnomalyBand band = band(alarm, queries);
      List<Series> results = queries.of(alarm.watched().id());
      if (band == null || results.size() != 1) {
        return points;
      }
      for (Map.Entry<Instant, Double> point : results.get(0).points().descendingMap().entrySet()) {
        points.add(
            new Point(
                point.getKey(),
                point.getValue(),
                breaches(alarm.configuration.comparisonOperator(), point.getValue(), band),
                band));
      }
    } catch (Invalid incomputable) {
      points.clear(); // as if there were no data
    }
    return points;
  }

  private static @Nullable AnomalyBand band(MetricAlarmRecord alarm, MetricQueries queries) {
    String id = alarm.configuration.thresholdMetricId();
    if (id != null) {
      return queries.band(id);
    }
    double threshold = Objects.requireNonNullElse(alarm.configuration.threshold(), 0.0);
    return new AnomalyBand(threshold, threshold);
  }

  private static boolean breaches(ComparisonOperator operator, double value, AnomalyBand band) {
    return switch (operator) {
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= band.upper();
      case GREATER_THAN_THRESHOLD, GREATER_THAN_UPPER_THRESHOLD -> value > band.upper();
      case LESS_THAN_THRESHOLD, LESS_THAN_LOWER_THRESHOLD -> value < band.lower();
      case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> value <= band.lower();
      default -> value < band.lower() || value > band.upper();
    };
  }

  private static boolean isSparse(
      MetricAlarmRecord alarm, MetricStore store, List<Instant> starts) {
    String name = alarm.configuration.extendedStatistic();
    Statistic statistic = name == null ? null : Statistic.parse(name);
    if (statistic == null
        || !statistic.isPercentile()
        || !"ignore".equals(alarm.configuration.evaluateLowSampleCountPercentile())) {
      return false;
    }
    PutMetricAlarmRequest configuration = alarm.configuration;
    double samples =
        store
            .samples(
                MetricQueries.name(
                    configuration.namespace(),
                    configuration.metricName(),
                    configuration.dimensions()),
                configuration.unitAsString(),
                starts.get(EXTRA_PERIODS),
                starts.get(starts.size() - 1).plusSeconds(configuration.period()))
            .count();
    double share = statistic.to() / 100;
    return samples < 10 / (share >= 0.5 ? 1 - share : share);
  }

  /** Returns the datapoints that are breaching, or those that are not, the last first. */
  List<Point> points(boolean breaching) {
    return real.stream().filter(point -> point.breaching() == breaching).toList();
  }

  /** Returns the state that results; null if the alarm stays in the one that it has. */
  @Nullable StateValue state() {
    if (sparse) {
      return null;
    }
    int breaching = points(true).size();
    if (breaching >= alarm.needed()) {
      return StateValue.ALARM;
    }
    if (missing == 0) {
      return StateValue.OK;
    }
    return switch (treatment()) {
      case "breaching" -> breaching + missing >= alarm.needed() ? StateValue.ALARM : StateValue.OK;
      case "notBreaching" -> StateValue.OK;
      case "ignore" -> breaching == real.size() ? null : StateValue.OK;
      default -> withoutMissing(breaching);
    };
  }

  /**
   * Missing data only matters where nothing else is known. An alarm does not wait for more, if the
   * oldest of its breaching datapoints is old enough and all later ones are breaching or missing.
   */
  private @Nullable StateValue withoutMissing(int breaching) {
    if (real.isEmpty()) {
      return StateValue.INSUFFICIENT_DATA;
    }
    if (breaching < real.size()) {
      return StateValue.OK;
    }
    Instant oldest = real.get(real.size() - 1).start();
    long age = (last.getEpochSecond() - oldest.getEpochSecond()) / alarm.period() + 1;
    return age >= alarm.needed() ? StateValue.ALARM : null;
  }

  /** Returns how missing data is treated: that of DynamoDB is always ignored. */
  String treatment() {
    return "AWS/DynamoDB".equals(alarm.configuration.namespace())
        ? "ignore"
        : Objects.requireNonNullElse(alarm.configuration.treatMissingData(), "missing");
  }

  /** Returns the starts of the evaluated periods, the last first. */
  List<Instant> periods() {
    List<Instant> periods = new ArrayList<>();
    for (int i = 0; i < real.size() + missing; i++) {
      periods.add(last.minusSeconds((long) i * alarm.period()));
    }
    return Collections.unmodifiableList(periods);
  }
}
