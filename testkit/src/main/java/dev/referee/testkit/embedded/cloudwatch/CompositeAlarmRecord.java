package dev.referee.testkit.embedded.cloudwatch;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ActionsSuppressedBy;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** An alarm on the states of other alarms. */
final class CompositeAlarmRecord extends AlarmRecord {
  PutCompositeAlarmRequest configuration;
  AlarmRule rule;
  @Nullable ActionsSuppressedBy suppressedBy;

  CompositeAlarmRecord(
      String arn, PutCompositeAlarmRequest configuration, AlarmRule rule, Instant now) {
    super(configuration.alarmName(), arn, now);
    this.configuration = configuration;
    this.rule = rule;
  }

  @Override
  AlarmType type() {
    return AlarmType.COMPOSITE_ALARM;
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

  CompositeAlarm shown() {
    return CompositeAlarm.builder()
        .alarmName(name)
        .alarmArn(arn)
        .alarmDescription(description())
        .alarmRule(configuration.alarmRule())
        .actionsEnabled(actionsEnabled)
        .alarmConfigurationUpdatedTimestamp(configured)
        .okActions(configuration.okActions())
        .alarmActions(configuration.alarmActions())
        .insufficientDataActions(configuration.insufficientDataActions())
        .stateValue(state)
        .stateReason(reason)
        .stateReasonData(reasonData)
        .stateUpdatedTimestamp(updated)
        .stateTransitionedTimestamp(transitioned)
        .actionsSuppressor(configuration.actionsSuppressor())
        .actionsSuppressorWaitPeriod(configuration.actionsSuppressorWaitPeriod())
        .actionsSuppressorExtensionPeriod(configuration.actionsSuppressorExtensionPeriod())
        .actionsSuppressedBy(suppressedBy)
        .actionsSuppressedReason(
            suppressedBy == null ? null : "Actions suppressed by " + suppressedBy)
        .build();
  }
}
