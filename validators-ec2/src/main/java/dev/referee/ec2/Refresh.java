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
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.DesiredConfiguration;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;

/**
 * Is the latest instance refresh of a group.
 *
 * @param latest the refresh; empty when there was none in the last six weeks
 * @param bringsClean whether it is active and launches clean user data of its own accord, by its
 *     desired configuration
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html">
 *     DescribeInstanceRefreshes</a>
 */
record Refresh(Optional<InstanceRefresh> latest, boolean bringsClean) {
  private static final ImmutableSet<String> ACTIVE =
      ImmutableSet.of("Pending", "InProgress", "Baking");

  static Refresh read(Account account, FleetReader reader, String group, UserDataRule rule) {
    // The order of the answer is not documented.
    Optional<InstanceRefresh> latest =
        account
            .client(AutoScalingClient::builder)
            .describeInstanceRefreshesPaginator(request -> request.autoScalingGroupName(group))
            .stream()
            .flatMap(page -> page.instanceRefreshes().stream())
            .max(comparing(InstanceRefresh::startTime, nullsFirst(naturalOrder())));
    boolean bringsClean =
        latest
            .filter(Refresh::isActive)
            .map(InstanceRefresh::desiredConfiguration)
            .map(DesiredConfiguration::launchTemplate)
            .flatMap(specification -> reader.source(specification).current())
            .filter(rule::isClean)
            .isPresent();
    return new Refresh(latest, bringsClean);
  }

  /** Returns why the last launch of a group failed; empty when it did not. */
  static Optional<String> failedLaunch(Account account, String group) {
    return account
        .client(AutoScalingClient::builder)
        .describeScalingActivitiesPaginator(request -> request.autoScalingGroupName(group))
        .activities()
        .stream()
        .filter(activity -> nullToEmpty(activity.description()).startsWith("Launching"))
        .max(comparing(Activity::startTime))
        .filter(activity -> nullToEmpty(activity.statusCodeAsString()).equals("Failed"))
        .map(activity -> nullToEmpty(activity.statusMessage()));
  }

  boolean isActive() {
    return latest.filter(Refresh::isActive).isPresent();
  }

  private static boolean isActive(InstanceRefresh refresh) {
    return ACTIVE.contains(nullToEmpty(refresh.statusAsString()));
  }

  /** Returns how far it is; never all, for it is not done. */
  Progress progress() {
    int percent = latest.map(InstanceRefresh::percentageComplete).orElse(0);
    return Progress.of(Math.max(0, Math.min(percent, 99)), 100);
  }

  String words() {
    return latest
        .map(
            refresh ->
                isActive(refresh)
                    ? "an instance refresh is at %s %%"
                        .formatted(
                            refresh.percentageComplete() == null ? 0 : refresh.percentageComplete())
                    : "the last instance refresh is "
                        + nullToEmpty(refresh.statusAsString()).toLowerCase(Locale.ROOT))
        .orElse("no instance refresh was started");
  }
}
