package dev.referee.ec2;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceReads;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.StackResource;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** The members of Auto Scaling groups. */
record InstancesOfGroups(AutoScalingGroups groups) implements InstanceSource {
  static final Permissions READS = Permissions.ofReads("autoscaling:DescribeAutoScalingGroups");

  @Override
  public Found find(Account account) {
    SelectedResources<AutoScalingGroup> found = new AutoScalingGroupFinder(account).find(groups);
    return InstanceReads.withIds(
        account,
        found.resources().stream()
            .flatMap(group -> group.instances().stream())
            .map(member -> member.instanceId())
            .collect(toImmutableSet()),
        found.resource());
  }

  @Override
  public Permissions permissions() {
    return groups.isInStack() ? READS.and(StackResource.READS) : READS;
  }

  @Override
  public int least() {
    return 1;
  }

  @Override
  public String toString() {
    return "of the Auto Scaling group " + groups;
  }
}
