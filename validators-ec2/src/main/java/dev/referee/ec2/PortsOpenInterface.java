package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.referee.aws.AnswerReader;
import dev.referee.resources.InstanceReads;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAttachment;

/**
 * A network interface of an instance, with the security groups that are judged. Each interface has
 * its own groups, which do not affect other interfaces.
 *
 * @param name its name: that of the instance, if all of its interfaces have the same groups
 * @param groupIds its security groups
 * @param primary whether it is the instance's primary interface
 */
record PortsOpenInterface(String name, ImmutableSortedSet<String> groupIds, boolean primary) {
  private static final String OPERATION = "DescribeInstances";

  /** Returns the interfaces of an instance with different groups, the primary one first. */
  static ImmutableList<PortsOpenInterface> of(Instance instance) {
    if (instance.networkInterfaces().size() < 2) {
      return alone(instance);
    }
    InstanceNetworkInterface first =
        instance.networkInterfaces().stream()
            .filter(PortsOpenInterface::isPrimary)
            .findFirst()
            .orElseThrow(
                () -> AnswerReader.unreadable(OPERATION, "lacks an instance's primary interface"));
    ImmutableSortedSet<String> groups = groups(first.groups().stream());
    List<InstanceNetworkInterface> others =
        instance.networkInterfaces().stream()
            .filter(face -> !groups(face.groups().stream()).equals(groups))
            .toList();
    boolean sameGroups = others.isEmpty();
    return Stream.concat(
            Stream.of(
                new PortsOpenInterface(
                    sameGroups ? instance.instanceId() : name(first, instance), groups, true)),
            others.stream()
                .map(
                    face ->
                        new PortsOpenInterface(
                            name(face, instance), groups(face.groups().stream()), false)))
        .collect(toImmutableList());
  }

  private static ImmutableList<PortsOpenInterface> alone(Instance instance) {
    Stream<GroupIdentifier> listed =
        Stream.concat(
            instance.securityGroups().stream(),
            instance.networkInterfaces().stream().flatMap(face -> face.groups().stream()));
    List<GroupIdentifier> groups = listed.toList();
    return groups.isEmpty() && InstanceReads.isEnded(instance)
        ? ImmutableList.of()
        : ImmutableList.of(
            new PortsOpenInterface(instance.instanceId(), groups(groups.stream()), true));
  }

  private static boolean isPrimary(InstanceNetworkInterface face) {
    InstanceNetworkInterfaceAttachment attachment = face.attachment();
    if (attachment == null || attachment.deviceIndex() == null) {
      throw AnswerReader.unreadable(OPERATION, "lacks the DeviceIndex of an interface");
    }
    Integer card = attachment.networkCardIndex();
    return attachment.deviceIndex() == 0 && (card == null || card == 0);
  }

  private static String name(InstanceNetworkInterface face, Instance instance) {
    return face.networkInterfaceId() + " of " + instance.instanceId();
  }

  private static ImmutableSortedSet<String> groups(Stream<GroupIdentifier> listed) {
    ImmutableSortedSet<String> groups =
        listed.map(GroupIdentifier::groupId).collect(toImmutableSortedSet(String::compareTo));
    if (groups.isEmpty()) {
      throw AnswerReader.unreadable(OPERATION, "lacks the security groups of an interface");
    }
    return groups;
  }
}
