package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.autoscaling.AutoScaling;
import dev.referee.testkit.embedded.cloudtrail.CloudTrail;
import dev.referee.testkit.embedded.cloudwatch.CloudWatch;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Store;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.List;
import java.util.function.Function;

/**
 * The events of AWS's services on the default buses of an account.
 *
 * <p>Most accounts have no rule: nothing of an event is made before a rule could match it.
 */
final class ServiceEvents {
  private ServiceEvents() {}

  static void follow(Store account) {
    account.listen(
        CloudTrail.Logged.class,
        logged ->
            put(
                logged.call(),
                logged.readOnly(),
                call ->
                    EventDelivery.event(
                        call,
                        logged.source(),
                        "AWS API Call via CloudTrail",
                        List.of(),
                        logged.record().get())));
    account.listen(
        Ec2.StateChanged.class,
        changed -> put(changed.context(), false, call -> stateChange(changed, call)));
    account.listen(
        AutoScaling.Launched.class,
        launched -> put(launched.context(), false, call -> launch(launched, call)));
    account.listen(
        CloudWatch.StateChanged.class,
        changed ->
            put(
                changed.call(),
                false,
                call ->
                    EventDelivery.event(
                        call,
                        "aws.cloudwatch",
                        "CloudWatch Alarm State Change",
                        List.of(changed.alarmArn()),
                        changed.detail())));
  }

  private static void put(Call call, boolean managementRead, Function<Call, ObjectNode> event) {
    EventBusRecord bus = EventBridge.of(call).bus(null);
    if (bus.rules.values().stream().anyMatch(rule -> rule.listens(managementRead))) {
      EventDelivery.deliver(bus, event.apply(call), managementRead, call);
    }
  }

  private static ObjectNode stateChange(Ec2.StateChanged changed, Call call) {
    String id = changed.instanceId();
    return EventDelivery.event(
        call,
        "aws.ec2",
        "EC2 Instance State-change Notification",
        List.of(instanceArn(call, id)),
        JsonCodec.JSON
            .createObjectNode()
            .put("instance-id", id)
            .put("state", changed.state().toString()));
  }

  private static ObjectNode launch(AutoScaling.Launched launched, Call call) {
    return EventDelivery.event(
        call,
        "aws.autoscaling",
        "EC2 Instance Launch Successful",
        List.of(launched.groupArn(), instanceArn(call, launched.instanceId())),
        JsonCodec.JSON
            .createObjectNode()
            .put("StatusCode", "InProgress")
            .put("Description", "Launching a new EC2 instance: " + launched.instanceId())
            .put("AutoScalingGroupName", launched.groupName())
            .put("EC2InstanceId", launched.instanceId())
            .put("StatusMessage", "")
            .put("EndTime", call.now().toString()));
  }

  private static String instanceArn(Call call, String id) {
    return "arn:aws:ec2:%s:%s:instance/%s".formatted(call.region(), call.accountId(), id);
  }
}
