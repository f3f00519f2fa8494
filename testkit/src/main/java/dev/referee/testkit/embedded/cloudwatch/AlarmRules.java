package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import dev.referee.testkit.embedded.cloudwatch.MathExpression.Apply;
import dev.referee.testkit.embedded.cloudwatch.MathExpression.Invalid;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The rules that requests for alarms have to meet. */
final class AlarmRules {
  private static final int DAY = 86_400;
  private static final int WEEK = 604_800;
  private static final int HOUR = 3_600;
  private static final int MOST_ACTIONS = 5;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_DESCRIPTION = 1_024;
  private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]*");
  private static final Pattern EC2_ACTION =
      Pattern.compile(
          "arn:aws:automate:[a-z0-9-]+:ec2:(stop|terminate|reboot|recover)"
              + "|arn:aws:swf:[a-z0-9-]+:\\d{12}:action/actions/AWS_EC2\\.InstanceId\\.(\\w+)/1\\.0");
  private static final Set<String> TREATMENTS =
      Set.of("breaching", "notBreaching", "ignore", "missing");

  private AlarmRules() {}

  /** Returns the instance of the metric of an alarm; null if it has none. */
  static @Nullable String instance(MetricAlarmRecord alarm) {
    return instance(alarm.configuration);
  }

  private static @Nullable String instance(PutMetricAlarmRequest request) {
    return request.dimensions().stream()
        .filter(dimension -> dimension.name().equals("InstanceId"))
        .map(Dimension::value)
        .findFirst()
        .orElse(null);
  }

  /** Returns what an action does with an instance, {@code stop}; empty if it is another one. */
  static String ec2Action(String arn) {
    Matcher action = EC2_ACTION.matcher(arn);
    if (!action.matches()) {
      return "";
    }
    return Ascii.toLowerCase(
        Objects.requireNonNullElse(action.group(1), String.valueOf(action.group(2))));
  }

  /** Refuses what neither kind of alarm can have. */
  static void check(String name, @Nullable String description, List<List<String>> actions) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw length("alarmName", name.isEmpty() ? 1 : LONGEST_NAME, name.isEmpty());
    }
    if (!CharMatcher.ascii().matchesAllOf(name)) {
      throw CloudWatchErrors.validation("Alarm names must contain only ASCII characters.");
    }
    if (description != null && description.length() > LONGEST_DESCRIPTION) {
      throw length("alarmDescription", LONGEST_DESCRIPTION, false);
    }
    for (List<String> some : actions) {
      if (some.size() > MOST_ACTIONS) {
        throw length("actions", MOST_ACTIONS, false);
      }
      for (String arn : some) {
        if (!arn.startsWith("arn:") || arn.chars().filter(c -> c == ':').count() < 4) {
          throw CloudWatchErrors.validation("Invalid arn syntax: " + arn);
        }
      }
    }
  }

  private static RuntimeException length(String member, int bound, boolean least) {
    return CloudWatchErrors.validation(
        "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length %s than or equal to %d"
            .formatted(member, least ? "greater" : "less", bound));
  }

  static void check(PutMetricAlarmRequest request) {
    check(
        request.alarmName(),
        request.alarmDescription(),
        List.of(request.okActions(), request.alarmActions(), request.insufficientDataActions()));
    CloudWatchErrors.requireOneOf(
        ComparisonOperator.knownValues(),
        request.comparisonOperatorAsString(),
        "comparisonOperator");
    CloudWatchErrors.requireOneOf(StandardUnit.knownValues(), request.unitAsString(), "unit");
    CloudWatchErrors.requireOneOf(TREATMENTS, request.treatMissingData(), "treatMissingData");
    CloudWatchErrors.requireOneOf(
        List.of("evaluate", "ignore"),
        request.evaluateLowSampleCountPercentile(),
        "evaluateLowSampleCountPercentile");
    if (request.comparisonOperator() == null) {
      throw CloudWatchErrors.missing("The parameter ComparisonOperator is required.");
    }
    Integer periods = request.evaluationPeriods();
    if (periods == null) {
      throw CloudWatchErrors.missing("The parameter EvaluationPeriods is required.");
    }
    requirePositive(periods, "evaluationPeriods");
    Integer needed = request.datapointsToAlarm();
    if (needed != null) {
      requirePositive(needed, "datapointsToAlarm");
      if (needed > periods) {
        throw CloudWatchErrors.validation(
            "DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
      }
    }
    if (request.metrics().isEmpty()) {
      checkSingle(request);
    } else {
      checkQueries(request);
    }
    checkThreshold(request);
  }

  private static void requirePositive(int value, String member) {
    if (value < 1) {
      throw CloudWatchErrors.validation(
          ("1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member"
                  + " must have value greater than or equal to 1")
              .formatted(value, member));
    }
  }

  private static void checkSingle(PutMetricAlarmRequest request) {
    if (request.metricName() == null || request.namespace() == null) {
      throw CloudWatchErrors.missing("The parameters MetricName and Namespace are required.");
    }
    if ((request.statistic() == null) == (request.extendedStatistic() == null)) {
      throw request.statistic() == null
          ? CloudWatchErrors.missing("Either Statistic or ExtendedStatistic is required.")
          : CloudWatchErrors.combination(
              "Statistic and ExtendedStatistic cannot be specified together.");
    }
    checkStatistic(
        request.statistic() == null ? request.extendedStatistic() : request.statisticAsString());
    if (request.period() == null) {
      throw CloudWatchErrors.missing("The parameter Period is required.");
    }
    checkPeriod(request.period(), request.evaluationPeriods());
    for (List<String> actions :
        List.of(request.okActions(), request.alarmActions(), request.insufficientDataActions())) {
      for (String arn : actions) {
        String action = ec2Action(arn);
        if (!action.isEmpty() && instance(request) == null) {
          throw CloudWatchErrors.validation(
              "Invalid use of EC2 action: the alarm has to have the dimension InstanceId.");
        }
      }
    }
  }

  static void checkStatistic(String text) {
    if (Statistic.parse(text) == null) {
      throw CloudWatchErrors.invalid("The statistic " + text + " is not valid.");
    }
  }

  private static void checkPeriod(int period, int evaluationPeriods) {
    if (period != 10 && period != 20 && period != 30 && (period < 60 || period % 60 != 0)) {
      throw CloudWatchErrors.validation("Period must be 10, 20, 30 or a multiple of 60");
    }
    long whole = (long) period * evaluationPeriods;
    if (period < HOUR && whole > DAY) {
      throw CloudWatchErrors.validation(
          "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be"
              + " <= 86400).");
    }
    if (whole > WEEK) {
      throw CloudWatchErrors.validation(
          "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be"
              + " <= 604800).");
    }
  }

  private static void checkQueries(PutMetricAlarmRequest request) {
    if (request.metricName() != null
        || request.period() != null
        || request.statistic() != null
        || request.extendedStatistic() != null) {
      throw CloudWatchErrors.combination(
          "Metrics cannot be specified together with MetricName, Period or a statistic.");
    }
    checkQueries(request.metrics());
    Set<Integer> periods = new HashSet<>();
    for (MetricDataQuery query : request.metrics()) {
      if (query.metricStat() != null) {
        periods.add(query.metricStat().period());
        checkPeriod(query.metricStat().period(), request.evaluationPeriods());
      }
    }
    if (periods.size() > 1) {
      throw CloudWatchErrors.validation("Metrics in the list must have the same period.");
    }
    long watched =
        request.metrics().stream()
            .filter(query -> !Boolean.FALSE.equals(query.returnData()))
            .filter(query -> !query.id().equals(request.thresholdMetricId()))
            .count();
    if (watched != 1) {
      throw CloudWatchErrors.validation(
          "Exactly one element of the metrics list should return data.");
    }
  }

  /** Refuses queries that cannot be computed. */
  static void checkQueries(List<MetricDataQuery> queries) {
    Set<String> ids = new HashSet<>();
    for (MetricDataQuery query : queries) {
      if (!ID.matcher(query.id()).matches()) {
        throw CloudWatchErrors.validation("The id '" + query.id() + "' is not valid.");
      }
      if (!ids.add(query.id())) {
        throw CloudWatchErrors.validation("The id '" + query.id() + "' is used more than once.");
      }
      if ((query.metricStat() == null) == (query.expression() == null)) {
        throw CloudWatchErrors.validation(
            "Exactly one of MetricStat and Expression must be specified for '" + query.id() + "'.");
      }
    }
    for (MetricDataQuery query : queries) {
      if (query.metricStat() != null) {
        checkStatistic(query.metricStat().stat());
      } else {
        try {
          checkExpression(MathExpression.parse(query.expression()), ids);
        } catch (Invalid invalid) {
          throw CloudWatchErrors.validation(
              "Error in expression '%s': %s".formatted(query.id(), invalid.reason()));
        }
      }
    }
  }

  private static void checkExpression(MathExpression expression, Set<String> ids) {
    if (expression instanceof MathExpression.Listed listed) {
      listed.entries().forEach(entry -> checkExpression(entry, ids));
    } else if (expression instanceof MathExpression.Name name) {
      if (!ids.contains(name.value()) && !Set.of("REPEAT", "LINEAR").contains(name.value())) {
        throw new Invalid("There is no metric with the id " + name.value());
      }
    } else if (expression instanceof Apply apply) {
      String function = apply.function();
      if (!MathFunctions.knows(function)
          && !function.equals("METRICS")
          && !function.equals(MetricQueries.BAND)) {
        throw new Invalid("Function " + function + " is not supported");
      }
      apply.arguments().forEach(argument -> checkExpression(argument, ids));
    }
  }

  private static void checkThreshold(PutMetricAlarmRequest request) {
    boolean band =
        switch (request.comparisonOperator()) {
          case LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
              LESS_THAN_LOWER_THRESHOLD,
              GREATER_THAN_UPPER_THRESHOLD ->
              true;
          default -> false;
        };
    if (!band && request.threshold() == null) {
      throw CloudWatchErrors.missing("The parameter Threshold is required.");
    }
    if (band != (request.thresholdMetricId() != null) || (band && request.threshold() != null)) {
      throw CloudWatchErrors.combination(
          "A comparison with a band needs ThresholdMetricId and no Threshold, and any other"
              + " comparison a Threshold.");
    }
    if (band
        && request.metrics().stream()
            .noneMatch(query -> query.id().equals(request.thresholdMetricId()))) {
      throw CloudWatchErrors.validation("ThresholdMetricId has to be the id of a metric.");
    }
  }

  static StateValue state(@Nullable String text) {
    CloudWatchErrors.requireOneOf(StateValue.knownValues(), text, "stateValue");
    return StateValue.fromValue(text);
  }
}
