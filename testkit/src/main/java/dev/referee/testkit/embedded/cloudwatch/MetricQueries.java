package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.collect.Maps;
import dev.referee.testkit.embedded.cloudwatch.MathExpression.Apply;
import dev.referee.testkit.embedded.cloudwatch.MathExpression.Invalid;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Scalar;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Series;
import dev.referee.testkit.embedded.cloudwatch.MathValue.SeriesList;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Word;
import dev.referee.testkit.embedded.service.MetricName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;

/** A computation of queries, of which expressions use the results of others. */
final class MetricQueries {
  private static final int MINUTE = 60;
  static final String BAND = "ANOMALY_DETECTION_BAND";

  private final MetricStore store;
  private final Map<String, MetricDataQuery> queries;
  private final IntFunction<List<Instant>> starts;
  private final Map<String, MathValue> results = new TreeMap<>();
  private final Set<String> computing = new HashSet<>();

  /**
   * Creates a computation.
   *
   * @param starts the starts of the periods to compute, for the length of a period in seconds
   */
  MetricQueries(
      MetricStore store, List<MetricDataQuery> queries, IntFunction<List<Instant>> starts) {
    this.store = store;
    this.queries = Maps.uniqueIndex(queries, MetricDataQuery::id);
    this.starts = starts;
  }

  static MetricName name(Metric metric) {
    return name(metric.namespace(), metric.metricName(), metric.dimensions());
  }

  static MetricName name(String namespace, String name, List<Dimension> dimensions) {
    Map<String, String> values = new TreeMap<>();
    dimensions.forEach(dimension -> values.put(dimension.name(), dimension.value()));
    return new MetricName(namespace, name, values);
  }

  /** Returns the series that a query results in, or throws {@link Invalid}. */
  List<Series> of(String id) {
    MathValue value = value(id);
    if (value instanceof SeriesList list) {
      return list.all();
    }
    if (value instanceof Scalar scalar) {
      NavigableMap<Instant, Double> points = new TreeMap<>();
      starts.apply(period(query(id))).forEach(start -> points.put(start, scalar.value()));
      return List.of(new Series(id, points));
    }
    if (value instanceof Series series) {
      return List.of(series);
    }
    throw new Invalid("The result is not a time series");
  }

  private MetricDataQuery query(String id) {
    MetricDataQuery query = queries.get(id);
    if (query == null) {
      throw new Invalid("There is no metric with the id " + id);
    }
    return query;
  }

  private MathValue value(String id) {
    MathValue known = results.get(id);
    if (known != null) {
      return known;
    }
    MetricDataQuery query = query(id);
    if (!computing.add(id)) {
      throw new Invalid("The expressions refer to each other in a circle");
    }
    String expression = query.expression();
    MathValue value =
        expression == null
            ? new Series(id, points(query.metricStat()))
            : compute(MathExpression.parse(expression), period(query));
    computing.remove(id);
    results.put(id, value);
    return value;
  }

  /** Returns the length of a period of a query, or of the metrics that its expression uses. */
  int period(MetricDataQuery query) {
    if (query.metricStat() != null) {
      return query.metricStat().period();
    }
    return query.period() != null
        ? query.period()
        : queries.values().stream()
            .filter(other -> other.metricStat() != null)
            .mapToInt(other -> other.metricStat().period())
            .max()
            .orElse(MINUTE);
  }

  private NavigableMap<Instant, Double> points(MetricStat stat) {
    return points(stat, starts.apply(stat.period()));
  }

  private NavigableMap<Instant, Double> points(MetricStat stat, List<Instant> times) {
    Statistic statistic = Statistic.parse(stat.stat());
    if (statistic == null) {
      throw new Invalid("Unknown statistic " + stat.stat());
    }
    NavigableMap<Instant, Double> points = new TreeMap<>();
    MetricName metric = name(stat.metric());
    for (Instant start : times) {
      Double value =
          statistic.of(
              store.samples(metric, stat.unitAsString(), start, start.plusSeconds(stat.period())));
      if (value != null) {
        points.put(start, value);
      }
    }
    return points;
  }

  private MathValue compute(MathExpression expression, int period) {
    if (expression instanceof MathExpression.Constant number) {
      return new Scalar(number.value());
    }
    if (expression instanceof MathExpression.Text text) {
      return new Word(text.value());
    }
    if (expression instanceof MathExpression.Name name) {
      return queries.containsKey(name.value()) ? value(name.value()) : new Word(name.value());
    }
    if (expression instanceof MathExpression.Listed listed) {
      List<Series> all = new ArrayList<>();
      for (MathExpression entry : listed.entries()) {
        addSeries(compute(entry, period), all);
      }
      return new SeriesList(all);
    }
    Apply apply = (Apply) expression;
    if (apply.function().equals("METRICS")) {
      return metrics(apply);
    }
    if (apply.function().equals(BAND)) {
      throw new Invalid(BAND + " has to be the whole expression");
    }
    return new MathFunctions(starts.apply(period), period)
        .apply(
            apply.function(),
            apply.arguments().stream().map(argument -> compute(argument, period)).toList());
  }

  private static void addSeries(MathValue value, List<Series> all) {
    if (value instanceof SeriesList list) {
      all.addAll(list.all());
    } else if (value instanceof Series series) {
      all.add(series);
    } else {
      throw new Invalid("A list has time series only");
    }
  }

  /** Returns all metrics, or those whose ids contain a text. */
  private SeriesList metrics(Apply apply) {
    String part =
        !apply.arguments().isEmpty() && apply.arguments().get(0) instanceof MathExpression.Text text
            ? text.value()
            : "";
    List<Series> all = new ArrayList<>();
    for (MetricDataQuery query : queries.values()) {
      if (query.metricStat() != null && query.id().contains(part)) {
        addSeries(value(query.id()), all);
      }
    }
    return new SeriesList(all);
  }

  /**
   * Returns the band that an expression with an anomaly detector gives; null if the metric has too
   * little data.
   *
   * @param id the id of the query with that expression
   */
  @Nullable AnomalyBand band(String id) {
    if (!(MathExpression.parse(String.valueOf(query(id).expression())) instanceof Apply apply)
        || !apply.function().equals(BAND)
        || apply.arguments().isEmpty()
        || !(apply.arguments().get(0) instanceof MathExpression.Name metric)) {
      throw new Invalid("The threshold metric has to be " + BAND + " of a metric");
    }
    MetricStat stat = query(metric.value()).metricStat();
    if (stat == null) {
      throw new Invalid(BAND + " takes the id of a metric");
    }
    double deviations =
        apply.arguments().size() > 1
                && apply.arguments().get(1) instanceof MathExpression.Constant number
            ? number.value()
            : 2;
    Instant first = starts.apply(stat.period()).get(0);
    List<Instant> before = new ArrayList<>();
    for (int i = AnomalyBand.TRAINING_PERIODS; i > 0; i--) {
      before.add(first.minusSeconds((long) i * stat.period()));
    }
    return AnomalyBand.of(points(stat, before).values(), deviations);
  }
}
