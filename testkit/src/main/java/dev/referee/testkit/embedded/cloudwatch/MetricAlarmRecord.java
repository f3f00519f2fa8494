package dev.referee.testkit.embedded.cloudwatch;

import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** An alarm on a metric or on an expression. */
final class MetricAlarmRecord extends AlarmRecord {
  PutMetricAlarmRequest configuration;

  MetricAlarmRecord(String arn, PutMetricAlarmRequest configuration, Instant now) {
    super(configuration.alarmName(), arn, now);
    this.configuration = configuration;
  }

  @Override
  AlarmType type() {
    return AlarmType.METRIC_ALARM;
  }

  @Override
  @Nullable String description() {
    return configuration.alarmDescription();
  }

  @Override
  List<String> actions(StateValue to) {
    return switch (to) {
      case OK -> configuration.okActions();
      case ALARM -> configuration.alarmActions();
      default -> configuration.insufficientDataActions();
    };
  }

  boolean isSingle() {
    return configuration.metrics().isEmpty();
  }

  /** Returns the queries that it evaluates. */
  List<MetricDataQuery> queries() {
    if (!isSingle()) {
      return configuration.metrics();
    }
    String statistic =
        Objects.requireNonNullElse(
            configuration.extendedStatistic(), configuration.statisticAsString());
    return List.of(
        MetricDataQuery.builder()
            .id("m1")
            .returnData(true)
            .metricStat(
                MetricStat.builder()
                    .metric(
                        Metric.builder()
                            .namespace(configuration.namespace())
                            .metricName(configuration.metricName())
                            .dimensions(configuration.dimensions())
                            .build())
                    .period(configuration.period())
                    .stat(statistic)
                    .unit(configuration.unit())
                    .build())
            .build());
  }

  /** Returns the query whose values are compared. */
  MetricDataQuery watched() {
    return queries().stream()
        .filter(query -> !Boolean.FALSE.equals(query.returnData()))
        .filter(query -> !query.id().equals(configuration.thresholdMetricId()))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the length of a period in seconds. */
  int period() {
    if (isSingle()) {
      return configuration.period();
    }
    Integer period = watched().period();
    return queries().stream()
        .filter(query -> query.metricStat() != null)
        .mapToInt(query -> query.metricStat().period())
        .max()
        .orElse(period == null ? 60 : period);
  }

  /** Returns the number of breaching datapoints that it needs. */
  int needed() {
    Integer needed = configuration.datapointsToAlarm();
    return needed == null ? configuration.evaluationPeriods() : needed;
  }

  MetricAlarm shown() {
    return SdkFieldCopier.overlay(configuration, MetricAlarm.builder())
        .alarmArn(arn)
        .actionsEnabled(actionsEnabled)
        .alarmConfigurationUpdatedTimestamp(configured)
        .okActions(configuration.okActions())
        .alarmActions(configuration.alarmActions())
        .insufficientDataActions(configuration.insufficientDataActions())
        .dimensions(configuration.dimensions())
        .stateValue(state)
        .stateReason(reason)
        .stateReasonData(reasonData)
        .stateUpdatedTimestamp(updated)
        .stateTransitionedTimestamp(transitioned)
        .build();
  }
}
