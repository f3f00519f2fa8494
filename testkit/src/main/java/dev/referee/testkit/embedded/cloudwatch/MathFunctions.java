package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.cloudwatch.MathExpression.Invalid;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Scalar;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Series;
import dev.referee.testkit.embedded.cloudwatch.MathValue.SeriesList;
import dev.referee.testkit.embedded.cloudwatch.MathValue.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The functions and operators of metric math.
 *
 * @param starts the starts of the periods that are computed
 * @param period the length of a period in seconds
 */
record MathFunctions(List<Instant> starts, int period) {
  private static final Set<String> BINARY =
      Set.of("+", "-", "*", "/", "^", "<", ">", "<=", ">=", "==", "!=", "AND", "OR");
  private static final Set<String> AGGREGATES =
      Set.of("AVG", "SUM", "MIN", "MAX", "STDDEV", "FIRST", "LAST", "DATAPOINT_COUNT");
  private static final Set<String> SINGLE = Set.of("ABS", "CEIL", "FLOOR", "LOG", "LOG10");
  private static final Set<String> OTHERS =
      Set.of("FILL", "IF", "RATE", "DIFF", "RUNNING_SUM", "PERIOD", "TIME_SERIES", "METRIC_COUNT");

  static boolean knows(String function) {
    return BINARY.contains(function)
        || AGGREGATES.contains(function)
        || SINGLE.contains(function)
        || OTHERS.contains(function);
  }

  MathValue apply(String function, List<MathValue> arguments) {
    if (BINARY.contains(function)) {
      return binary(function, arguments.get(0), arguments.get(1));
    }
    MathValue first = argument(function, arguments, 0);
    if (AGGREGATES.contains(function)) {
      return aggregate(function, first);
    }
    if (SINGLE.contains(function)) {
      return map(first, single(function));
    }
    return switch (function) {
      case "FILL" -> fill(first, argument(function, arguments, 1));
      case "IF" ->
          choose(
              first,
              argument(function, arguments, 1),
              arguments.size() > 2 ? arguments.get(2) : null);
      case "RATE" -> difference(series(first), true);
      case "DIFF" -> difference(series(first), false);
      case "RUNNING_SUM" -> runningSum(series(first));
      case "PERIOD" -> new Scalar(period);
      case "TIME_SERIES" -> constant(first);
      case "METRIC_COUNT" -> new Scalar(list(first).size());
      default -> throw new Invalid("Function " + function + " is not supported");
    };
  }

  private static MathValue argument(String function, List<MathValue> arguments, int index) {
    if (index >= arguments.size()) {
      throw new Invalid("Function " + function + " needs more arguments");
    }
    return arguments.get(index);
  }

  private static Series series(MathValue value) {
    if (value instanceof Series series) {
      return series;
    }
    throw new Invalid("A single time series is needed");
  }

  private static List<Series> list(MathValue value) {
    if (value instanceof SeriesList list) {
      return list.all();
    }
    return List.of(series(value));
  }

  private Series constant(MathValue value) {
    if (!(value instanceof Scalar scalar)) {
      return series(value);
    }
    NavigableMap<Instant, Double> points = new TreeMap<>();
    starts.forEach(start -> points.put(start, scalar.value()));
    return new Series("", points);
  }

  private static MathValue map(MathValue value, DoubleUnaryOperator operator) {
    if (value instanceof Scalar scalar) {
      return new Scalar(operator.applyAsDouble(scalar.value()));
    }
    return value instanceof SeriesList list
        ? new SeriesList(list.all().stream().map(series -> series.map(operator)).toList())
        : series(value).map(operator);
  }

  private static DoubleUnaryOperator single(String function) {
    return switch (function) {
      case "ABS" -> Math::abs;
      case "CEIL" -> Math::ceil;
      case "FLOOR" -> Math::floor;
      case "LOG" -> Math::log;
      default -> Math::log10;
    };
  }

  private static MathValue binary(String symbol, MathValue left, MathValue right) {
    DoubleBinaryOperator operator = operator(symbol);
    if (left instanceof Scalar a && right instanceof Scalar b) {
      return new Scalar(operator.applyAsDouble(a.value(), b.value()));
    }
    if (right instanceof Scalar b) {
      return map(left, value -> operator.applyAsDouble(value, b.value()));
    }
    if (left instanceof Scalar a) {
      return map(right, value -> operator.applyAsDouble(a.value(), value));
    }
    if (left instanceof SeriesList list) {
      Series other = series(right);
      return new SeriesList(list.all().stream().map(one -> joined(one, other, operator)).toList());
    }
    return joined(series(left), series(right), operator);
  }

  /** Combines two series where both have a value. */
  private static Series joined(Series left, Series right, DoubleBinaryOperator operator) {
    NavigableMap<Instant, Double> points = new TreeMap<>();
    left.points()
        .forEach(
            (time, value) -> {
              Double other = right.points().get(time);
              double result = other == null ? Double.NaN : operator.applyAsDouble(value, other);
              if (Double.isFinite(result)) {
                points.put(time, result);
              }
            });
    return new Series("", points);
  }

