package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.aws.Account;
import dev.referee.aws.Answers;
import dev.referee.network.InstanceReads;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** Finds the security groups that are judged, and those that sentences name. */
final class JudgedGroupsFinder {
  private static final int PAGE = 1000;

  /**
   * Is what was found.
   *
   * @param sets the groups, in sets that are judged together
   * @param missing what was named and is not there, in words
   * @param building whether CloudFormation is still making the resource
   */
  record Found(ImmutableList<JudgedSet> sets, ImmutableList<String> missing, boolean building) {}

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
        .collect(toImmutableList());
  }

  private Found withIds(List<String> ids) {
    List<SecurityGroup> found = having("group-id", ids);
    List<String> there = found.stream().map(SecurityGroup::groupId).toList();
    return new Found(
        alone(found),
        ids.stream().filter(id -> !there.contains(id)).collect(toImmutableList()),
        false);
  }

  private Found inStack(JudgedGroups.InStack in) {
    Optional<StackResourceDetail> resource =
        Answers.found(
            () ->
                account
                    .client(CloudFormationClient::builder)
                    .describeStackResource(
                        request -> request.stackName(in.stack()).logicalResourceId(in.logicalId()))
                    .stackResourceDetail());
    String status = resource.map(StackResourceDetail::resourceStatusAsString).orElse("");
    String id = resource.map(StackResourceDetail::physicalResourceId).orElse("");
    boolean building = nullToEmpty(status).equals("CREATE_IN_PROGRESS");
    return building || nullToEmpty(id).isEmpty()
        ? new Found(ImmutableList.of(), ImmutableList.of(), building)
        : withIds(List.of(id));
  }

  private static Found found(ImmutableList<JudgedSet> sets) {
    return new Found(sets, ImmutableList.of(), false);
  }

  private static ImmutableList<JudgedSet> alone(List<SecurityGroup> groups) {
    return groups.stream()
        .map(
            group ->
                new JudgedSet(
                    ImmutableSortedSet.of(group.groupId()),
                    nullToEmpty(group.vpcId()),
                    false,
                    ImmutableList.of()))
        .collect(toImmutableList());
  }

  private static ImmutableList<JudgedSet> ofInstances(List<Instance> found) {
    ListMultimap<JudgedSet, String> holders = LinkedListMultimap.create();
    for (Instance instance : found) {
      ImmutableSortedSet<String> groups = groupsOf(instance);
      if (!groups.isEmpty()) {
        JudgedSet set =
            new JudgedSet(
                groups,
                nullToEmpty(instance.vpcId()),
                InstanceReads.isEnded(instance),
                ImmutableList.of());
        holders.put(set, instance.instanceId());
      }
    }
    return Multimaps.asMap(holders).entrySet().stream()
        .map(
            each ->
                new JudgedSet(
                    each.getKey().groupIds(),
                    each.getKey().vpcId(),
                    each.getKey().ending(),
                    ImmutableList.sortedCopyOf(each.getValue())))
        .collect(toImmutableList());
  }

  private static ImmutableSortedSet<String> groupsOf(Instance instance) {
    Stream<GroupIdentifier> groups =
        Stream.concat(
            instance.securityGroups().stream(),
            instance.networkInterfaces().stream().flatMap(face -> face.groups().stream()));
    return groups
        .map(GroupIdentifier::groupId)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }
}
