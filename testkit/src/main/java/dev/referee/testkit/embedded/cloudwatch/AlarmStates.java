package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.ActionsSuppressedBy;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The changes of the states of alarms, with what follows from them. */
final class AlarmStates {
  private static final String VERSION = "1.0";
  private static final DateTimeFormatter SENTENCE =
      DateTimeFormatter.ofPattern("EEEE dd MMMM, yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final CloudWatch cloudWatch;
  private final AlarmActions actions;

  AlarmStates(CloudWatch cloudWatch) {
    this.cloudWatch = cloudWatch;
    this.actions = new AlarmActions(cloudWatch);
  }

  /** Changes the state of an alarm, which runs its actions and may change composite alarms. */
  void change(AlarmRecord alarm, StateValue to, String reason, @Nullable String data) {
    Instant now = cloudWatch.context.now();
    AlarmStateChange change =
        new AlarmStateChange(
            alarm,
            new AlarmStateChange.State(alarm.state, alarm.reason, alarm.reasonData, alarm.updated),
            new AlarmStateChange.State(to, reason, data, now));
    boolean changes = alarm.state != to;
    alarm.state = to;
    alarm.reason = reason;
    alarm.reasonData = data;
    alarm.updated = now;
    if (!changes) {
      return;
    }
    alarm.transitioned = now;
    cloudWatch.history.add(
        alarm,
        HistoryItemType.STATE_UPDATE,
        "Alarm updated from %s to %s".formatted(change.before().value(), to),
        historyData(change),
        now);
    cloudWatch
        .context
        .store()
        .publish(new CloudWatch.StateChanged(cloudWatch.context, alarm.arn, change.detail()));
    act(change);
    for (AlarmRecord other : List.copyOf(cloudWatch.alarms.values())) {
      if (other instanceof CompositeAlarmRecord composite
          && composite.rule.alarms().contains(alarm.name)) {
        evaluate(composite, alarm);
      }
    }
  }

  private void act(AlarmStateChange change) {
    if (!change.alarm().actionsEnabled) {
      return;
    }
    if (!(change.alarm() instanceof CompositeAlarmRecord composite)
        || composite.configuration.actionsSuppressor() == null) {
      actions.run(change);
      return;
    }
    composite.suppressedBy = null;
    if (isSuppressed(composite)) {
      composite.suppressedBy = ActionsSuppressedBy.ALARM;
      return;
    }
    int wait = Objects.requireNonNullElse(composite.configuration.actionsSuppressorWaitPeriod(), 0);
    if (wait == 0) {
      actions.run(change);
      return;
    }
    composite.suppressedBy = ActionsSuppressedBy.WAIT_PERIOD;
    cloudWatch.context.later(Duration.ofSeconds(wait), () -> actAfterWaiting(change, composite));
  }

  /** Runs the actions of a change that was not suppressed while it waited. */
  private void actAfterWaiting(AlarmStateChange change, CompositeAlarmRecord composite) {
    if (cloudWatch.alarms.get(composite.name) != composite
        || composite.suppressedBy != ActionsSuppressedBy.WAIT_PERIOD
        || !composite.transitioned.equals(change.after().since())) {
      return;
    }
    if (isSuppressed(composite)) {
      composite.suppressedBy = ActionsSuppressedBy.ALARM;
    } else {
      composite.suppressedBy = null;
      actions.run(change);
    }
  }

  private boolean isSuppressed(CompositeAlarmRecord composite) {
    String suppressor = AlarmRule.name(composite.configuration.actionsSuppressor());
    AlarmRecord found = cloudWatch.alarm(suppressor);
    return found != null && found.state == StateValue.ALARM;
  }

  /** Evaluates a composite alarm that was just created or changed. */
  void evaluate(CompositeAlarmRecord composite, boolean created) {
    StateValue state = state(composite);
    change(
        composite,
        state,
        "%s was %s and its alarm rule evaluates to %s"
            .formatted(composite.arn, created ? "created" : "updated", state),
        triggers(List.copyOf(composite.rule.alarms())));
  }

  private void evaluate(CompositeAlarmRecord composite, AlarmRecord cause) {
    StateValue state = state(composite);
    if (state != composite.state) {
      change(
          composite,
          state,
          "%s transitioned to %s at %s"
              .formatted(cause.arn, cause.state, SENTENCE.format(cause.transitioned)),
          triggers(List.of(cause.name)));
    }
  }

  private StateValue state(CompositeAlarmRecord composite) {
    boolean met =
        composite
            .rule
            .condition()
            .test(
                name -> {
                  AlarmRecord child = cloudWatch.alarm(name);
                  return child == null ? null : child.state;
                });
    return met ? StateValue.ALARM : StateValue.OK;
  }

  private String triggers(List<String> names) {
    ObjectNode json = JsonCodec.JSON.createObjectNode();
    ArrayNode triggering = json.putArray("triggeringAlarms");
    for (String name : names) {
      AlarmRecord child = cloudWatch.alarm(name);
      if (child != null) {
        triggering
            .addObject()
            .put("arn", child.arn)
            .putObject("state")
            .put("value", child.state.toString())
            .put("timestamp", AlarmRecord.time(child.transitioned));
      }
    }
    return json.toString();
  }

  private static String historyData(AlarmStateChange change) {
    ObjectNode json = JsonCodec.JSON.createObjectNode().put("version", VERSION);
    json.set("oldState", historyState(change.before()));
    json.set("newState", historyState(change.after()));
    return json.toString();
  }

  private static ObjectNode historyState(AlarmStateChange.State state) {
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("stateValue", state.value().toString())
            .put("stateReason", state.reason());
    if (state.data() != null) {
      try {
        json.set("stateReasonData", JsonCodec.JSON.readTree(state.data()));
      } catch (JsonProcessingException text) {
        json.put("stateReasonData", state.data());
      }
    }
    return json;
  }
}
