package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.aws.Account;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Finds the instances that are meant. */
final class InstanceFinder {

  /**
   * Is what was found.
   *
   * @param instances those that EC2 has not terminated, in the order of their ids
   * @param building whether CloudFormation is still making what is meant
   */
  record Found(ImmutableList<Instance> instances, boolean building) {}

  private final Account account;
  private final Ec2Client ec2;

  InstanceFinder(Account account) {
    this.account = account;
    this.ec2 = account.client(Ec2Client::builder);
  }

  Found find(InstanceSource source) {
    if (source instanceof InstanceSource.OfGroups of) {
      GroupFinder.Found groups = new GroupFinder(account).find(of.groups());
      return found(
          groups.groups().stream()
              .flatMap(group -> group.instances().stream())
              .map(member -> member.instanceId())
              .collect(toImmutableSet()),
          groups.building());
    }
    if (source instanceof InstanceSource.InStack in) {
      StackResource resource = StackResource.read(account, in.stack(), in.logicalId());
      return found(
          resource.physicalId().map(ImmutableSet::of).orElse(ImmutableSet.of()),
          resource.building());
    }
    Instances selected = ((InstanceSource.Selected) source).instances();
    return found(
        Ec2Reads.all(ec2, selected.filters()).stream()
            .filter(instance -> !selected.excepts(instance.instanceId()))
            .toList(),
        false);
  }

  private Found found(Set<String> ids, boolean building) {
    return found(ids.isEmpty() ? List.of() : Ec2Reads.having(ec2, "instance-id", ids), building);
  }

  private static Found found(List<Instance> instances, boolean building) {
    return new Found(
        instances.stream()
            .filter(instance -> !Ec2Reads.state(instance).equals("terminated"))
            .sorted(comparing(Instance::instanceId))
            .collect(toImmutableList()),
        building);
  }
}
