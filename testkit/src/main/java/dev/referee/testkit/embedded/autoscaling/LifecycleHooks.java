package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.CompleteLifecycleActionRequest;
import software.amazon.awssdk.services.autoscaling.model.CompleteLifecycleActionResponse;
import software.amazon.awssdk.services.autoscaling.model.DeleteLifecycleHookRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteLifecycleHookResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeLifecycleHooksRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLifecycleHooksResponse;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHookSpecification;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.PutLifecycleHookRequest;
import software.amazon.awssdk.services.autoscaling.model.PutLifecycleHookResponse;
import software.amazon.awssdk.services.autoscaling.model.RecordLifecycleActionHeartbeatRequest;
import software.amazon.awssdk.services.autoscaling.model.RecordLifecycleActionHeartbeatResponse;

/**
 * The lifecycle hooks of groups, and the instances that wait for them. Notifications are not sent.
 *
 * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html">Amazon
 *     EC2 Auto Scaling lifecycle hooks</a>
 */
final class LifecycleHooks {
  static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
  static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

  private static final int SHORTEST = 30;
  private static final int USUAL = 3600;
  private static final int LONGEST = 7200;
  private static final int HEARTBEATS = 100;
  private static final int MOST_SECONDS = Math.toIntExact(Duration.ofDays(2).toSeconds());
  private static final String CONTINUE = "CONTINUE";
  private static final String ABANDON = "ABANDON";

  private final AutoScaling scaling;

  LifecycleHooks(AutoScaling scaling) {
    this.scaling = scaling;
  }

  static void addTo(Service service) {
    service
        .on(
            PutLifecycleHookRequest.class,
            PutLifecycleHookRequest::builder,
            (r, c) -> AutoScaling.of(c).hooks.put(r))
        .on(
            DescribeLifecycleHooksRequest.class,
            DescribeLifecycleHooksRequest::builder,
            (r, c) -> AutoScaling.of(c).hooks.describe(r))
        .on(
            DeleteLifecycleHookRequest.class,
            DeleteLifecycleHookRequest::builder,
            (r, c) -> AutoScaling.of(c).hooks.delete(r))
        .on(
            CompleteLifecycleActionRequest.class,
            CompleteLifecycleActionRequest::builder,
            (r, c) -> AutoScaling.of(c).hooks.complete(r))
        .on(
            RecordLifecycleActionHeartbeatRequest.class,
            RecordLifecycleActionHeartbeatRequest::builder,
            (r, c) -> AutoScaling.of(c).hooks.heartbeat(r));
  }

  /** Puts the hooks that a new group is to have. */
  void put(ScalingGroup group, List<LifecycleHookSpecification> specifications) {
    for (LifecycleHookSpecification hook : specifications) {
      put(group, SdkFieldCopier.overlay(hook, PutLifecycleHookRequest.builder()).build());
    }
  }

  PutLifecycleHookResponse put(PutLifecycleHookRequest request) {
    put(scaling.group(request.autoScalingGroupName()), request);
    return PutLifecycleHookResponse.builder().build();
  }

  private static void put(ScalingGroup group, PutLifecycleHookRequest request) {
    LifecycleHook before = group.hooks.get(request.lifecycleHookName());
    LifecycleHook.Builder changed =
        before == null
            ? LifecycleHook.builder().heartbeatTimeout(USUAL).defaultResult(ABANDON)
            : before.toBuilder();
    LifecycleHook hook =
        SdkFieldCopier.overlay(request, changed).autoScalingGroupName(group.name()).build();
    check(hook);
    group.hooks.put(
        hook.lifecycleHookName(),
        hook.toBuilder()
            .globalTimeout(Math.min(hook.heartbeatTimeout() * HEARTBEATS, MOST_SECONDS))
            .build());
  }

  private static void check(LifecycleHook hook) {
    oneOf("LifecycleTransition", hook.lifecycleTransition(), LAUNCHING, TERMINATING);
    oneOf("DefaultResult", hook.defaultResult(), CONTINUE, ABANDON);
    if (hook.heartbeatTimeout() < SHORTEST || hook.heartbeatTimeout() > LONGEST) {
      throw AutoScaling.invalid("HeartbeatTimeout must be between 30 and 7200 seconds");
    }
    String target = hook.notificationTargetARN();
    if (target != null && !target.isEmpty() && !target.startsWith("arn:")) {
      throw AutoScaling.invalid("'NotificationTargetARN' must be a valid ARN");
    }
    if (target != null && hook.roleARN() == null && !target.contains(":lambda:")) {
      throw AutoScaling.invalid(
          "'RoleARN' parameter required when 'NotificationTargetARN' parameter is specified");
    }
    if (target == null && hook.roleARN() != null) {
      throw AutoScaling.invalid(
          "'NotificationTargetARN' parameter required when 'RoleARN' parameter is specified");
    }
  }

  private static void oneOf(String member, @Nullable String value, String... known) {
    if (!List.of(known).contains(String.valueOf(value))) {
      throw AutoScaling.invalid(
          "'%s' must be one of: %s".formatted(member, String.join(", ", known)));
    }
  }

