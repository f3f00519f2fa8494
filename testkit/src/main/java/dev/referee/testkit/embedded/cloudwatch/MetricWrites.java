package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/** An emulation of the operation that publishes metrics. */
final class MetricWrites {
  private static final int MOST_DATA = 1_000;
  private static final int MOST_VALUES = 150;
  private static final int MOST_DIMENSIONS = 30;
  private static final Duration OLDEST = Duration.ofDays(14);
  private static final Duration NEWEST = Duration.ofHours(2);

  private MetricWrites() {}

  static void addTo(Service service) {
    service.on(PutMetricDataRequest.class, PutMetricDataRequest::builder, MetricWrites::put);
  }

  /** Publishes metrics: all of them, or none if one of them is not valid. */
  static PutMetricDataResponse put(PutMetricDataRequest request, Call call) {
    if (request.namespace().startsWith("AWS/")) {
      throw CloudWatchErrors.invalid(
          "The value AWS/ for parameter Namespace is invalid: it is reserved for AWS services.");
    }
    if (request.namespace().startsWith(":") || request.namespace().isEmpty()) {
      throw CloudWatchErrors.invalid("The value for parameter Namespace is invalid.");
    }
    List<MetricDatum> data = new ArrayList<>(request.metricData());
    request.entityMetricData().forEach(entity -> data.addAll(entity.metricData()));
    if (data.isEmpty()) {
      throw CloudWatchErrors.missing("The parameter MetricData is required.");
    }
    if (data.size() > MOST_DATA) {
      throw CloudWatchErrors.invalid(
          "The collection MetricData must not have a size greater than " + MOST_DATA + ".");
    }
    for (int i = 0; i < data.size(); i++) {
      check(data.get(i), "MetricData.member." + (i + 1), call.now());
    }
    MetricStore metrics = CloudWatch.of(call).metrics;
    data.forEach(datum -> put(request.namespace(), datum, metrics, call));
    return PutMetricDataResponse.builder().build();
  }

  private static void check(MetricDatum datum, String path, Instant now) {
    int kinds =
        (datum.value() == null ? 0 : 1)
            + (datum.statisticValues() == null ? 0 : 1)
            + (datum.values().isEmpty() ? 0 : 1);
    if (datum.metricName() == null || datum.metricName().isEmpty()) {
      throw CloudWatchErrors.missing("The parameter " + path + ".MetricName is required.");
    }
    if (kinds == 0) {
      throw CloudWatchErrors.missing(
          "At least one of the parameters %s.Value, %s.Values or %s.StatisticValues must be specified."
              .formatted(path, path, path));
    }
    if (kinds > 1) {
      throw CloudWatchErrors.combination(
          "The parameters %s.Value, %s.Values and %s.StatisticValues are mutually exclusive and only one may be specified."
              .formatted(path, path, path));
    }
    CloudWatchErrors.requireOneOf(StandardUnit.knownValues(), datum.unitAsString(), "unit");
    if (datum.dimensions().size() > MOST_DIMENSIONS) {
      throw CloudWatchErrors.invalid(
          "The collection %s.Dimensions must not have a size greater than %d."
              .formatted(path, MOST_DIMENSIONS));
    }
    requireNumber(datum.value(), path + ".Value");
    datum.values().forEach(value -> requireNumber(value, path + ".Values"));
    if (datum.values().size() > MOST_VALUES
        || (!datum.counts().isEmpty() && datum.counts().size() != datum.values().size())) {
      throw CloudWatchErrors.invalid(
          "The collections %s.Values and %s.Counts must have the same size, up to %d."
              .formatted(path, path, MOST_VALUES));
    }
    Instant time = datum.timestamp();
    if (time != null && (time.isBefore(now.minus(OLDEST)) || time.isAfter(now.plus(NEWEST)))) {
      throw CloudWatchErrors.invalid(
          "The value %s for parameter %s.Timestamp is invalid: it must not be more than two weeks in the past or two hours in the future."
              .formatted(time, path));
    }
  }

  private static void requireNumber(@Nullable Double value, String path) {
    if (value != null && !Double.isFinite(value)) {
      throw CloudWatchErrors.invalid(
          "The value %s for parameter %s is invalid.".formatted(value, path));
    }
  }

  private static void put(String namespace, MetricDatum datum, MetricStore metrics, Call call) {
    MetricName metric = MetricQueries.name(namespace, datum.metricName(), datum.dimensions());
    String unit = Objects.requireNonNullElse(datum.unitAsString(), MetricStore.NO_UNIT);
    boolean fine = Objects.equals(datum.storageResolution(), 1);
    Instant time = Objects.requireNonNullElse(datum.timestamp(), call.now());
    metrics.put(metric, unit, time, fine, samples -> add(datum, samples));
  }

  private static void add(MetricDatum datum, MetricSamples samples) {
    StatisticSet summary = datum.statisticValues();
    if (datum.value() != null) {
      samples.add(datum.value(), 1);
    } else if (summary != null) {
      samples.addSummary(
          summary.sampleCount(), summary.sum(), summary.minimum(), summary.maximum());
    } else {
      for (int i = 0; i < datum.values().size(); i++) {
        samples.add(datum.values().get(i), datum.counts().isEmpty() ? 1 : datum.counts().get(i));
      }
    }
  }
}
