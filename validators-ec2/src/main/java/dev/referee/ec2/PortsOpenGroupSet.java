package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;

/**
 * Security groups that are judged together.
 *
 * @param groupIds the groups
 * @param vpcId the VPC in which they are
 * @param primary whether they belong to primary interfaces, or were selected directly: required
 *     traffic has to be open on these
 * @param ending whether they belong to instances that are shutting down
 * @param holders the instances, or their interfaces, by which they were found; empty if they were
 *     selected directly
 */
record PortsOpenGroupSet(
    ImmutableSortedSet<String> groupIds,
    String vpcId,
    boolean primary,
    boolean ending,
    ImmutableList<String> holders) {
  private static final int NAMED = 3;

  PortsOpenGroupSet heldBy(ImmutableList<String> others) {
    return new PortsOpenGroupSet(groupIds, vpcId, primary, ending, others);
  }

  /** Returns a description of the groups. */
  String groups() {
    return groupIds.isEmpty() ? "no group" : String.join(" + ", groupIds);
  }

  /** Returns a description of what is judged: the group, or the instances with the groups. */
  @Override
  public String toString() {
    if (holders.isEmpty()) {
      return groups();
    }
    String first = String.join(", ", holders.subList(0, Math.min(NAMED, holders.size())));
    return holders.size() > NAMED
        ? "%s and %d more".formatted(first, holders.size() - NAMED)
        : first;
  }
}
