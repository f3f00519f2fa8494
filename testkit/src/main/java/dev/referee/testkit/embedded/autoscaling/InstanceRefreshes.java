package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.CancelInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.CancelInstanceRefreshResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeInstanceRefreshesResponse;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.RefreshPreferences;
import software.amazon.awssdk.services.autoscaling.model.RollbackDetails;
import software.amazon.awssdk.services.autoscaling.model.RollbackInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.RollbackInstanceRefreshResponse;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshRequest;
import software.amazon.awssdk.services.autoscaling.model.StartInstanceRefreshResponse;

/** The operations on instance refreshes; {@link RefreshSteps} performs the refreshes. */
final class InstanceRefreshes {
  private static final int PAGE = 50;

  private final AutoScaling scaling;

  InstanceRefreshes(AutoScaling scaling) {
    this.scaling = scaling;
  }

  StartInstanceRefreshResponse start(StartInstanceRefreshRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    if (group.activeRefresh() != null) {
      throw new AwsError(
          400,
          "InstanceRefreshInProgress",
          "An Instance Refresh is already in progress and blocks the execution of this Instance"
              + " Refresh.");
    }
    LaunchSources.Source source = LaunchSources.Source.of(group.settings());
    if (request.desiredConfiguration() != null) {
      source = LaunchSources.Source.of(request.desiredConfiguration());
      LaunchSources.mustNameTemplates(source);
      scaling.sources.check(source);
      source = scaling.sources.complete(source);
    }
    RefreshPreferences preferences = preferences(group, request.preferences());
    InstanceRefreshRecord refresh =
        new InstanceRefreshRecord(
            InstanceRefresh.builder()
                .instanceRefreshId(scaling.ids.uuid())
                .autoScalingGroupName(group.name())
                .strategy(
                    request.strategyAsString() == null ? "Rolling" : request.strategyAsString())
                .status(InstanceRefreshStatus.PENDING)
                .startTime(scaling.now())
                .percentageComplete(0)
                .preferences(preferences)
                .desiredConfiguration(
                    request.desiredConfiguration() == null
                        ? null
                        : DesiredConfiguration.builder()
                            .launchTemplate(source.template())
                            .mixedInstancesPolicy(source.mixed())
                            .build())
                .build(),
            source,
            scaling.now());
    for (Instance member : group.counting()) {
      if (!Boolean.TRUE.equals(preferences.skipMatching())
          || !scaling.sources.matches(source, member)) {
        refresh.outdated.add(member.instanceId());
      }
    }
    for (Instance member : group.in(LifecycleState.STANDBY)) {
      if (!Boolean.TRUE.equals(preferences.skipMatching())
          || !scaling.sources.matches(source, member)) {
        refresh.inStandby.add(member.instanceId());
      }
    }
    refresh.total = refresh.outdated.size();
    refresh.change(model -> model.instancesToUpdate(refresh.total));
    group.refreshes.add(0, refresh);
    return StartInstanceRefreshResponse.builder()
        .instanceRefreshId(refresh.model().instanceRefreshId())
        .build();
  }

  private static RefreshPreferences preferences(
      ScalingGroup group, @Nullable RefreshPreferences requested) {
    Integer warmup = group.settings().defaultInstanceWarmup();
    RefreshPreferences.Builder preferences =
        RefreshPreferences.builder()
            .minHealthyPercentage(90)
            .maxHealthyPercentage(100)
            .instanceWarmup(
                warmup == null || warmup < 0 ? group.settings().healthCheckGracePeriod() : warmup)
            .skipMatching(false)
            .autoRollback(false)
            .scaleInProtectedInstances("Wait")
            .standbyInstances("Wait");
    if (requested != null) {
      SdkFieldCopier.overlay(requested, preferences);
      if (!requested.checkpointPercentages().isEmpty() && requested.checkpointDelay() == null) {
        preferences.checkpointDelay(3600);
      }
    }
    return preferences.build();
  }

