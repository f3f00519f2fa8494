package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.cloudwatch.MathExpression.Invalid;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Series;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Datapoint;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricStatisticsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** An emulation of the operations that read metrics. */
final class MetricReads {
  private static final int MOST_DATAPOINTS = 1_440;
  private static final int MOST_DATA = 100_800;
  private static final int MOST_QUERIES = 500;
  private static final int PAGE = 500;

  private MetricReads() {}

  static void addTo(Service service) {
    service
        .on(GetMetricDataRequest.class, GetMetricDataRequest::builder, MetricReads::data)
        .on(
            GetMetricStatisticsRequest.class,
            GetMetricStatisticsRequest::builder,
            MetricReads::statistics)
        .on(ListMetricsRequest.class, ListMetricsRequest::builder, MetricReads::list);
  }

  /** Returns the starts of the periods in a time, aligned to the period. */
  private static List<Instant> starts(Instant from, Instant to, int period) {
    List<Instant> starts = new ArrayList<>();
    long first = Math.floorDiv(from.getEpochSecond(), period) * period;
    for (long second = first; second < to.getEpochSecond(); second += period) {
      if (starts.size() > MOST_DATA) {
        throw CloudWatchErrors.validation(
            "The request has too many datapoints. Use a longer period or a shorter time.");
      }
      starts.add(Instant.ofEpochSecond(second));
    }
    return starts;
  }

  private static void checkTimes(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw CloudWatchErrors.validation("The parameter StartTime must be less than EndTime.");
    }
  }

  static GetMetricDataResponse data(GetMetricDataRequest request, Call call) {
    checkTimes(request.startTime(), request.endTime());
    if (request.metricDataQueries().size() > MOST_QUERIES) {
      throw CloudWatchErrors.validation(
          "The collection MetricDataQueries must not have a size greater than 500.");
    }
    AlarmRules.checkQueries(request.metricDataQueries());
    Map<Integer, List<Instant>> grid = new HashMap<>();
    MetricQueries queries =
        new MetricQueries(
            CloudWatch.of(call).metrics,
            request.metricDataQueries(),
            period ->
                grid.computeIfAbsent(
                    period, any -> starts(request.startTime(), request.endTime(), period)));
    boolean ascending = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
    List<MetricDataResult> results = new ArrayList<>();
    for (MetricDataQuery query : request.metricDataQueries()) {
      if (!Boolean.FALSE.equals(query.returnData())) {
        results.addAll(results(query, queries, ascending));
      }
    }
    Page<MetricDataResult> page = Page.of(results, PAGE, request.nextToken(), call);
    return GetMetricDataResponse.builder()
        .metricDataResults(page.items())
        .messages(List.of())
        .nextToken(page.next())
        .build();
  }

  private static List<MetricDataResult> results(
      MetricDataQuery query, MetricQueries queries, boolean ascending) {
    try {
      return queries.of(query.id()).stream()
          .map(series -> result(query, series, ascending))
          .toList();
    } catch (Invalid invalid) {
      throw CloudWatchErrors.validation(
          "Error in expression '%s': %s".formatted(query.id(), invalid.reason()));
    }
  }

  private static MetricDataResult result(MetricDataQuery query, Series series, boolean ascending) {
    NavigableMap<Instant, Double> points =
        ascending ? series.points() : series.points().descendingMap();
    return MetricDataResult.builder()
        .id(query.id())
        .label(label(query))
        .timestamps(points.keySet())
        .values(points.values())
        .statusCode(StatusCode.COMPLETE)
        .build();
  }

  private static String label(MetricDataQuery query) {
    if (query.label() != null) {
      return query.label();
    }
    return query.metricStat() == null ? query.id() : query.metricStat().metric().metricName();
  }

  static GetMetricStatisticsResponse statistics(GetMetricStatisticsRequest request, Call call) {
    checkTimes(request.startTime(), request.endTime());
    int period = request.period();
    if (period != 1 && period != 5 && period != 10 && period != 20 && period != 30) {
      if (period < 60 || period % 60 != 0) {
        throw CloudWatchErrors.invalid(
            "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.");
      }
    }
    List<String> names =
        Stream.concat(request.statisticsAsStrings().stream(), request.extendedStatistics().stream())
            .toList();
    if (names.isEmpty()) {
      throw CloudWatchErrors.missing(
          "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
    }
    names.forEach(AlarmRules::checkStatistic);
    List<Instant> starts = starts(request.startTime(), request.endTime(), period);
    if (starts.size() > MOST_DATAPOINTS) {
      throw CloudWatchErrors.combination(
          ("You have requested up to %d datapoints, which exceeds the limit of %d. You may reduce"
                  + " the datapoints requested by increasing Period, or decreasing the time range.")
              .formatted(starts.size(), MOST_DATAPOINTS));
    }
    MetricStore metrics = CloudWatch.of(call).metrics;
    MetricName metric =
        MetricQueries.name(request.namespace(), request.metricName(), request.dimensions());
    String unit = Objects.requireNonNullElse(request.unitAsString(), metrics.unit(metric));
    List<Datapoint> datapoints = new ArrayList<>();
    for (Instant start : starts) {
      MetricSamples samples =
          metrics.samples(metric, request.unitAsString(), start, start.plusSeconds(period));
      if (!samples.isEmpty()) {
        datapoints.add(datapoint(start, samples, names, unit));
      }
    }
    return GetMetricStatisticsResponse.builder()
        .label(request.metricName())
        .datapoints(datapoints)
        .build();
  }

  private static Datapoint datapoint(
      Instant start, MetricSamples samples, List<String> names, String unit) {
    Datapoint.Builder datapoint = Datapoint.builder().timestamp(start).unit(unit);
    Map<String, Double> extended = new HashMap<>();
    for (String name : names) {
      Double value = Objects.requireNonNull(Statistic.parse(name)).of(samples);
      switch (name) {
        case "Average" -> datapoint.average(value);
        case "Sum" -> datapoint.sum(value);
        case "Minimum" -> datapoint.minimum(value);
        case "Maximum" -> datapoint.maximum(value);
        case "SampleCount" -> datapoint.sampleCount(value);
        default -> put(extended, name, value);
      }
    }
    return extended.isEmpty() ? datapoint.build() : datapoint.extendedStatistics(extended).build();
  }

  private static void put(Map<String, Double> values, String name, @Nullable Double value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  static ListMetricsResponse list(ListMetricsRequest request, Call call) {
    List<Metric> found =
        CloudWatch.of(call).metrics.metrics().stream()
            .filter(metric -> isWanted(metric, request))
            .map(MetricReads::shown)
            .toList();
    Page<Metric> page = Page.of(found, PAGE, request.nextToken(), call);
    return ListMetricsResponse.builder().metrics(page.items()).nextToken(page.next()).build();
  }

  private static boolean isWanted(MetricName metric, ListMetricsRequest request) {
    return (request.namespace() == null || request.namespace().equals(metric.namespace()))
        && (request.metricName() == null || request.metricName().equals(metric.name()))
        && request.dimensions().stream().allMatch(filter -> matches(metric, filter));
  }

  private static boolean matches(MetricName metric, DimensionFilter filter) {
    String value = metric.dimensions().get(filter.name());
    return value != null && (filter.value() == null || filter.value().equals(value));
  }

  private static Metric shown(MetricName metric) {
    return Metric.builder()
        .namespace(metric.namespace())
        .metricName(metric.name())
        .dimensions(
            metric.dimensions().entrySet().stream()
                .map(one -> Dimension.builder().name(one.getKey()).value(one.getValue()).build())
                .toList())
        .build();
  }
}
