package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * A change of the state of an alarm.
 *
 * @param alarm the alarm
 * @param before the state that it had
 * @param after the state that it has
 */
record AlarmStateChange(AlarmRecord alarm, State before, State after) {

  /**
   * A state of an alarm.
   *
   * @param value the state
   * @param reason why
   * @param data the reason as JSON
   * @param since when the alarm came into it
   */
  record State(StateValue value, String reason, @Nullable String data, Instant since) {
    private ObjectNode toJson() {
      ObjectNode json =
          JsonCodec.JSON.createObjectNode().put("value", value.toString()).put("reason", reason);
      if (data != null) {
        json.put("reasonData", data);
      }
      return json.put("timestamp", AlarmRecord.time(since));
    }
  }

  /**
   * Returns what events say of the change.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html">Alarm
   *     events and EventBridge</a>
   */
  ObjectNode detail() {
    ObjectNode json = JsonCodec.JSON.createObjectNode().put("alarmName", alarm.name);
    ObjectNode state = after.toJson();
    if (alarm instanceof CompositeAlarmRecord composite && composite.suppressedBy != null) {
      state.put("actionsSuppressedBy", composite.suppressedBy.toString());
    }
    json.set("state", state);
    json.set("previousState", before.toJson());
    ObjectNode configuration = json.putObject("configuration");
    if (alarm.description() != null) {
      configuration.put("description", alarm.description());
    }
    if (alarm instanceof CompositeAlarmRecord composite) {
      configuration.put("alarmRule", composite.configuration.alarmRule());
    } else if (alarm instanceof MetricAlarmRecord metric) {
      ArrayNode metrics = configuration.putArray("metrics");
      metric.queries().forEach(query -> metrics.add(query(query)));
    }
    return json;
  }

  private static ObjectNode query(MetricDataQuery query) {
    ObjectNode json = JsonCodec.JSON.createObjectNode().put("id", query.id());
    if (query.expression() != null) {
      json.put("expression", query.expression());
    }
    if (query.label() != null) {
      json.put("label", query.label());
    }
    if (query.metricStat() != null) {
      Metric metric = query.metricStat().metric();
      ObjectNode stat = json.putObject("metricStat");
      ObjectNode named =
          stat.putObject("metric")
              .put("namespace", metric.namespace())
              .put("name", metric.metricName());
      ObjectNode dimensions = named.putObject("dimensions");
      metric.dimensions().forEach(one -> dimensions.put(one.name(), one.value()));
      stat.put("period", query.metricStat().period()).put("stat", query.metricStat().stat());
    }
    return json.put("returnData", !Boolean.FALSE.equals(query.returnData()));
  }
}
