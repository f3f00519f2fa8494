package dev.referee.testkit.embedded.autoscaling;

import com.google.common.collect.Iterables;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AttachInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.AttachInstancesResponse;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingInstancesResponse;
import software.amazon.awssdk.services.autoscaling.model.DetachInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachInstancesResponse;
import software.amazon.awssdk.services.autoscaling.model.EnterStandbyRequest;
import software.amazon.awssdk.services.autoscaling.model.EnterStandbyResponse;
import software.amazon.awssdk.services.autoscaling.model.ExitStandbyRequest;
import software.amazon.awssdk.services.autoscaling.model.ExitStandbyResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceHealthRequest;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceHealthResponse;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionRequest;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionResponse;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupResponse;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The operations on single instances of groups. */
final class ScalingMembers {
  private static final int PAGE = 50;

  private final AutoScaling scaling;

  ScalingMembers(AutoScaling scaling) {
    this.scaling = scaling;
  }

  DescribeAutoScalingInstancesResponse describe(
      DescribeAutoScalingInstancesRequest request, Call call) {
    List<AutoScalingInstanceDetails> all = new ArrayList<>();
    for (ScalingGroup group : scaling.groups.values()) {
      for (Instance member : Iterables.concat(group.members.values(), group.warm.values())) {
        if (request.instanceIds().isEmpty()
            || request.instanceIds().contains(member.instanceId())) {
          all.add(
              SdkFieldCopier.overlay(member, AutoScalingInstanceDetails.builder())
                  .autoScalingGroupName(group.name())
                  .healthStatus(
                      ScalingGroup.HEALTHY.equals(member.healthStatus()) ? "HEALTHY" : "UNHEALTHY")
                  .build());
        }
      }
    }
    Page<AutoScalingInstanceDetails> page =
        Page.of(
            all, ScalingGroups.orDefault(request.maxRecords(), PAGE), request.nextToken(), call);
    return DescribeAutoScalingInstancesResponse.builder()
        .autoScalingInstances(page.items())
        .nextToken(page.next())
        .build();
  }

  TerminateInstanceInAutoScalingGroupResponse terminate(
      TerminateInstanceInAutoScalingGroupRequest request, Call call) {
    String id = request.instanceId();
    ScalingGroup group = groupOf(id);
    fewer(group, request.shouldDecrementDesiredCapacity(), 1);
    scaling.reconciler.terminate(
        group, id, "an instance was taken out of service in response to a user request.");
    Activity activity = latest(group);
    scaling.reconciler.reconcile(group);
    return TerminateInstanceInAutoScalingGroupResponse.builder().activity(activity).build();
  }

  AttachInstancesResponse attach(AttachInstancesRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    List<String> ids = request.instanceIds();
    int desired = group.desired() + ids.size();
    if (desired > group.settings().maxSize()) {
      throw AutoScaling.invalid(
          "AutoScalingGroup '%s' has max-size=%d and cannot take %d more instances"
              .formatted(group.name(), group.settings().maxSize(), ids.size()));
    }
    for (String id : ids) {
      var instance = scaling.ec2.findInstance(id);
      if (instance == null || !Ec2.isIn(instance, InstanceStateName.RUNNING)) {
        throw AutoScaling.invalid("Invalid Instance ID(s): [" + id + "] or not in running state");
      }
      if (find(id) != null) {
        throw AutoScaling.invalid("Instance " + id + " is already part of AutoScalingGroup");
      }
    }
    group.change(settings -> settings.desiredCapacity(desired));
    for (String id : ids) {
      var instance = scaling.ec2.instance(id);
      group.members.put(
          id,
          Instance.builder()
              .instanceId(id)
              .instanceType(instance.instanceTypeAsString())
              .imageId(instance.imageId())
              .availabilityZone(instance.placement().availabilityZone())
              .lifecycleState(LifecycleState.PENDING)
              .healthStatus(ScalingGroup.HEALTHY)
              .protectedFromScaleIn(false)
              .build());
      scaling.ec2.tag(id, ScalingTags.GROUP, group.name());
      String description = "Attaching an existing EC2 instance: " + id;
      scaling.activities.begin(
          group, description, "an instance was added in response to user request.", null);
      scaling.activities.end(group, description);
    }
    scaling.reconciler.reconcile(group);
    return AttachInstancesResponse.builder().build();
  }

  DetachInstancesResponse detach(DetachInstancesRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    request.instanceIds().forEach(id -> member(group, id));
    fewer(group, request.shouldDecrementDesiredCapacity(), request.instanceIds().size());
    List<Activity> activities =
        each(
            request.instanceIds(),
            group,
            (id, member) -> {
              scaling.targets.deregister(group, id);
              group.removeMember(id);
              scaling.ec2.untag(id, ScalingTags.GROUP);
              return "Detaching EC2 instance: " + id;
            },
            "instance was detached in response to a user request.");
    scaling.reconciler.reconcile(group);
    return DetachInstancesResponse.builder().activities(activities).build();
  }