  DescribeInstanceRefreshesResponse describe(DescribeInstanceRefreshesRequest request, Call call) {
    List<InstanceRefresh> selected =
        scaling.group(request.autoScalingGroupName()).refreshes.stream()
            .map(InstanceRefreshRecord::model)
            .filter(
                model ->
                    request.instanceRefreshIds().isEmpty()
                        || request.instanceRefreshIds().contains(model.instanceRefreshId()))
            .toList();
    Page<InstanceRefresh> page =
        Page.of(
            selected,
            ScalingGroups.orDefault(request.maxRecords(), PAGE),
            request.nextToken(),
            call);
    return DescribeInstanceRefreshesResponse.builder()
        .instanceRefreshes(page.items())
        .nextToken(page.next())
        .build();
  }

  CancelInstanceRefreshResponse cancel(CancelInstanceRefreshRequest request, Call call) {
    InstanceRefreshRecord refresh = active(request.autoScalingGroupName());
    refresh.change(
        model ->
            model
                .status(InstanceRefreshStatus.CANCELLING)
                .statusReason("Cancelled due to user request."));
    return CancelInstanceRefreshResponse.builder()
        .instanceRefreshId(refresh.model().instanceRefreshId())
        .build();
  }

  RollbackInstanceRefreshResponse rollback(RollbackInstanceRefreshRequest request, Call call) {
    InstanceRefreshRecord refresh = active(request.autoScalingGroupName());
    if (refresh.model().desiredConfiguration() == null || isMoving(refresh)) {
      throw new AwsError(
          400,
          "IrreversibleInstanceRefresh",
          "The instance refresh cannot be rolled back: it has no desired configuration, or one"
              + " that follows $Latest or $Default.");
    }
    rollBack(scaling.group(request.autoScalingGroupName()), refresh, "Rollback requested by user.");
    return RollbackInstanceRefreshResponse.builder()
        .instanceRefreshId(refresh.model().instanceRefreshId())
        .build();
  }

  /**
   * Rolls a refresh back: the instances that it replaced get the earlier configuration of the
   * group.
   */
  void rollBack(ScalingGroup group, InstanceRefreshRecord refresh, String reason) {
    InstanceRefresh before = refresh.model();
    refresh.launchFrom(LaunchSources.Source.of(group.settings()));
    refresh.outdated.clear();
    for (Instance member : group.counting()) {
      if (!scaling.sources.matches(refresh.source(), member)) {
        refresh.outdated.add(member.instanceId());
      }
    }
    refresh.total = refresh.outdated.size();
    refresh.lastProgress = scaling.now();
    refresh.waitUntil = null;
    refresh.change(
        model ->
            model
                .status(InstanceRefreshStatus.ROLLBACK_IN_PROGRESS)
                .statusReason(reason)
                .percentageComplete(0)
                .instancesToUpdate(refresh.total)
                .rollbackDetails(
                    RollbackDetails.builder()
                        .rollbackReason(reason)
                        .rollbackStartTime(scaling.now())
                        .percentageCompleteOnRollback(before.percentageComplete())
                        .instancesToUpdateOnRollback(before.instancesToUpdate())
                        .build()));
  }

  private static boolean isMoving(InstanceRefreshRecord refresh) {
    var template = refresh.source().template();
    return template != null && (template.version() == null || template.version().startsWith("$"));
  }

  private InstanceRefreshRecord active(String groupName) {
    InstanceRefreshRecord found = scaling.group(groupName).activeRefresh();
    if (found == null
        || found.is(InstanceRefreshStatus.CANCELLING)
        || found.is(InstanceRefreshStatus.ROLLBACK_IN_PROGRESS)) {
      throw new AwsError(
          400,
          "ActiveInstanceRefreshNotFound",
          "No in progress or pending Instance Refresh found for Auto Scaling group " + groupName);
    }
    return found;
  }
}
