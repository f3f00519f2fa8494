package dev.referee.testkit.embedded.cloudwatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.service.EventTargets;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;

/** The actions of alarms, and what the history says of them. */
final class AlarmActions {
  private static final String LAMBDA_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com";

  private final CloudWatch cloudWatch;

  AlarmActions(CloudWatch cloudWatch) {
    this.cloudWatch = cloudWatch;
  }

  /** The result of an action, with the message that was published. */
  private record Outcome(String message, DeliveryResult result) {
    static Outcome of(boolean done, String reason) {
      return new Outcome("", new DeliveryResult(done, reason));
    }
  }

  /** Runs the actions of the state that an alarm has come into. */
  void run(AlarmStateChange change) {
    for (String arn : change.alarm().actions(change.after().value())) {
      record(change, arn, run(change, arn));
    }
  }

  private Outcome run(AlarmStateChange change, String arn) {
    Call call = cloudWatch.context;
    String service = Splitter.on(':').splitToList(arn).get(2);
    return switch (service) {
      case "sns" ->
          deliver(arn, AlarmMessage.toTopic(change, call), CloudWatch.PRINCIPAL, change.alarm());
      case "lambda" ->
          deliver(arn, AlarmMessage.toFunction(change, call), LAMBDA_PRINCIPAL, change.alarm());
      case "automate", "swf" -> onInstance(change.alarm(), arn);
      case "autoscaling", "ssm", "ssm-incidents", "aiops" -> Outcome.of(true, "");
      default -> Outcome.of(false, "The action is not supported.");
    };
  }

  private Outcome deliver(String arn, String json, String principal, AlarmRecord alarm) {
    Call call = cloudWatch.context;
    EventTarget target =
        EventTargets.of(call.store()).find(Splitter.on(':').splitToList(arn).get(2));
    return new Outcome(
        json,
        target == null
            ? new DeliveryResult(false, "The embedded account has no service for this action.")
            : target.deliver(arn, json, principal, alarm.arn, call));
  }

  /** Stops, terminates or reboots the instance of the alarm's metric. */
  private Outcome onInstance(AlarmRecord alarm, String arn) {
    String id = alarm instanceof MetricAlarmRecord metric ? AlarmRules.instance(metric) : null;
    if (id == null) {
      return Outcome.of(false, "The alarm has no instance.");
    }
    Ec2 ec2 = Ec2.of(cloudWatch.context);
    try {
      switch (AlarmRules.ec2Action(arn)) {
        case "stop" -> ec2.stop(id);
        case "terminate" -> ec2.terminateUnlessProtected(id);
        case "reboot" -> ec2.reboot(id);
        default -> ec2.instance(id); // a recovery changes nothing that can be seen
      }
      return Outcome.of(true, "");
    } catch (AwsError refused) {
      return Outcome.of(false, refused.message());
    }
  }

  private void record(AlarmStateChange change, String arn, Outcome outcome) {
    boolean done = outcome.result().delivered();
    String reason = outcome.result().reason();
    ObjectNode json =
        JsonCodec.JSON
            .createObjectNode()
            .put("actionState", done ? "Succeeded" : "Failed")
            .put("stateUpdateTimestamp", change.after().since().toEpochMilli())
            .put("notificationResource", arn);
    json.put(
        "publishedMessage",
        outcome.message().isEmpty()
            ? null
            : JsonCodec.JSON.createObjectNode().put("default", outcome.message()).toString());
    json.put("error", done ? null : reason);
    cloudWatch.history.add(
        change.alarm(),
        HistoryItemType.ACTION,
        done
            ? "Successfully executed action " + arn
            : "Failed to execute action %s. Received error: \"%s\"".formatted(arn, reason),
        json.toString(),
        cloudWatch.context.now());
  }
}