  private DescribeLifecycleHooksResponse describe(DescribeLifecycleHooksRequest request) {
    List<String> names = request.lifecycleHookNames();
    return DescribeLifecycleHooksResponse.builder()
        .lifecycleHooks(
            scaling.group(request.autoScalingGroupName()).hooks.values().stream()
                .filter(hook -> names.isEmpty() || names.contains(hook.lifecycleHookName()))
                .toList())
        .build();
  }

  /**
   * Deletes a hook; launching instances that wait for it are abandoned, terminating ones continue.
   */
  DeleteLifecycleHookResponse delete(DeleteLifecycleHookRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    String name = request.lifecycleHookName();
    if (group.hooks.remove(name) == null) {
      throw AutoScaling.invalid(
          "No Lifecycle Hook found with name '%s' for group '%s'".formatted(name, group.name()));
    }
    for (LifecycleAction action : List.copyOf(group.waiting)) {
      if (action.hook().lifecycleHookName().equals(name)) {
        end(group, action, action.isLaunch() ? ABANDON : CONTINUE, "Lifecycle Hook Deleted");
      }
    }
    scaling.reconciler.reconcile(group);
    return DeleteLifecycleHookResponse.builder().build();
  }

  private CompleteLifecycleActionResponse complete(CompleteLifecycleActionRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    String result = request.lifecycleActionResult();
    oneOf("LifecycleActionResult", result, CONTINUE, ABANDON);
    LifecycleAction action =
        action(
            group,
            request.lifecycleHookName(),
            request.lifecycleActionToken(),
            request.instanceId());
    end(group, action, result, "Lifecycle Action Completed with ABANDON Result");
    scaling.reconciler.reconcile(group);
    return CompleteLifecycleActionResponse.builder().build();
  }

  private RecordLifecycleActionHeartbeatResponse heartbeat(
      RecordLifecycleActionHeartbeatRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    LifecycleAction action =
        action(
            group,
            request.lifecycleHookName(),
            request.lifecycleActionToken(),
            request.instanceId());
    group.waiting.set(group.waiting.indexOf(action), action.prolonged(scaling.now()));
    return RecordLifecycleActionHeartbeatResponse.builder().build();
  }

  private static LifecycleAction action(
      ScalingGroup group, String hook, @Nullable String token, @Nullable String instanceId) {
    if (token == null && instanceId == null) {
      throw AutoScaling.invalid("Either LifecycleActionToken or InstanceId must be specified");
    }
    return group.waiting.stream()
        .filter(action -> action.hook().lifecycleHookName().equals(hook))
        .filter(action -> token == null || action.token().equals(token))
        .filter(action -> instanceId == null || action.instanceId().equals(instanceId))
        .findFirst()
        .orElseThrow(
            () ->
                AutoScaling.invalid(
                    "No active Lifecycle Action found with "
                        + (token == null ? "instance ID " + instanceId : "token " + token)));
  }

  /** Makes an instance wait for the hooks of a transition, and returns whether there are any. */
  boolean begin(ScalingGroup group, String id, String transition) {
    List<LifecycleHook> hooks =
        group.hooks.values().stream()
            .filter(hook -> hook.lifecycleTransition().equals(transition))
            .toList();
    for (LifecycleHook hook : hooks) {
      group.waiting.add(LifecycleAction.begun(id, hook, scaling.ids.uuid(), scaling.now()));
    }
    if (hooks.isEmpty()) {
      return false;
    }
    boolean launching = transition.equals(LAUNCHING);
    group.changeMember(
        id,
        member ->
            member.lifecycleState(
                launching ? LifecycleState.PENDING_WAIT : LifecycleState.TERMINATING_WAIT));
    scaling.activities.waiting(
        group, launching ? Reconciler.launching(id) : Reconciler.terminating(id));
    return true;
  }

  /** Ends the waits that have timed out, with the default result of their hooks. */
  void observe(ScalingGroup group) {
    for (LifecycleAction action : List.copyOf(group.waiting)) {
      if (group.waiting.contains(action) && !scaling.now().isBefore(action.deadline())) {
        end(group, action, action.hook().defaultResult(), "Heartbeat Timeout");
      }
    }
  }

  private void end(ScalingGroup group, LifecycleAction action, String result, String reason) {
    String id = action.instanceId();
    boolean abandoned = result.equals(ABANDON);
    group.waiting.removeIf(one -> one.equals(action) || (abandoned && one.instanceId().equals(id)));
    if (group.waiting.stream().anyMatch(one -> one.instanceId().equals(id))) {
      return;
    }
    if (!action.isLaunch()) {
      scaling.reconciler.end(group, id);
    } else if (abandoned) {
      scaling.activities.cancelled(
          group,
          Reconciler.launching(id),
          "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token %s was"
                  .formatted(action.token())
              + " abandoned: "
              + reason);
      scaling.reconciler.terminate(
          group, id, "an instance was taken out of service in response to a launch failure.");
    } else {
      group.changeMember(id, same -> same.lifecycleState(LifecycleState.PENDING_PROCEED));
    }
  }
}
