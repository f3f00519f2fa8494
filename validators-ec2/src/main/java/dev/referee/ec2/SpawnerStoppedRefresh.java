package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import com.google.common.collect.ImmutableSet;
import dev.referee.Progress;
import dev.referee.aws.Account;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.RefreshPreferences;

/**
 * The latest instance refresh of a group.
 *
 * @param latest the refresh; empty if there was none in the last six weeks
 * @param bringsClean whether it is active and its own desired configuration launches clean user
 *     data
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html">
 *     DescribeInstanceRefreshes</a>
 */
record SpawnerStoppedRefresh(Optional<InstanceRefresh> latest, boolean bringsClean) {
  private static final ImmutableSet<String> ACTIVE =
      ImmutableSet.of("Pending", "InProgress", "Baking");

  static SpawnerStoppedRefresh read(
      Account account, LaunchSources sources, String group, SpawnerStoppedUserDataCache readings) {
    // The order of the response is not documented.
    Optional<InstanceRefresh> latest =
        account
            .client(AutoScalingClient::builder)
            .describeInstanceRefreshesPaginator(request -> request.autoScalingGroupName(group))
            .stream()
            .flatMap(page -> page.instanceRefreshes().stream())
            .max(comparing(InstanceRefresh::startTime, nullsFirst(naturalOrder())));
    boolean bringsClean =
        latest
            .filter(SpawnerStoppedRefresh::isActive)
            .map(InstanceRefresh::desiredConfiguration)
            .map(sources::of)
            .filter(brought -> !brought.isEmpty())
            .filter(
                brought ->
                    brought.stream()
                        .allMatch(source -> source.current().filter(readings::isClean).isPresent()))
            .isPresent();
    return new SpawnerStoppedRefresh(latest, bringsClean);
  }

  boolean isActive() {
    return latest.filter(SpawnerStoppedRefresh::isActive).isPresent();
  }

  private static boolean isActive(InstanceRefresh refresh) {
    return ACTIVE.contains(nullToEmpty(refresh.statusAsString()));
  }

  /**
   * Returns whether this refresh, or one that is started without preferences, does not replace a
   * server: it waits for an hour, and then fails.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html">
   *     RefreshPreferences</a>
   */
  boolean leaves(SpawnerStoppedGroupInstance server) {
    Optional<RefreshPreferences> preferences = latest.map(InstanceRefresh::preferences);
    boolean leavesStandby =
        preferences.filter(it -> "Terminate".equals(it.standbyInstancesAsString())).isEmpty();
    boolean leavesProtected =
        preferences
            .filter(it -> "Refresh".equals(it.scaleInProtectedInstancesAsString()))
            .isEmpty();
    return (server.isInStandby() && leavesStandby) || (server.isProtected() && leavesProtected);
  }

  /** Returns its progress, which is never complete. */
  Progress progress() {
    int percent = latest.map(InstanceRefresh::percentageComplete).orElse(0);
    return Progress.of(Math.max(0, Math.min(percent, 99)), 100);
  }

  String words() {
    return latest
        .map(refresh -> words(refresh) + reason(refresh))
        .orElse("no instance refresh was started");
  }

  private static String words(InstanceRefresh refresh) {
    return isActive(refresh)
        ? "an instance refresh is at %s %%"
            .formatted(refresh.percentageComplete() == null ? 0 : refresh.percentageComplete())
        : "the last instance refresh is "
            + nullToEmpty(refresh.statusAsString()).toLowerCase(Locale.ROOT);
  }

  /** Returns AWS's own status reason. */
  private static String reason(InstanceRefresh refresh) {
    String reason = nullToEmpty(refresh.statusReason()).strip();
    String sentence = reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
    return sentence.isEmpty() ? "" : " (AWS: " + sentence + ")";
  }
}
