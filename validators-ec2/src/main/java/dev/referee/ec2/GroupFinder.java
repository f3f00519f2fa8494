package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.aws.Account;
import dev.referee.network.AnswerReader;
import dev.referee.network.StackResource;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.Filter;

/** Finds the groups that are meant. */
final class GroupFinder {

  /**
   * The groups that were found.
   *
   * @param groups the groups, without those that are being deleted
   * @param resource what CloudFormation has of the group
   */
  record Found(ImmutableList<AutoScalingGroup> groups, StackResource resource) {

    /** Says that there is none, or none yet. */
    Finding missing(Expectation exists, AutoScalingGroups wanted, Account account, String remedy) {
      return resource
          .unfinished(exists, wanted)
          .orElseGet(
              () ->
                  exists
                      .unsatisfied()
                      .expected("an Auto Scaling group " + wanted)
                      .seen("There is none in " + account.name() + ".")
                      .remedy(remedy)
                      .build());
    }
  }

  private final Account account;

  GroupFinder(Account account) {
    this.account = account;
  }

  Found find(AutoScalingGroups groups) {
    if (groups instanceof AutoScalingGroups.Named named) {
      return named(named.name());
    }
    if (groups instanceof AutoScalingGroups.Tagged tagged) {
      Filter filter = Filter.builder().name("tag:" + tagged.key()).values(tagged.value()).build();
      return found(request -> request.filters(filter));
    }
    return inStack((AutoScalingGroups.InStack) groups);
  }

  private Found named(String name) {
    return found(request -> request.autoScalingGroupNames(name));
  }

  private Found found(Consumer<DescribeAutoScalingGroupsRequest.Builder> which) {
    return new Found(
        account
            .client(AutoScalingClient::builder)
            .describeAutoScalingGroupsPaginator(which)
            .autoScalingGroups()
            .stream()
            .map(GroupFinder::complete)
            // A status is there only while the group is being deleted.
            .filter(group -> nullToEmpty(group.status()).isEmpty())
            .collect(toImmutableList()),
        StackResource.NONE);
  }

  /** Returns a group that tells what Auto Scaling always tells of it and of its members. */
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

  private Found inStack(AutoScalingGroups.InStack groups) {
    StackResource resource = StackResource.read(account, groups.stack(), groups.logicalId());
    return resource.physicalId().map(this::named).orElse(new Found(ImmutableList.of(), resource));
  }
}
