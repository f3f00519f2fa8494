package dev.referee.testkit.embedded.autoscaling;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.common.Zones;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupResponse;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;
import software.amazon.awssdk.services.autoscaling.model.ResumeProcessesRequest;
import software.amazon.awssdk.services.autoscaling.model.ResumeProcessesResponse;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityRequest;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityResponse;
import software.amazon.awssdk.services.autoscaling.model.SuspendProcessesRequest;
import software.amazon.awssdk.services.autoscaling.model.SuspendProcessesResponse;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupResponse;

/** An emulation of the operations on Auto Scaling groups: create, update, describe and delete. */
final class ScalingGroups {
  private static final int PAGE = 50;
  private static final List<String> PROCESSES =
      List.of(
          "Launch",
          "Terminate",
          "AddToLoadBalancer",
          "AlarmNotification",
          "AZRebalance",
          "HealthCheck",
          "InstanceRefresh",
          "ReplaceUnhealthy",
          "ScheduledActions");

  private static final Set<String> HEALTH_CHECKS = Set.of("EC2", "ELB", "EBS", "VPC_LATTICE");

  private final AutoScaling scaling;

  ScalingGroups(AutoScaling scaling) {
    this.scaling = scaling;
  }

  static List<String> subnetIds(String identifier) {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(identifier);
  }

  CreateAutoScalingGroupResponse create(CreateAutoScalingGroupRequest request, Call call) {
    String name = request.autoScalingGroupName();
    if (scaling.groups.containsKey(name)) {
      throw new AwsError(
          400,
          "AlreadyExists",
          "AutoScalingGroup by this name already exists - A group with the name "
              + name
              + " already exists");
    }
    if (request.minSize() == null || request.maxSize() == null) {
      throw AutoScaling.invalid("MinSize and MaxSize are required");
    }
    LaunchSources.Source source =
        new LaunchSources.Source(
            request.launchTemplate(),
            request.mixedInstancesPolicy(),
            request.launchConfigurationName());
    LaunchSources.mustNameTemplates(source);
    scaling.sources.check(source);
    scaling.sources.mustLaunch(source);
    AutoScalingGroup settings =
        SdkFieldCopier.overlay(
                request.toBuilder().tags(List.of()).build(),
                AutoScalingGroup.builder()
                    .desiredCapacity(request.minSize())
                    .defaultCooldown(300)
                    .healthCheckType("EC2")
                    .healthCheckGracePeriod(0)
                    .terminationPolicies("Default")
                    .newInstancesProtectedFromScaleIn(false)
                    .capacityRebalance(false)
                    .serviceLinkedRoleARN(
                        "arn:aws:iam::"
                            + call.accountId()
                            + ":role/aws-service-role/autoscaling.amazonaws.com/"
                            + "AWSServiceRoleForAutoScaling"))
            .autoScalingGroupARN(
                "arn:aws:autoscaling:%s:%s:autoScalingGroup:%s:autoScalingGroupName/%s"
                    .formatted(call.region(), call.accountId(), scaling.ids.uuid(), name))
            .createdTime(call.clock().instant())
            .build();
    ScalingGroup group =
        new ScalingGroup(
            scaling.targets.checked(checked(settings, request.hasAvailabilityZones())));
    scaling.hooks.put(group, request.lifecycleHookSpecificationList());
    scaling.groups.put(name, group);
    scaling.tags.put(
        request.tags().stream().map(tag -> tag.toBuilder().resourceId(name).build()).toList());
    scaling.reconciler.watch(group);
    return CreateAutoScalingGroupResponse.builder().build();
  }

  UpdateAutoScalingGroupResponse update(UpdateAutoScalingGroupRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    LaunchSources.mustNameTemplates(
        new LaunchSources.Source(request.launchTemplate(), request.mixedInstancesPolicy(), null));
    AutoScalingGroup.Builder changed = group.settings().toBuilder();
    if (request.launchTemplate() != null
        || request.mixedInstancesPolicy() != null
        || request.launchConfigurationName() != null) {
      changed
          .launchTemplate((LaunchTemplateSpecification) null)
          .mixedInstancesPolicy((MixedInstancesPolicy) null)
          .launchConfigurationName(null);
    }
    AutoScalingGroup settings = SdkFieldCopier.overlay(request, changed).build();
    if (request.desiredCapacity() == null) {
      int desired =
          Math.max(settings.minSize(), Math.min(settings.maxSize(), settings.desiredCapacity()));
      settings = settings.toBuilder().desiredCapacity(desired).build();
    }
    AutoScalingGroup valid = checked(settings, request.hasAvailabilityZones());
    if (request.launchTemplate() != null || request.mixedInstancesPolicy() != null) {
      scaling.sources.mustLaunch(LaunchSources.Source.of(valid));
    }
    group.change(same -> valid.toBuilder());
    scaling.reconciler.reconcile(group);
    return UpdateAutoScalingGroupResponse.builder().build();
  }

