package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.model.AttachInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.AttachLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.AttachTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.CancelInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateLaunchConfigurationRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateOrUpdateTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteLaunchConfigurationRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLaunchConfigurationsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachInstancesRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.EnterStandbyRequest;
import software.amazon.awssdk.services.autoscaling.model.ExitStandbyRequest;
import software.amazon.awssdk.services.autoscaling.model.ResumeProcessesRequest;
import software.amazon.awssdk.services.autoscaling.model.RollbackInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.SetDesiredCapacityRequest;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceHealthRequest;
import software.amazon.awssdk.services.autoscaling.model.SetInstanceProtectionRequest;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.SuspendProcessesRequest;
import software.amazon.awssdk.services.autoscaling.model.TerminateInstanceInAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.UpdateAutoScalingGroupRequest;

/** The operations of Auto Scaling, mapped to their implementations. */
public final class AutoScalingService {
  private AutoScalingService() {}

  public static Service create() {
    Service service =
        new Service("autoscaling", Protocol.AWS_QUERY, "2011-01-01")
            .resources(List.of(ScalingGroupResourceType.type()))
            .resources(ScalingResourceTypes.all())
            .authorizedBy(new AutoScalingPermissions());
    LifecycleHooks.addTo(service);
    ScalingPolicies.addTo(service);
    ScheduledActions.addTo(service);
    WarmPools.addTo(service);
    return service
        .on(
            CreateAutoScalingGroupRequest.class,
            CreateAutoScalingGroupRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.create(r, c))
        .on(
            UpdateAutoScalingGroupRequest.class,
            UpdateAutoScalingGroupRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.update(r, c))
        .on(
            DeleteAutoScalingGroupRequest.class,
            DeleteAutoScalingGroupRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.delete(r, c))
        .on(
            DescribeAutoScalingGroupsRequest.class,
            DescribeAutoScalingGroupsRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.describe(r, c))
        .on(
            SetDesiredCapacityRequest.class,
            SetDesiredCapacityRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.setDesired(r, c))
        .on(
            SuspendProcessesRequest.class,
            SuspendProcessesRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.suspend(r, c))
        .on(
            ResumeProcessesRequest.class,
            ResumeProcessesRequest::builder,
            (r, c) -> AutoScaling.of(c).scalingGroups.resume(r, c))
        .on(
            CreateLaunchConfigurationRequest.class,
            CreateLaunchConfigurationRequest::builder,
            (r, c) -> AutoScaling.of(c).configurations.create(r, c))
        .on(
            DescribeLaunchConfigurationsRequest.class,
            DescribeLaunchConfigurationsRequest::builder,
            (r, c) -> AutoScaling.of(c).configurations.describe(r, c))
        .on(
            DeleteLaunchConfigurationRequest.class,
            DeleteLaunchConfigurationRequest::builder,
            (r, c) -> AutoScaling.of(c).configurations.delete(r, c))
        .on(
            DescribeAutoScalingInstancesRequest.class,
            DescribeAutoScalingInstancesRequest::builder,
            (r, c) -> AutoScaling.of(c).members.describe(r, c))
        .on(
            TerminateInstanceInAutoScalingGroupRequest.class,
            TerminateInstanceInAutoScalingGroupRequest::builder,
            (r, c) -> AutoScaling.of(c).members.terminate(r, c))
        .on(
            AttachInstancesRequest.class,
            AttachInstancesRequest::builder,
            (r, c) -> AutoScaling.of(c).members.attach(r, c))
        .on(
            DetachInstancesRequest.class,
            DetachInstancesRequest::builder,
            (r, c) -> AutoScaling.of(c).members.detach(r, c))
        .on(
            EnterStandbyRequest.class,
            EnterStandbyRequest::builder,
            (r, c) -> AutoScaling.of(c).members.enterStandby(r, c))
        .on(
            ExitStandbyRequest.class,
            ExitStandbyRequest::builder,
            (r, c) -> AutoScaling.of(c).members.exitStandby(r, c))
        .on(
            SetInstanceHealthRequest.class,
            SetInstanceHealthRequest::builder,
            (r, c) -> AutoScaling.of(c).members.setHealth(r, c))
        .on(
            SetInstanceProtectionRequest.class,
            SetInstanceProtectionRequest::builder,
            (r, c) -> AutoScaling.of(c).members.setProtection(r, c))
        .on(
            CreateOrUpdateTagsRequest.class,
            CreateOrUpdateTagsRequest::builder,
            (r, c) -> AutoScaling.of(c).tags.createOrUpdate(r, c))
        .on(
            DeleteTagsRequest.class,
            DeleteTagsRequest::builder,
            (r, c) -> AutoScaling.of(c).tags.delete(r, c))
        .on(
            DescribeTagsRequest.class,
            DescribeTagsRequest::builder,
            (r, c) -> AutoScaling.of(c).tags.describe(r, c))
        .on(
            DescribeScalingActivitiesRequest.class,
            DescribeScalingActivitiesRequest::builder,
            (r, c) -> AutoScaling.of(c).activities.describe(r, c))
        .on(
            StartInstanceRefreshRequest.class,
            StartInstanceRefreshRequest::builder,
            (r, c) -> AutoScaling.of(c).refreshes.start(r, c))
        .on(
            DescribeInstanceRefreshesRequest.class,
            DescribeInstanceRefreshesRequest::builder,
            (r, c) -> AutoScaling.of(c).refreshes.describe(r, c))
        .on(
            CancelInstanceRefreshRequest.class,
            CancelInstanceRefreshRequest::builder,
            (r, c) -> AutoScaling.of(c).refreshes.cancel(r, c))
        .on(
            RollbackInstanceRefreshRequest.class,
            RollbackInstanceRefreshRequest::builder,
            (r, c) -> AutoScaling.of(c).refreshes.rollback(r, c))
        .on(
            AttachLoadBalancerTargetGroupsRequest.class,
            AttachLoadBalancerTargetGroupsRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.attachGroups(r, c))
        .on(
            DetachLoadBalancerTargetGroupsRequest.class,
            DetachLoadBalancerTargetGroupsRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.detachGroups(r, c))
        .on(
            DescribeLoadBalancerTargetGroupsRequest.class,
            DescribeLoadBalancerTargetGroupsRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.describeGroups(r, c))
        .on(
            AttachTrafficSourcesRequest.class,
            AttachTrafficSourcesRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.attachSources(r, c))
        .on(
            DetachTrafficSourcesRequest.class,
            DetachTrafficSourcesRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.detachSources(r, c))
        .on(
            DescribeTrafficSourcesRequest.class,
            DescribeTrafficSourcesRequest::builder,
            (r, c) -> AutoScaling.of(c).targets.describeSources(r, c));
  }
}
