package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.resources.SelectedResources;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.Filter;

/** A finder of the Auto Scaling groups that a selector matches. */
final class AutoScalingGroupFinder {
  private final Account account;

  AutoScalingGroupFinder(Account account) {
    this.account = account;
  }

  /** Finds them, except groups that are being deleted. */
  SelectedResources<AutoScalingGroup> find(AutoScalingGroups groups) {
    return SelectedResources.find(
        account, groups.selector(), AutoScalingGroup::autoScalingGroupName, this::having);
  }

  /** Reads groups by name, which is their identity. */
  private ImmutableList<AutoScalingGroup> having(String by, List<String> values) {
    return by.startsWith("tag:")
        ? read(request -> request.filters(Filter.builder().name(by).values(values).build()))
        : read(request -> request.autoScalingGroupNames(values));
  }

  private ImmutableList<AutoScalingGroup> read(
      Consumer<DescribeAutoScalingGroupsRequest.Builder> which) {
    return account
        .client(AutoScalingClient::builder)
        .describeAutoScalingGroupsPaginator(which)
        .autoScalingGroups()
        .stream()
        .map(AutoScalingGroupFinder::complete)
        // A group has a status only while it is being deleted.
        .filter(group -> nullToEmpty(group.status()).isEmpty())
        .collect(toImmutableList());
  }

  /** Returns a group with all members that Auto Scaling always sends. */
  private static AutoScalingGroup complete(AutoScalingGroup group) {
    String operation = "DescribeAutoScalingGroups";
    group
        .instances()
        .forEach(
            member ->
                AnswerReader.complete(
                    operation, member, "InstanceId", "LifecycleState", "HealthStatus"));
    return AnswerReader.complete(operation, group, "AutoScalingGroupName", "DesiredCapacity");
  }
}
