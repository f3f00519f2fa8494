package dev.referee.testkit.embedded.autoscaling;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.RefreshPreferences;

/**
 * The execution of instance refreshes, batch by batch. The next batch follows when the replacements
 * of the previous one are in service and warm.
 *
 * <p>It terminates before it launches, also where AWS, with a maximum healthy percentage above 100,
 * would launch first.
 */
final class RefreshSteps {
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final AutoScaling scaling;

  RefreshSteps(AutoScaling scaling) {
    this.scaling = scaling;
  }

  void step(ScalingGroup group) {
    InstanceRefreshRecord refresh = group.activeRefresh();
    if (refresh == null || group.suspended.contains("InstanceRefresh")) {
      return;
    }
    refresh.outdated.retainAll(group.members.keySet());
    standby(group, refresh);
    switch (refresh.model().status()) {
      case CANCELLING -> end(refresh, InstanceRefreshStatus.CANCELLED);
      case BAKING -> baking(group, refresh);
      case PENDING -> {
        if (scaling.now().isAfter(refresh.model().startTime())) {
          refresh.change(model -> model.status(InstanceRefreshStatus.IN_PROGRESS));
          replace(group, refresh);
        }
      }
      default -> replace(group, refresh);
    }
  }

  private void replace(ScalingGroup group, InstanceRefreshRecord refresh) {
    List<Instance> unready = unready(group, refresh);
    List<Instance> outdated =
        group.in(LifecycleState.IN_SERVICE).stream()
            .filter(member -> refresh.outdated.contains(member.instanceId()))
            .toList();
    progress(refresh, unready.size());
    if (!unready.isEmpty() || group.capacity() < group.desired()) {
      refresh.change(
          model ->
              model.statusReason(
                  "Waiting for instances to warm up before continuing."
                      + (unready.isEmpty()
                          ? ""
                          : " For example: " + unready.get(0).instanceId() + " is warming up.")));
      giveUpAfterAnHour(group, refresh);
    } else if (isAtCheckpoint(refresh)) {
      refresh.change(model -> model.statusReason("Waiting at a checkpoint."));
    } else if (lastCheckpointPassed(refresh)) {
      bakeOrFinish(group, refresh);
    } else if (refresh.outdated.isEmpty()) {
      finishUnlessInStandby(group, refresh);
    } else {
      replaceBatch(group, refresh, outdated);
    }
  }

  /** Takes up instances that have come back into service, or have to be terminated in Standby. */
  private void standby(ScalingGroup group, InstanceRefreshRecord refresh) {
    refresh.inStandby.retainAll(group.members.keySet());
    for (Instance member : group.counting()) {
      if (refresh.inStandby.remove(member.instanceId())) {
        refresh.outdated.add(member.instanceId());
      }
    }
    if (refresh.model().preferences().standbyInstancesAsString().equals("Terminate")) {
      refresh.inStandby.forEach(
          id ->
              scaling.reconciler.terminate(
                  group,
                  id,
                  "an instance was taken out of service in response to an instance refresh."));
      refresh.inStandby.clear();
    }
  }

  private void finishUnlessInStandby(ScalingGroup group, InstanceRefreshRecord refresh) {
    if (refresh.inStandby.isEmpty()
        || refresh.model().preferences().standbyInstancesAsString().equals("Ignore")) {
      bakeOrFinish(group, refresh);
    } else {
      refresh.change(model -> model.statusReason("Waiting for instances that are in Standby."));
      giveUpAfterAnHour(group, refresh);
    }
  }

  private void replaceBatch(
      ScalingGroup group, InstanceRefreshRecord refresh, List<Instance> outdated) {
    RefreshPreferences preferences = refresh.model().preferences();
    List<Instance> replaceable = outdated;
    if (!"Refresh".equals(preferences.scaleInProtectedInstancesAsString())) {
      replaceable =
          outdated.stream()
              .filter(member -> !Boolean.TRUE.equals(member.protectedFromScaleIn()))
              .toList();
    }
    if (replaceable.isEmpty()) {
      if ("Ignore".equals(preferences.scaleInProtectedInstancesAsString())) {
        bakeOrFinish(group, refresh);
      } else {
        refresh.change(
            model -> model.statusReason("Waiting for instances that are protected from scale in."));
        giveUpAfterAnHour(group, refresh);
      }
      return;
    }
    if (group.suspended.contains("Terminate") || group.suspended.contains("Launch")) {
      refresh.change(
          model -> model.statusReason("The Launch or the Terminate process is suspended."));
      giveUpAfterAnHour(group, refresh);
      return;
    }
    int batch = Math.max(1, group.desired() * (100 - preferences.minHealthyPercentage()) / 100);
    for (Instance member : replaceable.subList(0, Math.min(batch, replaceable.size()))) {
      scaling.reconciler.terminate(
          group,
          member.instanceId(),
          "an instance was taken out of service in response to an instance refresh.");
      refresh.outdated.remove(member.instanceId());
    }
    refresh.change(model -> model.statusReason(null).instancesToUpdate(refresh.outdated.size()));
  }

