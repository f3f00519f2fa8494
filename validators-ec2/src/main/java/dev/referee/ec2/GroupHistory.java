package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;

/**
 * The instances that a group launched, attached and terminated in the last six weeks.
 *
 * <p>The history does not depend on what the group launches now. A detached instance loses the tag
 * with the group's name, so only the history shows which servers once belonged to the group.
 *
 * @param launched the instances that the group itself launched
 * @param notTerminated the instances that the group launched or attached, and did not terminate
 * @param failedLaunch why the last launch failed; empty if it did not
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeScalingActivities.html">
 *     DescribeScalingActivities</a>
 */
record GroupHistory(
    ImmutableSet<String> launched,
    ImmutableSet<String> notTerminated,
    Optional<String> failedLaunch) {
  private static final String LAUNCHING = "Launching a new EC2 instance";
  private static final String ATTACHING = "Attaching an existing EC2 instance";
  private static final String TERMINATING = "Terminating EC2 instance";
  private static final String ID = ": i-";
  private static final CharMatcher OF_ID =
      CharMatcher.inRange('0', '9').or(CharMatcher.inRange('a', 'z')).or(CharMatcher.is('-'));

  static GroupHistory read(Account account, String group) {
    return of(
        account
            .client(AutoScalingClient::builder)
            .describeScalingActivitiesPaginator(request -> request.autoScalingGroupName(group))
            .activities()
            .stream()
            .collect(toImmutableList()));
  }

  static GroupHistory of(List<Activity> activities) {
    ImmutableSet<String> launched = ids(LAUNCHING, activities.stream());
    ImmutableSet<String> terminated =
        ids(
            TERMINATING,
            activities.stream()
                .filter(
                    activity -> nullToEmpty(activity.statusCodeAsString()).equals("Successful")));
    return new GroupHistory(
        launched,
        Sets.difference(Sets.union(launched, ids(ATTACHING, activities.stream())), terminated)
            .immutableCopy(),
        failedLaunch(activities));
  }

  private static Optional<String> failedLaunch(List<Activity> activities) {
    return activities.stream()
        .filter(activity -> nullToEmpty(activity.description()).startsWith("Launching"))
        .max(comparing(Activity::startTime, nullsFirst(naturalOrder())))
        .filter(activity -> nullToEmpty(activity.statusCodeAsString()).equals("Failed"))
        .map(activity -> nullToEmpty(activity.statusMessage()));
  }

  private static ImmutableSet<String> ids(String regex, Stream<Activity> activities) {
    return activities
        .map(activity -> nullToEmpty(activity.description()))
        .filter(description -> description.startsWith(regex) && description.contains(ID))
        .map(GroupHistory::id)
        .collect(toImmutableSet());
  }

  /** Returns the id in a description, which may continue with a load balancer. */
  private static String id(String description) {
    String rest = description.substring(description.indexOf(ID) + 2);
    int end = OF_ID.negate().indexIn(rest);
    return end < 0 ? rest : rest.substring(0, end);
  }
}
