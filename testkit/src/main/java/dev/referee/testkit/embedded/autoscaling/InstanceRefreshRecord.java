package dev.referee.testkit.embedded.autoscaling;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;

/** An instance refresh in progress. */
final class InstanceRefreshRecord {
  private static final Set<InstanceRefreshStatus> ACTIVE =
      EnumSet.of(
          InstanceRefreshStatus.PENDING,
          InstanceRefreshStatus.IN_PROGRESS,
          InstanceRefreshStatus.CANCELLING,
          InstanceRefreshStatus.ROLLBACK_IN_PROGRESS,
          InstanceRefreshStatus.BAKING);

  private InstanceRefresh model;
  private LaunchSources.Source source;

  /** The instances that are to be replaced, by id. */
  final Set<String> outdated = new HashSet<>();

  /** Those among them that are in Standby, which a refresh does not replace automatically. */
  final Set<String> inStandby = new HashSet<>();

  int total;
  Instant lastProgress;
  @Nullable Instant waitUntil;
  int checkpointsPassed;

  InstanceRefreshRecord(InstanceRefresh model, LaunchSources.Source source, Instant now) {
    this.model = model;
    this.source = source;
    this.lastProgress = now;
  }

  InstanceRefresh model() {
    return model;
  }

  /** Returns the launch source of new instances during the refresh. */
  LaunchSources.Source source() {
    return source;
  }

  void launchFrom(LaunchSources.Source other) {
    source = other;
  }

  void change(UnaryOperator<InstanceRefresh.Builder> change) {
    model = change.apply(model.toBuilder()).build();
  }

  boolean is(InstanceRefreshStatus status) {
    return model.status() == status;
  }

  boolean isActive() {
    return ACTIVE.contains(model.status());
  }
}
