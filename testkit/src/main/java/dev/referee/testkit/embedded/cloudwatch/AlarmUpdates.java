package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** An emulation of the operations that change and delete alarms. */
final class AlarmUpdates {
  private static final int MOST = 100;

  private AlarmUpdates() {}

  static void addTo(Service service) {
    service
        .on(DeleteAlarmsRequest.class, DeleteAlarmsRequest::builder, AlarmUpdates::delete)
        .on(SetAlarmStateRequest.class, SetAlarmStateRequest::builder, AlarmUpdates::setState)
        .on(
            EnableAlarmActionsRequest.class,
            EnableAlarmActionsRequest::builder,
            AlarmUpdates::enable)
        .on(
            DisableAlarmActionsRequest.class,
            DisableAlarmActionsRequest::builder,
            AlarmUpdates::disable);
  }

  /** Deletes alarms, or none of them if one does not exist or is needed by a composite alarm. */
  static DeleteAlarmsResponse delete(DeleteAlarmsRequest request, Call call) {
    checkCount(request.alarmNames());
    CloudWatch cloudWatch = CloudWatch.of(call);
    Set<String> names = new HashSet<>(request.alarmNames());
    List<AlarmRecord> alarms = new ArrayList<>();
    int composites = 0;
    for (String name : names) {
      AlarmRecord alarm = cloudWatch.alarm(name);
      if (alarm == null) {
        throw CloudWatchErrors.notFound("Unknown alarm(s): " + name);
      }
      composites += alarm instanceof CompositeAlarmRecord ? 1 : 0;
      alarms.add(alarm);
    }
    if (composites > 1) {
      throw CloudWatchErrors.validation(
          "Only one composite alarm can be deleted in one operation.");
    }
    for (AlarmRecord alarm : alarms) {
      cloudWatch.alarms.remove(alarm.name);
      AlarmWrites.record(cloudWatch, alarm, "deleted", call.now());
    }
    cloudWatch.clock.schedule();
    return DeleteAlarmsResponse.builder().build();
  }

  private static void checkCount(List<String> names) {
    if (names.size() > MOST) {
      throw CloudWatchErrors.validation(
          ("1 validation error detected: Value at 'alarmNames' failed to satisfy constraint:"
                  + " Member must have length less than or equal to %d")
              .formatted(MOST));
    }
  }

  static SetAlarmStateResponse setState(SetAlarmStateRequest request, Call call) {
    StateValue state = AlarmRules.state(request.stateValueAsString());
    checkJson(request.stateReasonData());
    CloudWatch cloudWatch = CloudWatch.of(call);
    AlarmRecord alarm = cloudWatch.alarm(request.alarmName());
    if (alarm == null) {
      throw CloudWatchErrors.notFound("Unknown alarm: " + request.alarmName());
    }
    cloudWatch.states.change(alarm, state, request.stateReason(), request.stateReasonData());
    return SetAlarmStateResponse.builder().build();
  }

  private static void checkJson(@Nullable String text) {
    if (text != null) {
      try {
        JsonCodec.JSON.readTree(text);
      } catch (JsonProcessingException malformed) {
        throw new AwsError(400, "InvalidFormat", "StateReasonData is not valid JSON.");
      }
    }
  }

  /** Lets alarms act, as far as they exist. */
  static EnableAlarmActionsResponse enable(EnableAlarmActionsRequest request, Call call) {
    setEnabled(request.alarmNames(), true, call);
    return EnableAlarmActionsResponse.builder().build();
  }

  static DisableAlarmActionsResponse disable(DisableAlarmActionsRequest request, Call call) {
    setEnabled(request.alarmNames(), false, call);
    return DisableAlarmActionsResponse.builder().build();
  }

  private static void setEnabled(List<String> names, boolean enabled, Call call) {
    checkCount(names);
    CloudWatch cloudWatch = CloudWatch.of(call);
    for (String name : names) {
      AlarmRecord alarm = cloudWatch.alarm(name);
      if (alarm != null && alarm.actionsEnabled != enabled) {
        alarm.actionsEnabled = enabled;
        alarm.configured = call.now();
        AlarmWrites.record(cloudWatch, alarm, "updated", call.now());
      }
    }
  }
}
