package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** An emulation of the operations that read alarms. */
final class AlarmReads {
  private static final int MOST = 100;
  private static final int DEFAULT_PAGE = 50;
  private static final int HISTORY_PAGE = 100;

  private AlarmReads() {}

  static void addTo(Service service) {
    service
        .on(DescribeAlarmsRequest.class, DescribeAlarmsRequest::builder, AlarmReads::describe)
        .on(
            DescribeAlarmsForMetricRequest.class,
            DescribeAlarmsForMetricRequest::builder,
            AlarmReads::forMetric)
        .on(
            DescribeAlarmHistoryRequest.class,
            DescribeAlarmHistoryRequest::builder,
            AlarmReads::history);
  }

  /** Describes alarms: metric alarms only, unless other types are asked for. */
  static DescribeAlarmsResponse describe(DescribeAlarmsRequest request, Call call) {
    check(request);
    CloudWatch cloudWatch = CloudWatch.of(call);
    Set<AlarmType> types =
        request.alarmTypes().isEmpty()
            ? Set.of(AlarmType.METRIC_ALARM)
            : Set.copyOf(request.alarmTypes());
    Predicate<AlarmRecord> wanted = wanted(request, types, cloudWatch);
    List<AlarmRecord> all = cloudWatch.alarms.values().stream().filter(wanted).toList();
    Page<AlarmRecord> page =
        Page.of(
            all,
            Objects.requireNonNullElse(request.maxRecords(), DEFAULT_PAGE),
            request.nextToken(),
            call);
    List<MetricAlarm> metrics = new ArrayList<>();
    List<CompositeAlarm> composites = new ArrayList<>();
    for (AlarmRecord alarm : page.items()) {
      if (alarm instanceof MetricAlarmRecord metric) {
        metrics.add(metric.shown());
      } else if (alarm instanceof CompositeAlarmRecord composite) {
        composites.add(composite.shown());
      }
    }
    return DescribeAlarmsResponse.builder()
        .metricAlarms(metrics)
        .compositeAlarms(composites)
        .nextToken(page.next())
        .build();
  }

  private static void check(DescribeAlarmsRequest request) {
    CloudWatchErrors.requireOneOf(
        StateValue.knownValues(), request.stateValueAsString(), "stateValue");
    if (request.maxRecords() != null && (request.maxRecords() < 1 || request.maxRecords() > MOST)) {
      throw CloudWatchErrors.validation(
          ("1 validation error detected: Value '%d' at 'maxRecords' failed to satisfy constraint:"
                  + " Member must have value %s")
              .formatted(
                  request.maxRecords(),
                  request.maxRecords() < 1
                      ? "greater than or equal to 1"
                      : "less than or equal to 100"));
    }
    if (request.alarmNames().size() > MOST) {
      throw CloudWatchErrors.validation(
          "1 validation error detected: Value at 'alarmNames' failed to satisfy constraint: Member"
              + " must have length less than or equal to 100");
    }
    if (!request.alarmNames().isEmpty() && request.alarmNamePrefix() != null) {
      throw CloudWatchErrors.combination(
          "AlarmNamePrefix and AlarmNames cannot be specified together.");
    }
  }

  private static Predicate<AlarmRecord> wanted(
      DescribeAlarmsRequest request, Set<AlarmType> types, CloudWatch cloudWatch) {
    String prefix = Strings.nullToEmpty(request.alarmNamePrefix());
    String action = Strings.nullToEmpty(request.actionPrefix());
    Predicate<AlarmRecord> wanted =
        alarm ->
            (request.alarmNames().isEmpty() || request.alarmNames().contains(alarm.name))
                && alarm.name.startsWith(prefix)
                && (request.stateValue() == null || alarm.state == request.stateValue())
                && (action.isEmpty()
                    || alarm.actions().stream().anyMatch(arn -> arn.startsWith(action)));
    if (request.childrenOfAlarmName() != null) {
      AlarmRecord parent = cloudWatch.alarm(request.childrenOfAlarmName());
      return parent instanceof CompositeAlarmRecord composite
          ? wanted.and(alarm -> composite.rule.alarms().contains(alarm.name))
          : alarm -> false;
    }
    if (request.parentsOfAlarmName() != null) {
      return wanted.and(
          alarm ->
              alarm instanceof CompositeAlarmRecord composite
                  && composite.rule.alarms().contains(request.parentsOfAlarmName()));
    }
    return wanted.and(alarm -> types.contains(alarm.type()));
  }

  /** Describes the alarms of exactly one metric; without a statistic or a period, of any. */
  static DescribeAlarmsForMetricResponse forMetric(
      DescribeAlarmsForMetricRequest request, Call call) {
    MetricName metric =
        MetricQueries.name(request.namespace(), request.metricName(), request.dimensions());
    List<MetricAlarm> found =
        CloudWatch.of(call).alarms.values().stream()
            .filter(MetricAlarmRecord.class::isInstance)
            .map(MetricAlarmRecord.class::cast)
            .filter(MetricAlarmRecord::isSingle)
            .filter(alarm -> watches(alarm.configuration, metric, request))
            .map(MetricAlarmRecord::shown)
            .toList();
    return DescribeAlarmsForMetricResponse.builder().metricAlarms(found).build();
  }

  private static boolean watches(
      PutMetricAlarmRequest alarm, MetricName metric, DescribeAlarmsForMetricRequest request) {
    return MetricQueries.name(alarm.namespace(), alarm.metricName(), alarm.dimensions())
            .equals(metric)
        && (request.statistic() == null || request.statistic() == alarm.statistic())
        && (request.extendedStatistic() == null
            || request.extendedStatistic().equals(alarm.extendedStatistic()))
        && (request.period() == null || request.period().equals(alarm.period()))
        && (request.unit() == null || request.unit() == alarm.unit());
  }

  /** Describes the history of alarms: of metric alarms only, unless other types are asked for. */
  static DescribeAlarmHistoryResponse history(DescribeAlarmHistoryRequest request, Call call) {
    CloudWatchErrors.requireOneOf(
        HistoryItemType.knownValues(), request.historyItemTypeAsString(), "historyItemType");
    CloudWatchErrors.requireOneOf(ScanBy.knownValues(), request.scanByAsString(), "scanBy");
    Set<AlarmType> types =
        request.alarmTypes().isEmpty()
            ? Set.of(AlarmType.METRIC_ALARM)
            : Set.copyOf(request.alarmTypes());
    List<AlarmHistoryItem> found =
        new ArrayList<>(
            CloudWatch.of(call).history.items().stream()
                .filter(item -> isWanted(item, types, request))
                .toList());
    if (request.scanBy() != ScanBy.TIMESTAMP_ASCENDING) {
      Collections.reverse(found);
    }
    Page<AlarmHistoryItem> page =
        Page.of(
            found,
            Objects.requireNonNullElse(request.maxRecords(), HISTORY_PAGE),
            request.nextToken(),
            call);
    return DescribeAlarmHistoryResponse.builder()
        .alarmHistoryItems(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean isWanted(
      AlarmHistoryItem item, Set<AlarmType> types, DescribeAlarmHistoryRequest request) {
    return (request.alarmName() == null || item.alarmName().equals(request.alarmName()))
        && types.contains(item.alarmType())
        && (request.historyItemType() == null
            || item.historyItemType() == request.historyItemType())
        && (request.startDate() == null || !item.timestamp().isBefore(request.startDate()))
        && (request.endDate() == null || !item.timestamp().isAfter(request.endDate()));
  }
}
