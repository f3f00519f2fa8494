package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.MetricName;
import dev.referee.testkit.embedded.service.MetricValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AnomalyDetector;

/** CloudWatch in one Region of an account: its metrics and alarms, and what it offers to others. */
public final class CloudWatch {
  static final String PRINCIPAL = "cloudwatch.amazonaws.com";

  final Call context;
  final MetricStore metrics;
  final Map<String, AlarmRecord> alarms = new TreeMap<>();
  final AlarmHistory history;
  final AlarmStates states;
  final AlarmSchedule clock;
  final Map<String, AnomalyDetector> detectors = new LinkedHashMap<>();

  private CloudWatch(Call call) {
    this.context =
        new Call(
            call.accountId(),
            call.region(),
            "arn:aws:iam::" + call.accountId() + ":root",
            call.store(),
            call.clock());
    this.metrics = new MetricStore(context);
    this.history = new AlarmHistory();
    this.states = new AlarmStates(this);
    this.clock = new AlarmSchedule(this);
  }

  /** Returns CloudWatch in the Region that is called. */
  public static CloudWatch of(Call call) {
    return call.regional(CloudWatch.class, () -> new CloudWatch(call));
  }

  /** Keeps the metrics that services of an account publish from now on. */
  public static void follow(AccountState account) {
    account
        .store()
        .listen(
            MetricValue.class,
            published ->
                of(published.call())
                    .publish(
                        published.metric(),
                        published.unit(),
                        published.value(),
                        published.call().now()));
  }

  /** Publishes a value of a metric. */
  public void publish(MetricName metric, String unit, double value, Instant time) {
    metrics.put(metric, unit, time, false, samples -> samples.add(value, 1));
  }

  /**
   * Sets the value of a metric from now on.
   *
   * @param level the value; not a number if it is not published; empty to leave it to its source
   */
  public void setLevel(MetricName metric, OptionalDouble level) {
    metrics.levels().set(metric, level, context.now());
  }

  /**
   * An event: an alarm has changed its state.
   *
   * @param call where
   * @param alarmArn the alarm
   * @param detail what the event says of the change
   */
  public record StateChanged(Call call, String alarmArn, ObjectNode detail) {}

  /** Returns an alarm by its name; null if there is none. */
  @Nullable AlarmRecord alarm(String name) {
    return alarms.get(name);
  }

  String alarmArn(String name) {
    return "arn:aws:cloudwatch:%s:%s:alarm:%s"
        .formatted(context.region(), context.accountId(), name);
  }

  /** Returns the alarm with an ARN; null if there is none. */
  @Nullable AlarmRecord withArn(String arn) {
    AlarmRecord alarm = alarms.get(AlarmRule.name(arn));
    return alarm == null || !alarm.arn.equals(arn) ? null : alarm;
  }
}