  private static DoubleBinaryOperator operator(String symbol) {
    return switch (symbol) {
      case "+" -> Double::sum;
      case "-" -> (a, b) -> a - b;
      case "*" -> (a, b) -> a * b;
      case "/" -> (a, b) -> a / b;
      case "^" -> Math::pow;
      case "<" -> (a, b) -> a < b ? 1 : 0;
      case ">" -> (a, b) -> a > b ? 1 : 0;
      case "<=" -> (a, b) -> a <= b ? 1 : 0;
      case ">=" -> (a, b) -> a >= b ? 1 : 0;
      case "==" -> (a, b) -> a == b ? 1 : 0;
      case "!=" -> (a, b) -> a != b ? 1 : 0;
      case "AND" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
      default -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
    };
  }

  /** Of several series, computes a series; of one series, a number. */
  private static MathValue aggregate(String function, MathValue of) {
    if (of instanceof Scalar) {
      return of;
    }
    if (of instanceof Series one) {
      return new Scalar(aggregate(function, List.copyOf(one.points().values())));
    }
    Set<Instant> times = new TreeSet<>();
    List<Series> all = list(of);
    all.forEach(series -> times.addAll(series.points().keySet()));
    NavigableMap<Instant, Double> points = new TreeMap<>();
    for (Instant time : times) {
      List<Double> values = new ArrayList<>();
      for (Series series : all) {
        Double value = series.points().get(time);
        if (value != null) {
          values.add(value);
        }
      }
      points.put(time, aggregate(function, values));
    }
    return new Series("", points);
  }

  private static double aggregate(String function, List<Double> values) {
    DoubleStream stream = values.stream().mapToDouble(Double::doubleValue);
    return switch (function) {
      case "AVG" -> stream.average().orElse(Double.NaN);
      case "SUM" -> stream.sum();
      case "MIN" -> stream.min().orElse(Double.NaN);
      case "MAX" -> stream.max().orElse(Double.NaN);
      case "STDDEV" -> AnomalyBand.deviation(values);
      case "FIRST" -> values.isEmpty() ? Double.NaN : values.get(0);
      case "LAST" -> values.isEmpty() ? Double.NaN : values.get(values.size() - 1);
      default -> values.size();
    };
  }

  private MathValue fill(MathValue value, MathValue by) {
    if (value instanceof SeriesList list) {
      return new SeriesList(list.all().stream().map(one -> filled(one, by)).toList());
    }
    return filled(series(value), by);
  }

  private Series filled(Series series, MathValue by) {
    NavigableMap<Instant, Double> points = new TreeMap<>(series.points());
    for (Instant start : starts) {
      Double other = points.containsKey(start) ? null : filler(series, by, start);
      if (other != null) {
        points.put(start, other);
      }
    }
    return new Series(series.id(), points);
  }

  private static @Nullable Double filler(Series series, MathValue by, Instant start) {
    if (by instanceof Scalar scalar) {
      return scalar.value();
    }
    if (by instanceof Series other) {
      return other.points().get(start);
    }
    Map.Entry<Instant, Double> before = series.points().lowerEntry(start);
    if (by instanceof Word word && word.text().equalsIgnoreCase("REPEAT")) {
      return before == null ? null : before.getValue();
    }
    if (!(by instanceof Word word) || !word.text().equalsIgnoreCase("LINEAR")) {
      throw new Invalid("FILL takes a number, a time series, REPEAT or LINEAR");
    }
    Map.Entry<Instant, Double> after = series.points().higherEntry(start);
    if (before == null || after == null) {
      return null;
    }
    double whole = Duration.between(before.getKey(), after.getKey()).toSeconds();
    double part = Duration.between(before.getKey(), start).toSeconds();
    return before.getValue() + (after.getValue() - before.getValue()) * part / whole;
  }

  private MathValue choose(MathValue condition, MathValue then, @Nullable MathValue otherwise) {
    if (condition instanceof Scalar scalar) {
      return scalar.value() != 0
          ? then
          : otherwise == null ? new Series("", new TreeMap<>()) : otherwise;
    }
    Series met = constant(then);
    Series unmet = otherwise == null ? new Series("", new TreeMap<>()) : constant(otherwise);
    NavigableMap<Instant, Double> points = new TreeMap<>();
    series(condition)
        .points()
        .forEach(
            (time, value) -> {
              Double chosen = (value != 0 ? met : unmet).points().get(time);
              if (chosen != null) {
                points.put(time, chosen);
              }
            });
    return new Series("", points);
  }

  private static Series difference(Series series, boolean perSecond) {
    NavigableMap<Instant, Double> points = new TreeMap<>();
    for (Map.Entry<Instant, Double> point : series.points().entrySet()) {
      Map.Entry<Instant, Double> before = series.points().lowerEntry(point.getKey());
      if (before != null) {
        double seconds = Duration.between(before.getKey(), point.getKey()).toSeconds();
        double change = point.getValue() - before.getValue();
        points.put(point.getKey(), perSecond ? change / seconds : change);
      }
    }
    return new Series("", points);
  }

  private static Series runningSum(Series series) {
    NavigableMap<Instant, Double> points = new TreeMap<>();
    double sum = 0;
    for (Map.Entry<Instant, Double> point : series.points().entrySet()) {
      sum += point.getValue();
      points.put(point.getKey(), sum);
    }
    return new Series("", points);
  }
}
