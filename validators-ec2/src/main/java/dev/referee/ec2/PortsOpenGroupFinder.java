package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.resources.InstanceReads;
import dev.referee.resources.Instances;
import dev.referee.resources.SelectedResources;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** A finder of the security groups to judge, and of those that traffic statements refer to. */
final class PortsOpenGroupFinder {
  private static final int PAGE = 1000;

  private final Account account;
  private final Ec2Client ec2;

  PortsOpenGroupFinder(Account account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
  }

  /** Finds the groups, in sets that are judged together. */
  SelectedResources<PortsOpenGroupSet> find(SecurityGroupSelector groups) {
    if (groups.selector() instanceof Instances instances) {
      return SelectedResources.of(ofInstances(InstanceReads.all(ec2, instances)));
    }
    SelectedResources<SecurityGroup> found =
        SelectedResources.find(account, groups.selector(), SecurityGroup::groupId, this::selected);
    return found.with(alone(found.resources()));
  }

  private List<SecurityGroup> selected(String by, List<String> values) {
    return having(
        switch (by) {
          case SelectedResources.ID -> "group-id";
          case SelectedResources.NAME -> "group-name";
          default -> by;
        },
        values);
  }

  /** Reads the groups that match a filter. */
  List<SecurityGroup> having(String filter, List<String> values) {
    Filter only = Filter.builder().name(filter).values(values).build();
    return ec2
        .describeSecurityGroupsPaginator(request -> request.filters(only).maxResults(PAGE))
        .securityGroups()
        .stream()
        .map(group -> AnswerReader.complete("DescribeSecurityGroups", group, "GroupId"))
        .collect(toImmutableList());
  }

  private static ImmutableList<PortsOpenGroupSet> alone(List<SecurityGroup> groups) {
    return groups.stream()
        .map(
            group ->
                new PortsOpenGroupSet(
                    ImmutableSortedSet.of(group.groupId()),
                    nullToEmpty(group.vpcId()),
                    true,
                    false,
                    ImmutableList.of()))
        .collect(toImmutableList());
  }

  private static ImmutableList<PortsOpenGroupSet> ofInstances(List<Instance> found) {
    ListMultimap<PortsOpenGroupSet, String> holders = LinkedListMultimap.create();
    for (Instance instance : found) {
      for (PortsOpenInterface face : PortsOpenInterface.of(instance)) {
        PortsOpenGroupSet set =
            new PortsOpenGroupSet(
                face.groupIds(),
                nullToEmpty(instance.vpcId()),
                face.primary(),
                InstanceReads.isEnded(instance),
                ImmutableList.of());
        holders.put(set, face.name());
      }
    }
    return Multimaps.asMap(holders).entrySet().stream()
        .map(entry -> entry.getKey().heldBy(ImmutableList.sortedCopyOf(entry.getValue())))
        .collect(toImmutableList());
  }
}
