package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedMetric;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** A test fixture: an account with alarms. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
public final class AlarmWorld implements AutoCloseable {
  public static final String ACCOUNT = "222222222222";
  public static final String TOPIC = "arn:aws:sns:us-east-1:222222222222:told";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  public final EmbeddedAccount account = cloud.account(ACCOUNT);
  public final CloudWatchClient client = account.client(CloudWatchClient::builder);

  public AlarmWorld() {
    long into = Math.floorMod(account.clock().instant().getEpochSecond(), 300);
    account.clock().advance(Duration.ofSeconds(300 - into));
  }

  public void minutes(int count) {
    account.clock().advance(Duration.ofMinutes(count));
  }

  /** Creates an alarm on the metric {@code Errors}, by default on one minute above 10. */
  public void alarm(String name, Consumer<PutMetricAlarmRequest.Builder> further) {
    client.putMetricAlarm(
        r ->
            r.alarmName(name)
                .namespace("Game")
                .metricName("Errors")
                .statistic(Statistic.SUM)
                .period(60)
                .evaluationPeriods(1)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
                .threshold(10.0)
                .applyMutation(further));
  }

  public void alarm(String name) {
    alarm(name, r -> {});
  }

  public EmbeddedMetric errors() {
    return account.metric("Game", "Errors", Map.of());
  }

  /** Publishes a value of the metric now. */
  public void put(double value) {
    client.putMetricData(
        r -> r.namespace("Game").metricData(d -> d.metricName("Errors").value(value)));
  }

  public MetricAlarm shown(String name) {
    return client.describeAlarms(r -> r.alarmNames(name)).metricAlarms().get(0);
  }

  public String state(String name) {
    return shown(name).stateValueAsString();
  }

  public List<AlarmHistoryItem> history(String name, HistoryItemType type) {
    return client
        .describeAlarmHistory(
            r -> r.alarmName(name).historyItemType(type).scanBy(ScanBy.TIMESTAMP_ASCENDING))
        .alarmHistoryItems();
  }

  public List<String> summaries(String name, HistoryItemType type) {
    return history(name, type).stream().map(AlarmHistoryItem::historySummary).toList();
  }

  public static JsonNode json(String text) {
    return JsonCodec.parse(text);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
