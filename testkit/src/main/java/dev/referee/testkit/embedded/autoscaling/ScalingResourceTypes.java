package dev.referee.testkit.embedded.autoscaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.DeleteLifecycleHookRequest;
import software.amazon.awssdk.services.autoscaling.model.DeletePolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteWarmPoolRequest;
import software.amazon.awssdk.services.autoscaling.model.PutLifecycleHookRequest;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.PutScheduledUpdateGroupActionRequest;
import software.amazon.awssdk.services.autoscaling.model.PutWarmPoolRequest;

/**
 * The CloudFormation resource types ScalingPolicy, LifecycleHook, ScheduledAction and WarmPool,
 * whose resources belong to an Auto Scaling group and are changed by the operation that makes them.
 */
final class ScalingResourceTypes {
  private static final String GROUP = "AutoScalingGroupName";

  private ScalingResourceTypes() {}

  static List<ResourceType> all() {
    return List.of(
        type(
                "AWS::AutoScaling::LifecycleHook",
                ScalingResourceTypes::hook,
                (made, call) ->
                    AutoScaling.of(call)
                        .hooks
                        .delete(
                            DeleteLifecycleHookRequest.builder()
                                .autoScalingGroupName(made.attributes().get(GROUP))
                                .lifecycleHookName(made.physicalId())
                                .build()))
            .requiring(GROUP, "LifecycleTransition")
            .identifiedBy("LifecycleHookName")
            .calling("PutLifecycleHook", "DeleteLifecycleHook"),
        type(
                "AWS::AutoScaling::ScalingPolicy",
                ScalingResourceTypes::policy,
                (made, call) ->
                    AutoScaling.of(call)
                        .policies
                        .delete(
                            DeletePolicyRequest.builder().policyName(made.physicalId()).build()))
            .requiring(GROUP)
            .identifiedBy("PolicyName")
            .calling("PutScalingPolicy", "DeletePolicy"),
        type(
                "AWS::AutoScaling::ScheduledAction",
                ScalingResourceTypes::scheduled,
                (made, call) ->
                    AutoScaling.of(call)
                        .scheduled
                        .delete(
                            DeleteScheduledActionRequest.builder()
                                .autoScalingGroupName(made.attributes().get(GROUP))
                                .scheduledActionName(made.physicalId())
                                .build()))
            .requiring(GROUP)
            .identifiedBy("ScheduledActionName")
            .calling("PutScheduledUpdateGroupAction", "DeleteScheduledAction"),
        type(
                "AWS::AutoScaling::WarmPool",
                ScalingResourceTypes::warmPool,
                (made, call) ->
                    AutoScaling.of(call)
                        .warmPools
                        .delete(
                            DeleteWarmPoolRequest.builder()
                                .autoScalingGroupName(made.physicalId())
                                .forceDelete(true)
                                .build()))
            .requiring(GROUP)
            .identifiedBy(GROUP)
            .calling("PutWarmPool", "DeleteWarmPool"));
  }

  /** Returns a type; a resource of another group, or of another name, is another one. */
  private static ResourceType type(
      String name, BiFunction<Properties, Call, Made> put, BiConsumer<Made, Call> remove) {
    return ResourceType.of(name, put, (id, call) -> {})
        .deletedBy(remove)
        .changedBy(
            (made, before, after, call) -> {
              boolean same =
                  before.name(GROUP).equals(after.name(GROUP))
                      && before.name("LifecycleHookName").equals(after.name("LifecycleHookName"));
              return same ? put.apply(after, call) : null;
            });
  }

  private static Made policy(Properties properties, Call call) {
    PutScalingPolicyRequest request =
        properties.as(PutScalingPolicyRequest.class, PutScalingPolicyRequest.builder()).toBuilder()
            .policyName(properties.defaultName())
            .build();
    String arn = AutoScaling.of(call).policies.put(request, call).policyARN();
    return new Made(arn, Map.of("Arn", arn, "PolicyName", request.policyName()));
  }

  private static Made hook(Properties properties, Call call) {
    PutLifecycleHookRequest request =
        properties.as(PutLifecycleHookRequest.class, PutLifecycleHookRequest.builder()).toBuilder()
            .lifecycleHookName(properties.name("LifecycleHookName"))
            .build();
    AutoScaling.of(call).hooks.put(request);
    return new Made(request.lifecycleHookName(), Map.of(GROUP, request.autoScalingGroupName()));
  }

  /**
   * Creates a scheduled action; a template writes times as texts, the JSON of services does not.
   */
  private static Made scheduled(Properties properties, Call call) {
    ObjectNode json = properties.json().deepCopy();
    json.remove(List.of("StartTime", "EndTime"));
    PutScheduledUpdateGroupActionRequest request =
        new Properties(json, properties.defaultName())
                .as(
                    PutScheduledUpdateGroupActionRequest.class,
                    PutScheduledUpdateGroupActionRequest.builder())
                .toBuilder()
                .scheduledActionName(properties.defaultName())
                .startTime(time(properties, "StartTime"))
                .endTime(time(properties, "EndTime"))
                .build();
    AutoScaling.of(call).scheduled.put(request, call);
    return new Made(request.scheduledActionName(), Map.of(GROUP, request.autoScalingGroupName()));
  }

  private static @Nullable Instant time(Properties properties, String name) {
    String text = properties.json().path(name).asText(null);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException invalid) {
      throw AutoScaling.invalid("Invalid timestamp: " + text);
    }
  }

  private static Made warmPool(Properties properties, Call call) {
    PutWarmPoolRequest request =
        properties.as(PutWarmPoolRequest.class, PutWarmPoolRequest.builder());
    AutoScaling.of(call).warmPools.put(request);
    return new Made(request.autoScalingGroupName(), Map.of());
  }
}