  EnterStandbyResponse enterStandby(EnterStandbyRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    for (String id : request.instanceIds()) {
      if (member(group, id).lifecycleState() != LifecycleState.IN_SERVICE) {
        throw AutoScaling.invalid("The instance " + id + " is not in InService.");
      }
    }
    fewer(group, request.shouldDecrementDesiredCapacity(), request.instanceIds().size());
    List<Activity> activities =
        each(
            request.instanceIds(),
            group,
            (id, member) -> {
              scaling.targets.deregister(group, id);
              group.changeMember(id, same -> same.lifecycleState(LifecycleState.STANDBY));
              return "Moving EC2 instance to Standby: " + id;
            },
            "instance was moved to standby in response to a user request.");
    scaling.reconciler.reconcile(group);
    return EnterStandbyResponse.builder().activities(activities).build();
  }

  ExitStandbyResponse exitStandby(ExitStandbyRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    for (String id : request.instanceIds()) {
      if (member(group, id).lifecycleState() != LifecycleState.STANDBY) {
        throw AutoScaling.invalid("The instance " + id + " is not in Standby.");
      }
    }
    int desired = group.desired() + request.instanceIds().size();
    ScalingGroups.within(group.settings(), desired);
    group.change(settings -> settings.desiredCapacity(desired));
    List<Activity> activities =
        each(
            request.instanceIds(),
            group,
            (id, member) -> {
              group.changeMember(id, same -> same.lifecycleState(LifecycleState.PENDING));
              return "Moving EC2 instance out of Standby: " + id;
            },
            "instance was moved out of standby in response to a user request.");
    scaling.reconciler.reconcile(group);
    return ExitStandbyResponse.builder().activities(activities).build();
  }

  SetInstanceHealthResponse setHealth(SetInstanceHealthRequest request, Call call) {
    ScalingGroup group = groupOf(request.instanceId());
    String health = request.healthStatus();
    if (!List.of(ScalingGroup.HEALTHY, ScalingGroup.UNHEALTHY).contains(health)) {
      throw AutoScaling.invalid("Valid instance health states are: [Healthy, Unhealthy]");
    }
    Integer grace = group.settings().healthCheckGracePeriod();
    Instant since = group.inServiceSince.get(request.instanceId());
    boolean young =
        !Boolean.FALSE.equals(request.shouldRespectGracePeriod())
            && grace != null
            && since != null
            && scaling.now().isBefore(since.plus(Duration.ofSeconds(grace)));
    if (!young || health.equals(ScalingGroup.HEALTHY)) {
      group.changeMember(request.instanceId(), member -> member.healthStatus(health));
    }
    return SetInstanceHealthResponse.builder().build();
  }

  SetInstanceProtectionResponse setProtection(SetInstanceProtectionRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    request.instanceIds().forEach(id -> member(group, id));
    request
        .instanceIds()
        .forEach(
            id ->
                group.changeMember(
                    id, member -> member.protectedFromScaleIn(request.protectedFromScaleIn())));
    return SetInstanceProtectionResponse.builder().build();
  }

  private List<Activity> each(
      List<String> ids,
      ScalingGroup group,
      BiFunction<String, Instance, String> what,
      String cause) {
    List<Activity> activities = new ArrayList<>();
    for (String id : ids) {
      String description = what.apply(id, member(group, id));
      activities.add(scaling.activities.begin(group, description, cause, null));
      scaling.activities.end(group, description);
    }
    return activities;
  }

  private static void fewer(ScalingGroup group, @Nullable Boolean decrement, int by) {
    if (Boolean.TRUE.equals(decrement)) {
      int desired = group.desired() - by;
      if (desired < group.settings().minSize()) {
        throw AutoScaling.invalid(
            "Currently, desiredSize equals %d. Decreasing it by %d would go below minSize %d"
                .formatted(group.desired(), by, group.settings().minSize()));
      }
      group.change(settings -> settings.desiredCapacity(desired));
    }
  }

  private static Activity latest(ScalingGroup group) {
    return group.activities.getFirst();
  }

  private static Instance member(ScalingGroup group, String id) {
    Instance found = group.members.get(id);
    if (found == null) {
      throw AutoScaling.invalid(
          "The instance " + id + " is not part of Auto Scaling group " + group.name() + ".");
    }
    return found;
  }

  private @Nullable ScalingGroup find(String id) {
    return scaling.groups.values().stream()
        .filter(group -> group.members.containsKey(id))
        .findFirst()
        .orElse(null);
  }

  private ScalingGroup groupOf(String id) {
    ScalingGroup found = find(id);
    if (found == null) {
      throw AutoScaling.invalid(
          "Instance Id not found - No managed instance found for instance ID: " + id);
    }
    return found;
  }
}
