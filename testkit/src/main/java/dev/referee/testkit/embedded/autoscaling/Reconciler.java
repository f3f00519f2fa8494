package dev.referee.testkit.embedded.autoscaling;

import static java.util.Comparator.comparing;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * A reconciler of groups with their desired state, on every change and every half minute.
 *
 * <p>An instance takes part from {@code Pending} on; it is in service once it runs.
 */
final class Reconciler {
  static final Duration EVERY = Duration.ofSeconds(30);

  private final AutoScaling scaling;

  Reconciler(AutoScaling scaling) {
    this.scaling = scaling;
  }

  /** Looks after a group now and from now on, until it is gone. */
  void watch(ScalingGroup group) {
    if (scaling.groups.get(group.name()) == group) {
      reconcile(group);
      scaling.context.later(EVERY, () -> watch(group));
    }
  }

  void reconcile(ScalingGroup group) {
    scaling.hooks.observe(group);
    observe(group);
    scaling.targets.observe(group);
    replaceUnhealthy(group);
    scaling.refreshSteps.step(group);
    reachDesired(group);
    scaling.warmPools.step(group);
    if (group.deleting && group.members.isEmpty() && group.warm.isEmpty()) {
      scaling.activities.keepOf(group);
      scaling.groups.remove(group.name());
    }
  }

  private void observe(ScalingGroup group) {
    for (Instance member : List.copyOf(group.members.values())) {
      String id = member.instanceId();
      var instance = scaling.ec2.findInstance(id);
      boolean terminated = instance == null || Ec2.isIn(instance, InstanceStateName.TERMINATED);
      if (member.lifecycleState() == LifecycleState.TERMINATING) {
        if (terminated) {
          group.removeMember(id);
          scaling.activities.end(group, terminating(id));
        }
      } else if (instance != null && Ec2.isIn(instance, InstanceStateName.RUNNING)) {
        boolean proceeds = member.lifecycleState() == LifecycleState.PENDING_PROCEED;
        if (proceeds
            || (member.lifecycleState() == LifecycleState.PENDING
                && !scaling.hooks.begin(group, id, LifecycleHooks.LAUNCHING))) {
          inService(group, id);
        }
      } else if ((instance == null || !Ec2.isIn(instance, InstanceStateName.PENDING))
          && member.lifecycleState() != LifecycleState.STANDBY
          && !group.suspended.contains("HealthCheck")) {
        group.changeMember(id, same -> same.healthStatus(ScalingGroup.UNHEALTHY));
      }
    }
  }

  void inService(ScalingGroup group, String id) {
    group.changeMember(id, same -> same.lifecycleState(LifecycleState.IN_SERVICE));
    group.inServiceSince.put(id, scaling.now());
    if (!group.suspended.contains("AddToLoadBalancer")) {
      scaling.targets.register(group, id);
    }
    scaling.activities.end(group, launching(id));
    scaling.activities.end(group, WarmPools.launching(id));
    scaling
        .context
        .store()
        .publish(
            new AutoScaling.Launched(
                scaling.context, group.name(), group.settings().autoScalingGroupARN(), id));
  }

  private void replaceUnhealthy(ScalingGroup group) {
    if (group.suspended.contains("ReplaceUnhealthy") || group.suspended.contains("Terminate")) {
      return;
    }
    for (Instance member : group.counting()) {
      if (ScalingGroup.UNHEALTHY.equals(member.healthStatus())) {
        var instance = scaling.ec2.findInstance(member.instanceId());
        boolean runs = instance != null && Ec2.isIn(instance, InstanceStateName.RUNNING);
        terminate(
            group,
            member.instanceId(),
            runs
                ? scaling.targets.cause(group, member.instanceId())
                : "an instance was taken out of service in response to an EC2 health check"
                    + " indicating it has been terminated or stopped.");
      }
    }
  }

  /**
   * Takes an instance out of its group and terminates it, once no lifecycle hook holds it. Those
   * that were never in service, and those of a group that is deleted, are not held.
   */
  void terminate(ScalingGroup group, String id, String cause) {
    scaling.activities.begin(group, terminating(id), cause, null);
    scaling.targets.deregister(group, id);
    group.stopWaiting(id);
    if (group.deleting
        || !group.inServiceSince.containsKey(id)
        || !scaling.hooks.begin(group, id, LifecycleHooks.TERMINATING)) {
      end(group, id);
    }
  }

  /** Terminates an instance that is already out of its group. */
  void end(ScalingGroup group, String id) {
    group.changeMember(id, same -> same.lifecycleState(LifecycleState.TERMINATING));
    scaling.ec2.terminate(id);
    var instance = scaling.ec2.findInstance(id);
    if (instance == null || Ec2.isIn(instance, InstanceStateName.TERMINATED)) {
      group.removeMember(id);
      scaling.activities.end(group, terminating(id));
    }
  }

