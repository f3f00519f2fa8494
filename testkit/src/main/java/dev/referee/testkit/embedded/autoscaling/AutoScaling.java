package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/**
 * An emulation of Auto Scaling in one account and Region.
 *
 * <p>Other services ask its public methods.
 */
public final class AutoScaling {
  final Call context;
  final Ec2 ec2;
  final Ids ids;
  final Map<String, ScalingGroup> groups = new LinkedHashMap<>();
  final LaunchConfigurations configurations;
  final LaunchSources sources;
  final Reconciler reconciler;
  final ScalingGroups scalingGroups;
  final ScalingMembers members;
  final ScalingTargets targets;
  final ScalingActivities activities;
  final ScalingTags tags;
  final InstanceRefreshes refreshes;
  final RefreshSteps refreshSteps;
  final LifecycleHooks hooks;
  final ScalingPolicies policies;
  final ScheduledActions scheduled;
  final WarmPools warmPools;

  private AutoScaling(Call context) {
    this.context = context;
    this.ec2 = Ec2.of(context);
    this.ids = Ids.of(context);
    this.configurations = new LaunchConfigurations(this);
    this.sources = new LaunchSources(this);
    this.activities = new ScalingActivities(this);
    this.reconciler = new Reconciler(this);
    this.scalingGroups = new ScalingGroups(this);
    this.members = new ScalingMembers(this);
    this.targets = new ScalingTargets(this);
    this.tags = new ScalingTags(this);
    this.refreshes = new InstanceRefreshes(this);
    this.refreshSteps = new RefreshSteps(this);
    this.hooks = new LifecycleHooks(this);
    this.policies = new ScalingPolicies(this);
    this.scheduled = new ScheduledActions(this);
    this.warmPools = new WarmPools(this);
  }

  public static AutoScaling of(Call call) {
    return call.regional(AutoScaling.class, () -> new AutoScaling(call));
  }

  Instant now() {
    return context.clock().instant();
  }

  /**
   * An event: an instance that a group launched is in service.
   *
   * @param context where it is
   * @param groupName the group
   * @param groupArn the ARN of the group
   * @param instanceId the instance
   */
  public record Launched(Call context, String groupName, String groupArn, String instanceId) {}

  /** Creates a group. */
  public void createGroup(CreateAutoScalingGroupRequest request, Call call) {
    scalingGroups.create(request, call);
  }

  /** Changes a group. */
  public void updateGroup(UpdateAutoScalingGroupRequest request, Call call) {
    scalingGroups.update(request, call);
  }

  /** Deletes a group with its instances. */
  public void deleteGroup(String name, Call call) {
    scalingGroups.delete(
        DeleteAutoScalingGroupRequest.builder()
            .autoScalingGroupName(name)
            .forceDelete(true)
            .build(),
        call);
  }

  /** Returns a group as it is described; null if there is none. */
  public @Nullable AutoScalingGroup findGroup(String name) {
    ScalingGroup found = groups.get(name);
    return found == null ? null : found.described(true);
  }

  /** Returns the group, or throws AWS's error. */
  ScalingGroup group(@Nullable String name) {
    ScalingGroup found = groups.get(name);
    if (found == null) {
      throw invalid("AutoScalingGroup name not found - null");
    }
    return found;
  }

  static AwsError invalid(@Nullable String message) {
    return new AwsError(400, "ValidationError", String.valueOf(message));
  }
}