  /** Returns settings with all that AWS fills in, or throws its validation error. */
  private AutoScalingGroup checked(AutoScalingGroup settings, boolean askedZones) {
    if (settings.minSize() < 0 || settings.minSize() > settings.maxSize()) {
      throw AutoScaling.invalid(
          "Max bound, "
              + settings.maxSize()
              + ", must be greater than or equal to min bound, "
              + settings.minSize());
    }
    within(settings, settings.desiredCapacity());
    healthCheck(settings.healthCheckType());
    LaunchSources.Source source = LaunchSources.Source.of(settings);
    scaling.sources.check(source);
    LaunchSources.Source full = scaling.sources.complete(source);
    AutoScalingGroup.Builder builder =
        settings.toBuilder().launchTemplate(full.template()).mixedInstancesPolicy(full.mixed());
    String identifier = settings.vpcZoneIdentifier();
    if (identifier != null && !identifier.isEmpty()) {
      List<String> zones =
          subnetIds(identifier).stream().map(id -> subnetZone(id)).distinct().sorted().toList();
      if (askedZones && !zones.containsAll(settings.availabilityZones())) {
        throw AutoScaling.invalid(
            "The availability zones of the specified subnets and the Auto Scaling group do not"
                + " match");
      }
      builder.availabilityZones(zones);
    } else if (settings.availabilityZones().isEmpty()) {
      throw AutoScaling.invalid("At least one Availability Zone or VPC Subnet is required.");
    } else {
      settings.availabilityZones().forEach(this::zone);
    }
    return builder.build();
  }

  private static void healthCheck(String types) {
    for (String type : Splitter.on(',').trimResults().split(types)) {
      if (!HEALTH_CHECKS.contains(type)) {
        throw AutoScaling.invalid("Invalid HealthCheckType: " + type);
      }
    }
  }

  private void zone(String name) {
    try {
      new Zones(scaling.context.region()).get(name);
    } catch (AwsError e) {
      throw AutoScaling.invalid("Invalid availability zones: [" + name + "]");
    }
  }

  private String subnetZone(String id) {
    try {
      return scaling.ec2.subnet(id).availabilityZone();
    } catch (AwsError e) {
      throw AutoScaling.invalid("The subnet ID '" + id + "' does not exist");
    }
  }

  static void within(AutoScalingGroup settings, int desired) {
    if (desired < settings.minSize() || desired > settings.maxSize()) {
      throw AutoScaling.invalid(
          "Desired capacity:%d must be between the specified min size:%d and max size:%d"
              .formatted(desired, settings.minSize(), settings.maxSize()));
    }
  }

  SetDesiredCapacityResponse setDesired(SetDesiredCapacityRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    int desired = request.desiredCapacity();
    if (desired > group.settings().maxSize()) {
      throw AutoScaling.invalid(
          "New SetDesiredCapacity value %d is above max value %d for the AutoScalingGroup."
              .formatted(desired, group.settings().maxSize()));
    }
    if (desired < group.settings().minSize()) {
      throw AutoScaling.invalid(
          "New SetDesiredCapacity value %d is below min value %d for the AutoScalingGroup."
              .formatted(desired, group.settings().minSize()));
    }
    group.change(settings -> settings.desiredCapacity(desired));
    scaling.reconciler.reconcile(group);
    return SetDesiredCapacityResponse.builder().build();
  }

  DeleteAutoScalingGroupResponse delete(DeleteAutoScalingGroupRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    boolean force = Boolean.TRUE.equals(request.forceDelete());
    if (!force && !(group.members.isEmpty() && group.warm.isEmpty())) {
      throw new AwsError(
          400,
          "ResourceInUse",
          "You cannot delete an AutoScalingGroup while there are instances or pending Spot"
              + " instance request(s) still in the group.");
    }
    if (!force && scaling.activities.areInProgress(group)) {
      throw new AwsError(
          400,
          "ScalingActivityInProgress",
          "You cannot delete an AutoScalingGroup while there are scaling activities in progress"
              + " for that group.");
    }
    group.deleting = true;
    group.change(settings -> settings.minSize(0).desiredCapacity(0));
    for (String id : List.copyOf(group.members.keySet())) {
      scaling.reconciler.terminate(
          group, id, "an instance was taken out of service in response to a group deletion.");
    }
    scaling.reconciler.reconcile(group);
    return DeleteAutoScalingGroupResponse.builder().build();
  }

  DescribeAutoScalingGroupsResponse describe(DescribeAutoScalingGroupsRequest request, Call call) {
    List<String> names = request.autoScalingGroupNames();
    List<ScalingGroup> selected =
        scaling.tags.select(
            scaling.groups.values().stream()
                .filter(group -> names.isEmpty() || names.contains(group.name()))
                .toList(),
            request.filters());
    Page<ScalingGroup> page =
        Page.of(selected, orDefault(request.maxRecords(), PAGE), request.nextToken(), call);
    boolean withInstances = !Boolean.FALSE.equals(request.includeInstances());
    return DescribeAutoScalingGroupsResponse.builder()
        .autoScalingGroups(
            page.items().stream().map(group -> group.described(withInstances)).toList())
        .nextToken(page.next())
        .build();
  }

  SuspendProcessesResponse suspend(SuspendProcessesRequest request, Call call) {
    scaling
        .group(request.autoScalingGroupName())
        .suspended
        .addAll(processes(request.scalingProcesses()));
    return SuspendProcessesResponse.builder().build();
  }

  ResumeProcessesResponse resume(ResumeProcessesRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    group.suspended.removeAll(processes(request.scalingProcesses()));
    scaling.reconciler.reconcile(group);
    return ResumeProcessesResponse.builder().build();
  }

  private static List<String> processes(List<String> named) {
    for (String process : named) {
      if (!PROCESSES.contains(process)) {
        throw AutoScaling.invalid("Process type not found - " + process + " is not a process type");
      }
    }
    return named.isEmpty() ? PROCESSES : named;
  }

  static int orDefault(@Nullable Integer requested, int otherwise) {
    return requested == null ? otherwise : requested;
  }
}