  /** Returns the replacements that are not in service yet, or not long enough. */
  private List<Instance> unready(ScalingGroup group, InstanceRefreshRecord refresh) {
    Integer seconds = refresh.model().preferences().instanceWarmup();
    Duration warmup = Duration.ofSeconds(seconds == null ? 0 : seconds);
    return group.counting().stream()
        .filter(member -> !refresh.outdated.contains(member.instanceId()))
        .filter(
            member -> {
              Instant since = group.inServiceSince.get(member.instanceId());
              return member.lifecycleState() != LifecycleState.IN_SERVICE
                  || ScalingGroup.UNHEALTHY.equals(member.healthStatus())
                  || (since != null
                      && since.isAfter(refresh.model().startTime())
                      && since.plus(warmup).isAfter(scaling.now()));
            })
        .toList();
  }

  private void progress(InstanceRefreshRecord refresh, int unready) {
    int done = Math.max(0, refresh.total - refresh.outdated.size() - unready);
    int percent = refresh.total == 0 ? 100 : done * 100 / refresh.total;
    if (percent > refresh.model().percentageComplete()) {
      refresh.lastProgress = scaling.now();
      refresh.change(model -> model.percentageComplete(percent));
    }
    refresh.change(model -> model.instancesToUpdate(refresh.outdated.size()));
  }

  private boolean isAtCheckpoint(InstanceRefreshRecord refresh) {
    List<Integer> checkpoints = refresh.model().preferences().checkpointPercentages();
    if (refresh.waitUntil != null && scaling.now().isBefore(refresh.waitUntil)) {
      return true;
    }
    if (refresh.checkpointsPassed < checkpoints.size()
        && refresh.model().percentageComplete() >= checkpoints.get(refresh.checkpointsPassed)
        && refresh.model().percentageComplete() < 100) {
      refresh.checkpointsPassed++;
      refresh.lastProgress = scaling.now();
      refresh.waitUntil =
          scaling.now().plusSeconds(refresh.model().preferences().checkpointDelay());
      return true;
    }
    return false;
  }

  private static boolean lastCheckpointPassed(InstanceRefreshRecord refresh) {
    List<Integer> checkpoints = refresh.model().preferences().checkpointPercentages();
    return !checkpoints.isEmpty()
        && refresh.checkpointsPassed == checkpoints.size()
        && checkpoints.get(checkpoints.size() - 1) < 100;
  }

  private void bakeOrFinish(ScalingGroup group, InstanceRefreshRecord refresh) {
    Integer bake = refresh.model().preferences().bakeTime();
    if (bake != null && bake > 0 && refresh.is(InstanceRefreshStatus.IN_PROGRESS)) {
      refresh.waitUntil = scaling.now().plusSeconds(bake);
      refresh.change(model -> model.status(InstanceRefreshStatus.BAKING));
    } else {
      finish(group, refresh);
    }
  }

  private void baking(ScalingGroup group, InstanceRefreshRecord refresh) {
    if (refresh.waitUntil == null || !scaling.now().isBefore(refresh.waitUntil)) {
      finish(group, refresh);
    }
  }

  private void finish(ScalingGroup group, InstanceRefreshRecord refresh) {
    if (refresh.is(InstanceRefreshStatus.ROLLBACK_IN_PROGRESS)) {
      end(refresh, InstanceRefreshStatus.ROLLBACK_SUCCESSFUL);
      return;
    }
    if (refresh.model().desiredConfiguration() != null) {
      LaunchSources.Source source = refresh.source();
      group.change(
          settings ->
              settings
                  .launchTemplate(source.template())
                  .mixedInstancesPolicy(source.mixed())
                  .launchConfigurationName(null));
    }
    end(refresh, InstanceRefreshStatus.SUCCESSFUL);
    refresh.change(model -> model.statusReason(null));
  }

  private void giveUpAfterAnHour(ScalingGroup group, InstanceRefreshRecord refresh) {
    if (scaling.now().isBefore(refresh.lastProgress.plus(PATIENCE))) {
      return;
    }
    if (refresh.is(InstanceRefreshStatus.ROLLBACK_IN_PROGRESS)) {
      end(refresh, InstanceRefreshStatus.ROLLBACK_FAILED);
    } else if (Boolean.TRUE.equals(refresh.model().preferences().autoRollback())
        && refresh.model().desiredConfiguration() != null) {
      scaling.refreshes.rollBack(group, refresh, "The refresh made no progress for an hour.");
    } else {
      end(refresh, InstanceRefreshStatus.FAILED);
    }
  }

  private void end(InstanceRefreshRecord refresh, InstanceRefreshStatus status) {
    refresh.change(model -> model.status(status).endTime(scaling.now()));
  }
}
