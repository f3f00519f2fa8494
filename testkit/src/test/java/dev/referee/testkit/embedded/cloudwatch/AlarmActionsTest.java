package dev.referee.testkit.embedded.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.ec2.Images;
import dev.referee.testkit.embedded.events.EventWorld;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Tests what alarms do when their state changes. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class AlarmActionsTest {
  private final EventWorld world = new EventWorld();
  private final CloudWatchClient client = world.client(CloudWatchClient::builder);

  @AfterEach
  void close() {
    world.close();
  }

  private void alarm(String name, Consumer<PutMetricAlarmRequest.Builder> further) {
    client.putMetricAlarm(
        r ->
            r.alarmName(name)
                .namespace("Game")
                .metricName("Errors")
                .statistic(Statistic.SUM)
                .period(60)
                .evaluationPeriods(1)
                .datapointsToAlarm(1)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .threshold(10.0)
                .alarmActions(EventWorld.TOPIC)
                .applyMutation(further));
  }

  private void put(double value) {
    client.putMetricData(
        r -> r.namespace("Game").metricData(d -> d.metricName("Errors").value(value)));
    world.clock.advance(Duration.ofMinutes(1));
  }

  private List<String> actions(String name) {
    return client
        .describeAlarmHistory(r -> r.alarmName(name).historyItemType(HistoryItemType.ACTION))
        .alarmHistoryItems()
        .stream()
        .map(AlarmHistoryItem::historySummary)
        .toList();
  }

  @Test
  void notifyTheTopicOfTheNewState() {
    alarm("errors", r -> r.alarmDescription("too many"));
    put(3);
    assertThat(world.topics.delivered).isEmpty();
    put(11);
    put(12);
    assertThat(world.topics.principals)
        .containsExactly(
            "cloudwatch.amazonaws.com for"
                + " arn:aws:cloudwatch:us-east-1:222222222222:alarm:errors");
    JsonNode message = JsonCodec.parse(world.topics.delivered.get(0));
    assertThat(message.path("AlarmName").asText()).isEqualTo("errors");
    assertThat(message.path("NewStateValue").asText()).isEqualTo("ALARM");
    assertThat(message.path("OldStateValue").asText()).isEqualTo("OK");
    assertThat(message.path("NewStateReason").asText())
        .isEqualTo(
            "Threshold Crossed: 1 out of the last 1 datapoints [11.0 (01/01/26 00:01:00)] was"
                + " greater than the threshold (10.0) (minimum 1 datapoint for OK -> ALARM"
                + " transition).");
    assertThat(message.path("StateChangeTime").asText()).isEqualTo("2026-01-01T00:02:00.000+0000");
    assertThat(message.path("Region").asText()).isEqualTo("US East (N. Virginia)");
    assertThat(message.at("/Trigger/MetricName").asText()).isEqualTo("Errors");
    assertThat(message.at("/Trigger/Statistic").asText()).isEqualTo("SUM");
    assertThat(actions("errors"))
        .containsExactly("Successfully executed action " + EventWorld.TOPIC);
  }

  @Test
  void areInTheHistoryWhenTheyFail() {
    alarm("errors", r -> {});
    world.topics.refusal = "CloudWatch Alarms is not authorized to perform: SNS:Publish";
    put(11);
    assertThat(actions("errors"))
        .containsExactly(
            "Failed to execute action "
                + EventWorld.TOPIC
                + ". Received error: \"CloudWatch Alarms is not authorized to perform:"
                + " SNS:Publish\"");
  }

  @Test
  void areNotRunWhileTheyAreDisabled() {
    alarm("errors", r -> r.actionsEnabled(false));
    put(11);
    assertThat(client.describeAlarms(r -> {}).metricAlarms().get(0).stateValueAsString())
        .isEqualTo("ALARM");
    assertThat(world.topics.delivered).isEmpty();
    client.enableAlarmActions(r -> r.alarmNames("errors"));
    put(1);
    put(11);
    assertThat(world.topics.delivered).hasSize(1);
    client.disableAlarmActions(r -> r.alarmNames("errors"));
    put(1);
    put(11);
    assertThat(world.topics.delivered).hasSize(1);
  }

  @Test
  void areEventsOnTheDefaultBus() {
    world.rule("alarms", "{\"source\": [\"aws.cloudwatch\"]}");
    alarm("errors", r -> r.alarmActions(List.of()));
    put(11);
    JsonNode event = JsonCodec.parse(world.topics.delivered.get(0));
    assertThat(event.path("detail-type").asText()).isEqualTo("CloudWatch Alarm State Change");
    assertThat(event.at("/detail/state/value").asText()).isEqualTo("ALARM");
    assertThat(event.at("/detail/previousState/value").asText()).isEqualTo("INSUFFICIENT_DATA");
    assertThat(event.at("/detail/configuration/metrics/0/metricStat/metric/namespace").asText())
        .isEqualTo("Game");
  }

  @Test
  void stopAnInstanceThatIsBusy() {
    Ec2Client ec2 = world.client(Ec2Client::builder);
    String id =
        ec2.runInstances(
                r ->
                    r.imageId(Images.AL2023)
                        .instanceType("t3.micro")
                        .monitoring(m -> m.enabled(true))
                        .minCount(1)
                        .maxCount(1))
            .instances()
            .get(0)
            .instanceId();
    alarm(
        "idle",
        r ->
            r.namespace("AWS/EC2")
                .metricName("CPUUtilization")
                .dimensions(d -> d.name("InstanceId").value(id))
                .statistic(Statistic.AVERAGE)
                .comparisonOperator(ComparisonOperator.LESS_THAN_THRESHOLD)
                .threshold(5.0)
                .alarmActions("arn:aws:automate:us-east-1:ec2:stop"));
    world.clock.advance(Duration.ofMinutes(5));
    assertThat(
            ec2.describeInstances(r -> r.instanceIds(id))
                .reservations()
                .get(0)
                .instances()
                .get(0)
                .state()
                .nameAsString())
        .isEqualTo("stopped");
    assertThat(actions("idle"))
        .containsExactly("Successfully executed action arn:aws:automate:us-east-1:ec2:stop");
  }

  @Test
  void ofCompositeAlarmsFollowTheirRule() {
    alarm("errors", r -> r.alarmActions(List.of()));
    alarm("slow", r -> r.alarmActions(List.of()).metricName("Latency"));
    client.putCompositeAlarm(
        r ->
            r.alarmName("both")
                .alarmRule("ALARM(\"errors\") AND NOT OK(\"slow\")")
                .alarmActions(EventWorld.TOPIC));
    put(11);
    CompositeAlarm both =
        client
            .describeAlarms(r -> r.alarmTypes(AlarmType.COMPOSITE_ALARM))
            .compositeAlarms()
            .get(0);
    assertThat(both.stateValueAsString()).isEqualTo("ALARM");
    assertThat(both.stateReason())
        .isEqualTo(
            "arn:aws:cloudwatch:us-east-1:222222222222:alarm:errors transitioned to ALARM at"
                + " Thursday 01 January, 2026 00:01:00 UTC");
    assertThat(world.topics.values("/AlarmName")).containsExactly("both");
    client.setAlarmState(r -> r.alarmName("slow").stateValue("OK").stateReason("fine"));
    assertThat(
            client
                .describeAlarms(r -> r.alarmTypes(AlarmType.COMPOSITE_ALARM))
                .compositeAlarms()
                .get(0)
                .stateValueAsString())
        .isEqualTo("OK");
  }

  @Test
  void evaluateMetricMathAndRefuseWhatTheyCannotCompute() {
    client.putMetricAlarm(
        r ->
            r.alarmName("rate")
                .evaluationPeriods(1)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD)
                .threshold(50.0)
                .metrics(
                    q ->
                        q.id("errors")
                            .returnData(false)
                            .metricStat(
                                s ->
                                    s.period(60)
                                        .stat("Sum")
                                        .metric(m -> m.namespace("Game").metricName("Errors"))),
                    q ->
                        q.id("all")
                            .returnData(false)
                            .metricStat(
                                s ->
                                    s.period(60)
                                        .stat("Sum")
                                        .metric(m -> m.namespace("Game").metricName("Calls"))),
                    q -> q.id("share").expression("100 * errors / FILL(all, 20)")));
    put(9);
    assertThat(client.describeAlarms(r -> {}).metricAlarms().get(0).stateValueAsString())
        .isEqualTo("OK");
    put(10);
    assertThat(client.describeAlarms(r -> {}).metricAlarms().get(0).stateValueAsString())
        .isEqualTo("ALARM");
    assertThatThrownBy(
            () ->
                client.putMetricAlarm(
                    r ->
                        r.alarmName("other")
                            .evaluationPeriods(1)
                            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                            .threshold(1.0)
                            .metrics(q -> q.id("e1").expression("SEARCH('x', 'Sum', 60)"))))
        .isInstanceOf(CloudWatchException.class)
        .hasMessageContaining("Function SEARCH is not supported");
  }
}
