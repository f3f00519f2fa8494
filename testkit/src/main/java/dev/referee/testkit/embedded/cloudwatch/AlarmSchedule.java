package dev.referee.testkit.embedded.cloudwatch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The times at which alarms are evaluated: every minute, or every ten seconds if their period is
 * shorter than a minute. Nothing happens while there are no alarms.
 */
final class AlarmSchedule {
  private static final int MINUTE = 60;
  private static final int SHORTEST = 10;

  private final CloudWatch cloudWatch;
  private @Nullable Instant next;

  AlarmSchedule(CloudWatch cloudWatch) {
    this.cloudWatch = cloudWatch;
  }

  /** Lets the alarms be evaluated at the next full time. */
  void schedule() {
    boolean any = false;
    boolean fine = false;
    for (AlarmRecord alarm : cloudWatch.alarms.values()) {
      if (alarm instanceof MetricAlarmRecord metric) {
        any = true;
        fine |= metric.period() < MINUTE;
      }
    }
    if (!any) {
      next = null;
      return;
    }
    int step = fine ? SHORTEST : MINUTE;
    Instant now = cloudWatch.context.now();
    long seconds = Math.floorDiv(now.getEpochSecond(), step) * step + step;
    Instant due = Instant.ofEpochSecond(seconds);
    if (!due.equals(next)) {
      next = due;
      cloudWatch.context.later(Duration.between(now, due), () -> run(due));
    }
  }

  private void run(Instant due) {
    if (!due.equals(next)) {
      return;
    }
    next = null;
    for (AlarmRecord alarm : List.copyOf(cloudWatch.alarms.values())) {
      if (alarm instanceof MetricAlarmRecord metric
          && due.getEpochSecond() % (metric.period() < MINUTE ? SHORTEST : MINUTE) == 0
          && cloudWatch.alarms.get(alarm.name) == alarm) {
        evaluate(metric, due);
      }
    }
    schedule();
  }

  private void evaluate(MetricAlarmRecord alarm, Instant now) {
    AlarmEvaluation evaluation = AlarmEvaluation.of(alarm, cloudWatch.metrics, now);
    StateValue state = evaluation.state();
    if (state != null && state != alarm.state) {
      AlarmReason reason = new AlarmReason(evaluation, state);
      cloudWatch.states.change(alarm, state, reason.text(), reason.data(now));
    }
  }
}
