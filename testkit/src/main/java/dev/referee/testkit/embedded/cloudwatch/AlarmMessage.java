package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The messages of alarms to topics and functions. */
final class AlarmMessage {
  private AlarmMessage() {}

  /** Returns the JSON that a topic gets. */
  static String toTopic(AlarmStateChange change, Call call) {
    AlarmRecord alarm = change.alarm();
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("AlarmName", alarm.name)
            .put("AlarmDescription", alarm.description())
            .put("AWSAccountId", call.accountId())
            .put("AlarmConfigurationUpdatedTimestamp", AlarmRecord.time(alarm.configured))
            .put("NewStateValue", change.after().value().toString())
            .put("NewStateReason", change.after().reason())
            .put("StateChangeTime", AlarmRecord.time(change.after().since()))
            .put("Region", regionName(call.region()))
            .put("AlarmArn", alarm.arn)
            .put("OldStateValue", change.before().value().toString());
    texts(json.putArray("OKActions"), alarm.actions(StateValue.OK));
    texts(json.putArray("AlarmActions"), alarm.actions(StateValue.ALARM));
    texts(json.putArray("InsufficientDataActions"), alarm.actions(StateValue.INSUFFICIENT_DATA));
    if (alarm instanceof CompositeAlarmRecord composite) {
      json.put("AlarmRule", composite.configuration.alarmRule());
      if (change.after().data() != null) {
        json.set(
            "TriggeringChildren", JsonCodec.parse(change.after().data()).path("triggeringAlarms"));
      }
    } else if (alarm instanceof MetricAlarmRecord metric) {
      json.set("Trigger", trigger(metric));
    }
    return json.toString();
  }

  /** Returns the JSON that a function gets. */
  static String toFunction(AlarmStateChange change, Call call) {
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("source", "aws.cloudwatch")
            .put("alarmArn", change.alarm().arn)
            .put("accountId", call.accountId())
            .put("time", AlarmRecord.time(change.after().since()))
            .put("region", call.region());
    json.set("alarmData", change.detail());
    return json.toString();
  }

  /** Returns a Region as messages call it, {@code EU (Ireland)}. */
  private static String regionName(String id) {
    RegionMetadata metadata = RegionMetadata.of(Region.of(id));
    return metadata == null ? id : metadata.description().replaceFirst("^Europe ", "EU ");
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static ObjectNode trigger(MetricAlarmRecord alarm) {
    PutMetricAlarmRequest request = alarm.configuration;
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    if (alarm.isSingle()) {
      boolean extended = request.extendedStatistic() != null;
      json.put("MetricName", request.metricName())
          .put("Namespace", request.namespace())
          .put("StatisticType", extended ? "ExtendedStatistic" : "Statistic");
      if (extended) {
        json.put("ExtendedStatistic", request.extendedStatistic());
      } else {
        json.put("Statistic", Ascii.toUpperCase(request.statisticAsString()));
      }
      json.put("Unit", request.unitAsString());
      dimensions(json.putArray("Dimensions"), request.dimensions());
    }
    json.put("Period", alarm.period()).put("EvaluationPeriods", request.evaluationPeriods());
    if (request.datapointsToAlarm() != null) {
      json.put("DatapointsToAlarm", request.datapointsToAlarm());
    }
    json.put("ComparisonOperator", request.comparisonOperatorAsString());
    if (request.threshold() != null) {
      json.put("Threshold", request.threshold());
    }
    if (request.thresholdMetricId() != null) {
      json.put("ThresholdMetricId", request.thresholdMetricId());
    }
    json.put("TreatMissingData", Objects.requireNonNullElse(request.treatMissingData(), "missing"))
        .put(
            "EvaluateLowSampleCountPercentile",
            Strings.nullToEmpty(request.evaluateLowSampleCountPercentile()));
    if (!alarm.isSingle()) {
      ArrayNode metrics = json.putArray("Metrics");
      request.metrics().forEach(query -> metrics.add(query(query)));
    }
    return json;
  }

  private static void dimensions(ArrayNode array, List<Dimension> dimensions) {
    dimensions.forEach(one -> array.addObject().put("value", one.value()).put("name", one.name()));
  }

  private static ObjectNode query(MetricDataQuery query) {
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    if (query.expression() != null) {
      json.put("Expression", query.expression());
    }
    json.put("Id", query.id());
    if (query.label() != null) {
      json.put("Label", query.label());
    }
    if (query.metricStat() != null) {
      ObjectNode stat = json.putObject("MetricStat");
      ObjectNode metric = stat.putObject("Metric");
      dimensions(metric.putArray("Dimensions"), query.metricStat().metric().dimensions());
      metric
          .put("MetricName", query.metricStat().metric().metricName())
          .put("Namespace", query.metricStat().metric().namespace());
      stat.put("Period", query.metricStat().period()).put("Stat", query.metricStat().stat());
    }
    return json.put("ReturnData", !Boolean.FALSE.equals(query.returnData()));
  }
}
