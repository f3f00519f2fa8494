package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.aws.Account;
import dev.referee.network.AnswerReader;
import dev.referee.network.InstanceReads;
import dev.referee.network.StackResource;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** Finds the security groups that are judged, and those that sentences name. */
final class JudgedGroupsFinder {
  private static final int PAGE = 1000;

  /**
   * The groups that were found.
   *
   * @param sets the groups, in sets that are judged together
   * @param missing what was named and is not there, in words
   * @param resource what CloudFormation has of the group
   */
  record Found(
      ImmutableList<JudgedSet> sets, ImmutableList<String> missing, StackResource resource) {}

  private final Account account;
  private final Ec2Client ec2;

  JudgedGroupsFinder(Account account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
  }

  Found find(JudgedGroups groups) {
    if (groups instanceof JudgedGroups.OfInstances of) {
      return found(ofInstances(InstanceReads.all(ec2, of.instances())));
    }
    if (groups instanceof JudgedGroups.InStack in) {
      return inStack(in);
    }
    if (groups instanceof JudgedGroups.WithIds with) {
      return withIds(with.ids());
    }
    if (groups instanceof JudgedGroups.Named named) {
      return found(alone(having("group-name", List.of(named.name()))));
    }
    JudgedGroups.Tagged tagged = (JudgedGroups.Tagged) groups;
    return found(alone(having("tag:" + tagged.key(), List.of(tagged.value()))));
  }

  /** Reads the groups that pass a filter. */
  List<SecurityGroup> having(String filter, List<String> values) {
    Filter only = Filter.builder().name(filter).values(values).build();
    return ec2
        .describeSecurityGroupsPaginator(request -> request.filters(only).maxResults(PAGE))
        .securityGroups()
        .stream()
        .map(group -> AnswerReader.complete("DescribeSecurityGroups", group, "GroupId"))
        .collect(toImmutableList());
  }

  private Found withIds(List<String> ids) {
    List<SecurityGroup> found = having("group-id", ids);
    List<String> there = found.stream().map(SecurityGroup::groupId).toList();
    return new Found(
        alone(found),
        ids.stream().filter(id -> !there.contains(id)).collect(toImmutableList()),
        StackResource.NONE);
  }

  private Found inStack(JudgedGroups.InStack in) {
    StackResource resource = StackResource.read(account, in.stack(), in.logicalId());
    return resource
        .physicalId()
        .map(id -> withIds(List.of(id)))
        .orElseGet(() -> new Found(ImmutableList.of(), ImmutableList.of(), resource));
  }

  private static Found found(ImmutableList<JudgedSet> sets) {
    return new Found(sets, ImmutableList.of(), StackResource.NONE);
  }

  private static ImmutableList<JudgedSet> alone(List<SecurityGroup> groups) {
    return groups.stream()
        .map(
            group ->
                new JudgedSet(
                    ImmutableSortedSet.of(group.groupId()),
                    nullToEmpty(group.vpcId()),
                    true,
                    false,
                    ImmutableList.of()))
        .collect(toImmutableList());
  }

  private static ImmutableList<JudgedSet> ofInstances(List<Instance> found) {
    ListMultimap<JudgedSet, String> holders = LinkedListMultimap.create();
    for (Instance instance : found) {
      for (JudgedInterface face : JudgedInterface.of(instance)) {
        JudgedSet set =
            new JudgedSet(
                face.groupIds(),
                nullToEmpty(instance.vpcId()),
                face.primary(),
                InstanceReads.isEnded(instance),
                ImmutableList.of());
        holders.put(set, face.name());
      }
    }
    return Multimaps.asMap(holders).entrySet().stream()
        .map(each -> each.getKey().heldBy(ImmutableList.sortedCopyOf(each.getValue())))
        .collect(toImmutableList());
  }
}
