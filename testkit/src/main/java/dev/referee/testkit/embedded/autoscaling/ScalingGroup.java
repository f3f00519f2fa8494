package dev.referee.testkit.embedded.autoscaling;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.ScheduledUpdateGroupAction;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.autoscaling.model.WarmPoolConfiguration;

/** An Auto Scaling group: its desired state and its instances. */
final class ScalingGroup {
  static final String HEALTHY = "Healthy";
  static final String UNHEALTHY = "Unhealthy";

  private AutoScalingGroup settings;

  /** Its instances, by id, in the order in which they came. */
  final Map<String, Instance> members = new LinkedHashMap<>();

  /** The instances of its warm pool, by id. */
  final Map<String, Instance> warm = new LinkedHashMap<>();

  @Nullable WarmPoolConfiguration warmPool;

  final Map<String, Instant> inServiceSince = new HashMap<>();
  final Map<String, TagDescription> tags = new LinkedHashMap<>();
  final Set<String> suspended = new TreeSet<>();

  /** The activities, newest first. */
  final Deque<Activity> activities = new ArrayDeque<>();

  /** Its lifecycle hooks, by name. */
  final Map<String, LifecycleHook> hooks = new TreeMap<>();

  /** Its scaling policies, by name. */
  final Map<String, ScalingPolicy> policies = new TreeMap<>();

  /** Its scheduled actions, by name. */
  final Map<String, ScheduledUpdateGroupAction> scheduled = new TreeMap<>();

  /** The lifecycle hooks that its instances wait for. */
  final List<LifecycleAction> waiting = new ArrayList<>();

  /** Its instance refreshes, newest first. */
  final List<InstanceRefreshRecord> refreshes = new ArrayList<>();

  /** Until when policies that honour the cooldown do nothing. */
  Instant coolUntil = Instant.MIN;

  boolean deleting;

  ScalingGroup(AutoScalingGroup settings) {
    this.settings = settings;
  }

  String name() {
    return settings.autoScalingGroupName();
  }

  AutoScalingGroup settings() {
    return settings;
  }

  int desired() {
    return settings.desiredCapacity();
  }

  void change(UnaryOperator<AutoScalingGroup.Builder> change) {
    settings = change.apply(settings.toBuilder()).build();
  }

  void changeMember(String id, UnaryOperator<Instance.Builder> change) {
    members.computeIfPresent(id, (same, member) -> change.apply(member.toBuilder()).build());
  }

  void removeMember(String id) {
    members.remove(id);
    inServiceSince.remove(id);
    stopWaiting(id);
  }

  void stopWaiting(String id) {
    waiting.removeIf(action -> action.instanceId().equals(id));
  }

  List<Instance> in(LifecycleState... states) {
    List<LifecycleState> wanted = List.of(states);
    return members.values().stream()
        .filter(member -> wanted.contains(member.lifecycleState()))
        .toList();
  }

  /** Returns those that count towards the desired capacity. */
  List<Instance> counting() {
    return in(
        LifecycleState.PENDING,
        LifecycleState.PENDING_WAIT,
        LifecycleState.PENDING_PROCEED,
        LifecycleState.IN_SERVICE);
  }

  int capacity() {
    return counting().stream().mapToInt(ScalingGroup::weight).sum();
  }

  static int weight(Instance member) {
    return member.weightedCapacity() == null ? 1 : Integer.parseInt(member.weightedCapacity());
  }

  @Nullable InstanceRefreshRecord activeRefresh() {
    return refreshes.stream().filter(InstanceRefreshRecord::isActive).findFirst().orElse(null);
  }

  /** Returns the group as it is described. */
  AutoScalingGroup described(boolean withInstances) {
    return settings.toBuilder()
        .instances(withInstances ? members.values() : List.of())
        .warmPoolConfiguration(warmPool)
        .warmPoolSize(warmPool == null ? null : Integer.valueOf(warm.size()))
        .tags(tags.values())
        .suspendedProcesses(
            suspended.stream()
                .map(
                    process ->
                        SuspendedProcess.builder()
                            .processName(process)
                            .suspensionReason("User suspended")
                            .build())
                .toList())
        .status(deleting ? "Delete in progress" : null)
        .build();
  }
}
