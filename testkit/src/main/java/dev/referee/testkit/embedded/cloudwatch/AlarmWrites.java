package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** An emulation of the operations that create and replace alarms. */
final class AlarmWrites {
  private static final int MOST_CHILDREN = 100;

  private AlarmWrites() {}

  static void addTo(Service service) {
    service
        .on(PutMetricAlarmRequest.class, PutMetricAlarmRequest::builder, AlarmWrites::metric)
        .on(
            PutCompositeAlarmRequest.class,
            PutCompositeAlarmRequest::builder,
            AlarmWrites::composite);
  }

  /** Creates an alarm, or replaces its configuration, which leaves its state as it is. */
  static PutMetricAlarmResponse metric(PutMetricAlarmRequest request, Call call) {
    AlarmRules.check(request);
    CloudWatch cloudWatch = CloudWatch.of(call);
    AlarmRecord existing = cloudWatch.alarm(request.alarmName());
    MetricAlarmRecord alarm;
    if (existing == null) {
      String arn = cloudWatch.alarmArn(request.alarmName());
      alarm = new MetricAlarmRecord(arn, request, call.now());
      tag(alarm, request.tags());
      cloudWatch.alarms.put(alarm.name, alarm);
    } else if (existing instanceof MetricAlarmRecord metric) {
      alarm = metric;
      alarm.configuration = request;
      alarm.configured = call.now();
    } else {
      throw otherType(existing);
    }
    alarm.actionsEnabled = !Boolean.FALSE.equals(request.actionsEnabled());
    record(cloudWatch, alarm, existing == null ? "created" : "updated", call.now());
    cloudWatch.clock.schedule();
    return PutMetricAlarmResponse.builder().build();
  }

  private static RuntimeException otherType(AlarmRecord existing) {
    return CloudWatchErrors.validation(
        "An alarm of another type has the name " + existing.name + ".");
  }

  private static void tag(AlarmRecord alarm, List<Tag> tags) {
    tags.forEach(tag -> alarm.tags.put(tag.key(), Strings.nullToEmpty(tag.value())));
  }

  static void record(CloudWatch cloudWatch, AlarmRecord alarm, String change, Instant now) {
    cloudWatch.history.add(
        alarm,
        HistoryItemType.CONFIGURATION_UPDATE,
        "Alarm \"%s\" %s".formatted(alarm.name, change),
        "{\"version\":\"1.0\",\"type\":\"%s\"}"
            .formatted(
                change.equals("created")
                    ? "Create"
                    : change.equals("updated") ? "Update" : "Delete"),
        now);
  }

  /** Creates a composite alarm, or replaces its configuration, and evaluates it. */
  static PutCompositeAlarmResponse composite(PutCompositeAlarmRequest request, Call call) {
    AlarmRules.check(
        request.alarmName(),
        request.alarmDescription(),
        List.of(request.okActions(), request.alarmActions(), request.insufficientDataActions()));
    CloudWatch cloudWatch = CloudWatch.of(call);
    AlarmRule rule = AlarmRule.parse(request.alarmRule());
    if (rule == null) {
      throw CloudWatchErrors.validation("AlarmRule is not valid: " + request.alarmRule());
    }
    checkChildren(request, rule, cloudWatch);
    AlarmRecord existing = cloudWatch.alarm(request.alarmName());
    CompositeAlarmRecord alarm;
    if (existing == null) {
      String arn = cloudWatch.alarmArn(request.alarmName());
      alarm = new CompositeAlarmRecord(arn, request, rule, call.now());
      tag(alarm, request.tags());
      cloudWatch.alarms.put(alarm.name, alarm);
    } else if (existing instanceof CompositeAlarmRecord composite) {
      alarm = composite;
      alarm.configuration = request;
      alarm.rule = rule;
      alarm.configured = call.now();
    } else {
      throw otherType(existing);
    }
    alarm.actionsEnabled = !Boolean.FALSE.equals(request.actionsEnabled());
    record(cloudWatch, alarm, existing == null ? "created" : "updated", call.now());
    cloudWatch.states.evaluate(alarm, existing == null);
    return PutCompositeAlarmResponse.builder().build();
  }

  private static void checkChildren(
      PutCompositeAlarmRequest request, AlarmRule rule, CloudWatch cloudWatch) {
    if (rule.alarms().size() > MOST_CHILDREN) {
      throw CloudWatchErrors.validation(
          "AlarmRule must not have more than " + MOST_CHILDREN + " alarms.");
    }
    Set<String> unknown = new TreeSet<>(rule.alarms());
    unknown.removeAll(cloudWatch.alarms.keySet());
    unknown.remove(request.alarmName());
    if (!unknown.isEmpty()) {
      throw CloudWatchErrors.validation(
          "Could not save the composite alarm as alarms [%s] in the alarm rule do not exist"
              .formatted(String.join(", ", unknown)));
    }
    if (dependsOn(rule, request.alarmName(), cloudWatch, new HashSet<>())) {
      throw CloudWatchErrors.validation(
          "Could not save the composite alarm as its alarm rule depends on itself.");
    }
    boolean acts = request.actionsSuppressor() != null;
    if (acts
        && (request.actionsSuppressorWaitPeriod() == null
            || request.actionsSuppressorExtensionPeriod() == null)) {
      throw CloudWatchErrors.missing(
          "ActionsSuppressor needs ActionsSuppressorWaitPeriod and"
              + " ActionsSuppressorExtensionPeriod.");
    }
    if (acts && !cloudWatch.alarms.containsKey(AlarmRule.name(request.actionsSuppressor()))) {
      throw CloudWatchErrors.validation(
          "Could not save the composite alarm as its suppressor alarm does not exist");
    }
  }

  private static boolean dependsOn(
      AlarmRule rule, String name, CloudWatch cloudWatch, Set<String> seen) {
    if (rule.alarms().contains(name)) {
      return true;
    }
    for (String child : rule.alarms()) {
      if (seen.add(child)
          && cloudWatch.alarm(child) instanceof CompositeAlarmRecord composite
          && dependsOn(composite.rule, name, cloudWatch, seen)) {
        return true;
      }
    }
    return false;
  }
}
