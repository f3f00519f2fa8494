package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.networks.RulePeer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/**
 * A resolver of the sources and destinations in traffic statements, with a cache. For one judgement
 * and one thread.
 */
final class PortsOpenPeerResolver {
  private final Ec2Client ec2;
  private final PortsOpenGroupFinder finder;
  private final Map<PortsOpenTrafficStatement.End, List<SecurityGroup>> groups = new HashMap<>();
  private final Map<PortsOpenTrafficStatement.End, ImmutableList<RulePeer>> lists = new HashMap<>();

  PortsOpenPeerResolver(Ec2Client ec2, PortsOpenGroupFinder finder) {
    this.ec2 = ec2;
    this.finder = finder;
  }

  /**
   * Returns the peers that rules may name; of the groups with a name those of the VPC, if it has
   * one. Empty if there is nothing with that name, and for anywhere.
   */
  ImmutableList<RulePeer> of(PortsOpenTrafficStatement.End end, String vpcId) {
    if (end instanceof PortsOpenTrafficStatement.Known known) {
      return ImmutableList.of(known.peer());
    }
    if (end instanceof PortsOpenTrafficStatement.Groups by) {
      return named(by, vpcId);
    }
    return end instanceof PortsOpenTrafficStatement.Lists by
        ? lists.computeIfAbsent(by, any -> lists(by.name()))
        : ImmutableList.of();
  }

  private ImmutableList<RulePeer> named(PortsOpenTrafficStatement.Groups by, String vpcId) {
    List<SecurityGroup> all =
        groups.computeIfAbsent(by, end -> finder.having(by.filter(), List.of(by.value())));
    List<SecurityGroup> near = all.stream().filter(group -> vpcId.equals(group.vpcId())).toList();
    return (near.isEmpty() ? all : near)
        .stream().map(group -> RulePeer.Group.of(group.groupId())).collect(toImmutableList());
  }

  private ImmutableList<RulePeer> lists(String name) {
    Filter named = Filter.builder().name("prefix-list-name").values(name).build();
    return ec2
        .describeManagedPrefixListsPaginator(request -> request.filters(named).maxResults(100))
        .prefixLists()
        .stream()
        .map(ManagedPrefixList::prefixListId)
        .map(RulePeer.PrefixList::new)
        .collect(toImmutableList());
  }
}