  private void reachDesired(ScalingGroup group) {
    int capacity = group.capacity();
    if (!group.suspended.contains("Launch") && !group.deleting) {
      while (capacity < group.desired()) {
        String cause =
            "an instance was started in response to a difference between desired and actual"
                + " capacity, increasing the capacity from "
                + capacity
                + " to "
                + (capacity + 1)
                + ".";
        try {
          if (!scaling.warmPools.give(group, cause)) {
            launch(group, cause);
          }
        } catch (AwsError e) {
          scaling.activities.failed(group, cause, e);
          return;
        }
        capacity = group.capacity();
      }
    }
    if (!group.suspended.contains("Terminate")) {
      for (Instance surplus : surplus(group, capacity - group.desired())) {
        if (scaling.warmPools.takeBack(group, surplus)) {
          capacity--;
          continue;
        }
        terminate(
            group,
            surplus.instanceId(),
            "an instance was taken out of service in response to a difference between desired and"
                + " actual capacity, shrinking the capacity from "
                + capacity
                + " to "
                + (capacity - 1)
                + ".");
        capacity--;
      }
    }
  }

  private void launch(ScalingGroup group, String cause) {
    Instance made = launched(group);
    String id = made.instanceId();
    group.members.put(id, made);
    Subnet subnet = scaling.ec2.subnet(scaling.ec2.instance(id).subnetId());
    scaling.activities.begin(group, launching(id), cause, subnet);
  }

  /** Launches an instance with the group's configuration; it is not a member of the group yet. */
  Instance launched(ScalingGroup group) {
    InstanceRefreshRecord refresh = group.activeRefresh();
    LaunchSources.Source source =
        refresh == null ? LaunchSources.Source.of(group.settings()) : refresh.source();
    LaunchSources.Next next = scaling.sources.next(source, group.counting());
    Subnet subnet = emptiest(group);
    var request =
        next.request().toBuilder()
            .subnetId(subnet.subnetId())
            .tagSpecifications(
                TagSpecification.builder()
                    .resourceType(ResourceType.INSTANCE)
                    .tags(
                        group.tags.values().stream()
                            .filter(TagDescription::propagateAtLaunch)
                            .map(tag -> ScalingTags.ec2Tag(tag.key(), tag.value()))
                            .toList())
                    .build())
            .build();
    var instance =
        scaling
            .ec2
            .launch(
                request,
                List.of(ScalingTags.ec2Tag(ScalingTags.GROUP, group.name())),
                "autoscaling.amazonaws.com",
                "AWSServiceRoleForAutoScaling",
                "AutoScaling")
            .get(0);
    return next.entry().toBuilder()
        .instanceId(instance.instanceId())
        .instanceType(instance.instanceTypeAsString())
        .imageId(instance.imageId())
        .availabilityZone(subnet.availabilityZone())
        .lifecycleState(LifecycleState.PENDING)
        .healthStatus(ScalingGroup.HEALTHY)
        .protectedFromScaleIn(
            Boolean.TRUE.equals(group.settings().newInstancesProtectedFromScaleIn()))
        .build();
  }

  private Subnet emptiest(ScalingGroup group) {
    return subnets(group).stream()
        .min(comparing(subnet -> inZone(group, subnet.availabilityZone())))
        .orElseThrow(() -> AutoScaling.invalid("The group has no subnet"));
  }

  private List<Subnet> subnets(ScalingGroup group) {
    String identifier = group.settings().vpcZoneIdentifier();
    if (identifier == null || identifier.isEmpty()) {
      return group.settings().availabilityZones().stream()
          .map(scaling.ec2::subnetForLaunch)
          .toList();
    }
    return ScalingGroups.subnetIds(identifier).stream().map(scaling.ec2::subnet).toList();
  }

  private static long inZone(ScalingGroup group, @Nullable String zone) {
    return group.counting().stream()
        .filter(member -> Objects.equals(zone, member.availabilityZone()))
        .count();
  }

  /** Returns the surplus instances to terminate first, by the group's termination policies. */
  private List<Instance> surplus(ScalingGroup group, int howMany) {
    List<Instance> left = new ArrayList<>(group.counting());
    left.removeIf(member -> Boolean.TRUE.equals(member.protectedFromScaleIn()));
    List<Instance> selected = new ArrayList<>();
    int weight = 0;
    while (weight < howMany && !left.isEmpty()) {
      Comparator<Instance> fullestZone =
          comparing(
              member ->
                  -left.stream()
                      .filter(
                          instance ->
                              Objects.equals(
                                  instance.availabilityZone(), member.availabilityZone()))
                      .count());
      Instance victim = left.stream().min(fullestZone.thenComparing(policy(group))).orElseThrow();
      weight += ScalingGroup.weight(victim);
      if (weight > howMany) {
        break;
      }
      left.remove(victim);
      selected.add(victim);
    }
    return selected;
  }

  private Comparator<Instance> policy(ScalingGroup group) {
    LaunchSources.Source source = LaunchSources.Source.of(group.settings());
    Comparator<Instance> age =
        comparing(
            member -> {
              var instance = scaling.ec2.findInstance(member.instanceId());
              return instance == null ? scaling.now() : instance.launchTime();
            });
    Comparator<Instance> outdated = comparing(member -> scaling.sources.matches(source, member));
    List<String> policies = group.settings().terminationPolicies();
    return switch (policies.isEmpty() ? "Default" : policies.get(0)) {
      case "OldestInstance" -> age;
      case "NewestInstance" -> age.reversed();
      default -> outdated.thenComparing(age);
    };
  }

  static String launching(String id) {
    return "Launching a new EC2 instance: " + id;
  }

  static String terminating(String id) {
    return "Terminating EC2 instance: " + id;
  }
}
