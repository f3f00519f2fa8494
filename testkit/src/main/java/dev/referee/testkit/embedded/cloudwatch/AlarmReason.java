package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.cloudwatch.AlarmEvaluation.Point;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The reason for a state, in CloudWatch's words.
 *
 * @param evaluation what the state results from
 * @param state the state
 */
record AlarmReason(AlarmEvaluation evaluation, StateValue state) {
  /** The number of datapoints from which they are listed in a sentence of their own. */
  private static final int MANY = 5;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  String text() {
    int periods = configuration().evaluationPeriods();
    if (state == StateValue.INSUFFICIENT_DATA) {
      return "Insufficient Data: %s %s unknown.".formatted(datapoints(periods), was(periods));
    }
    String start = evaluation.alarm().isSingle() || !isBand() ? "Threshold" : "Thresholds";
    List<Point> points = evaluation.points(state == StateValue.ALARM);
    String filled = filled();
    if (points.isEmpty()) {
      int real = evaluation.real().size();
      return start
          + " Crossed: %s received for %s and %s."
              .formatted(
                  real == 0 ? "no datapoints were" : datapoints(real) + " " + was(real),
                  count(periods, "period"),
                  filled);
    }
    return start + " Crossed: " + crossed(points, filled) + ".";
  }

  private String crossed(List<Point> points, String filled) {
    boolean alarm = state == StateValue.ALARM;
    int count = points.size();
    String values =
        points.stream()
            .map(point -> point.value() + " (" + TIME.format(point.start()) + ")")
            .collect(Collectors.joining(", ", "[", "]"));
    String verdict = was(count) + " " + comparison(points);
    String missing = filled.isEmpty() ? "" : " and " + filled;
    Integer needed = configuration().datapointsToAlarm();
    if (needed == null) {
      return datapoints(count) + " " + values + " " + verdict + missing;
    }
    int periods = configuration().evaluationPeriods();
    int least = alarm ? needed : periods - needed + 1;
    String minimum =
        " (minimum %s for %s transition)"
            .formatted(datapoints(least), alarm ? "OK -> ALARM" : "ALARM -> OK");
    String outOf = "%d out of the last %d datapoints".formatted(count, periods);
    return count < MANY
        ? outOf + " " + values + " " + verdict + missing + minimum
        : outOf
            + " "
            + verdict
            + missing
            + ". The most recent datapoints which crossed the threshold: "
            + values
            + minimum;
  }

  private String comparison(List<Point> points) {
    String not = state == StateValue.ALARM ? "" : "not ";
    ComparisonOperator operator = configuration().comparisonOperator();
    if (!isBand()) {
      return not + words(operator) + " the threshold (" + configuration().threshold() + ")";
    }
    String below = not + "less than the lower thresholds " + bounds(points, p -> p.band().lower());
    String above =
        not + "greater than the upper thresholds " + bounds(points, p -> p.band().upper());
    return switch (operator) {
      case LESS_THAN_LOWER_THRESHOLD -> below;
      case GREATER_THAN_UPPER_THRESHOLD -> above;
      default -> below + " or " + above;
    };
  }

  private static String words(ComparisonOperator operator) {
    return switch (operator) {
      case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> "greater than or equal to";
      case GREATER_THAN_THRESHOLD -> "greater than";
      case LESS_THAN_THRESHOLD -> "less than";
      default -> "less than or equal to";
    };
  }

  private static String bounds(List<Point> points, ToDoubleFunction<Point> bound) {
    return points.stream()
        .map(point -> Double.toString(bound.applyAsDouble(point)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Missing datapoints are mentioned if they are treated as others. */
  private String filled() {
    int missing = evaluation.missing();
    return switch (missing == 0 ? "" : evaluation.treatment()) {
      case "breaching" -> treated(missing, "Breaching");
      case "notBreaching" -> treated(missing, "NonBreaching");
      default -> "";
    };
  }

  private static String treated(int missing, String as) {
    return "%s %s treated as [%s]".formatted(count(missing, "missing datapoint"), was(missing), as);
  }

  private boolean isBand() {
    return configuration().thresholdMetricId() != null;
  }

  private PutMetricAlarmRequest configuration() {
    return evaluation.alarm().configuration;
  }

  private static String datapoints(int count) {
    return count(count, "datapoint");
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String was(int count) {
    return count == 1 ? "was" : "were";
  }

  /** Returns the reason as JSON. */
  String data(Instant now) {
    PutMetricAlarmRequest alarm = configuration();
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("version", "1.0")
            .put("queryDate", AlarmRecord.time(now));
    List<Point> oldestFirst = new ArrayList<>(evaluation.real());
    Collections.reverse(oldestFirst);
    if (!oldestFirst.isEmpty()) {
      json.put("startDate", AlarmRecord.time(oldestFirst.get(0).start()));
    }
    if (alarm.unit() != null) {
      json.put("unit", alarm.unitAsString());
    }
    if (evaluation.alarm().isSingle()) {
      json.put(
          "statistic",
          Objects.requireNonNullElse(alarm.extendedStatistic(), alarm.statisticAsString()));
    }
    json.put("period", evaluation.alarm().period());
    ArrayNode recent = json.putArray("recentDatapoints");
    oldestFirst.forEach(point -> recent.add(point.value()));
    if (isBand()) {
      ArrayNode lower = json.putArray("recentLowerThresholds");
      ArrayNode upper = json.putArray("recentUpperThresholds");
      oldestFirst.forEach(point -> lower.add(point.band().lower()));
      oldestFirst.forEach(point -> upper.add(point.band().upper()));
    } else {
      json.put("threshold", alarm.threshold());
    }
    ArrayNode evaluated = json.putArray("evaluatedDatapoints");
    evaluation
        .real()
        .forEach(
            point ->
                evaluated
                    .addObject()
                    .put("timestamp", AlarmRecord.time(point.start()))
                    .put("value", point.value()));
    if (evaluation.real().isEmpty()) {
      evaluation
          .periods()
          .forEach(start -> evaluated.addObject().put("timestamp", AlarmRecord.time(start)));
    }
    return json.toString();
  }
}
