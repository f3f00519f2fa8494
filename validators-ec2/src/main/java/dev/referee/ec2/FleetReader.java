package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.comparing;
import static java.util.Optional.ofNullable;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceReads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;

/** A batching reader of the launch sources and running servers of groups. */
final class FleetReader {
  /** Nobody launches an instance, stops it, changes it and starts it again in less. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final Account account;
  private final LaunchSources sources;
  private final ImmutableSet<String> judged;
  private final ImmutableSet<String> members;

  /**
   * Makes one that has read nothing yet.
   *
   * @param groups the groups that will be read; what one of them holds is no straggler of another
   */
  FleetReader(Account account, List<AutoScalingGroup> groups) {
    this.account = account;
    this.sources = new LaunchSources(account);
    this.judged =
        groups.stream().map(AutoScalingGroup::autoScalingGroupName).collect(toImmutableSet());
    this.members =
        groups.stream()
            .flatMap(group -> group.instances().stream())
            .map(instance -> instance.instanceId())
            .collect(toImmutableSet());
  }

  LaunchSources sources() {
    return sources;
  }

  Fleet read(AutoScalingGroup group) {
    ImmutableList<LaunchSource> launchesFrom = sources.of(group);
    GroupHistory history = GroupHistory.read(account, group.autoScalingGroupName());
    ImmutableMap<String, software.amazon.awssdk.services.autoscaling.model.Instance> own =
        group.instances().stream()
            .collect(toImmutableMap(member -> member.instanceId(), member -> member));
    List<Instance> found = instances(group, own.keySet(), history);
    Map<String, Launch> configurations =
        sources.configurations(
            own.values().stream()
                .map(member -> nullToEmpty(member.launchConfigurationName()))
                .filter(name -> !name.isBlank())
                .collect(toImmutableSet()));
    return new Fleet(
        group,
        launchesFrom,
        found.stream()
            .map(
                instance ->
                    server(
                        instance,
                        ofNullable(own.get(instance.instanceId())),
                        configurations,
                        history))
            .sorted(comparing(GroupInstance::launchedAt).thenComparing(GroupInstance::id))
            .collect(toImmutableList()),
        history,
        unknown(own, found));
  }

  /**
   * Reads the group's own instances, those of the templates that it launches from, and those that
   * it launched or took in and does not hold any more.
   */
  private List<Instance> instances(AutoScalingGroup group, Set<String> own, GroupHistory history) {
    Ec2Client ec2 = account.client(Ec2Client::builder);
    List<Instance> found =
        new ArrayList<>(
            InstanceReads.having(
                ec2, "tag:" + LaunchSources.TEMPLATE_TAG, sources.templateIds(group)));
    Set<String> seen = found.stream().map(Instance::instanceId).collect(toImmutableSet());
    Set<String> once = Sets.union(own, history.notTerminated());
    found.addAll(
        InstanceReads.having(ec2, "instance-id", ImmutableSet.copyOf(Sets.difference(once, seen))));
    found.removeIf(
        instance ->
            members.contains(instance.instanceId()) && !own.contains(instance.instanceId()));
    return found;
  }

  private GroupInstance server(
      Instance instance,
      Optional<software.amazon.awssdk.services.autoscaling.model.Instance> member,
      Map<String, Launch> configurations,
      GroupHistory history) {
    String id = instance.instanceId();
    boolean byGroup = history.launched().contains(id);
    Optional<Launch> launchedFrom =
        member
            .map(it -> it.launchConfigurationName())
            .map(configurations::get)
            .or(() -> sources.launchedFrom(Keeper.tags(instance)))
            .or(() -> member.flatMap(it -> sources.launchedFrom(it.launchTemplate())))
            .filter(launch -> launch.wasThereAt(instance.launchTime()));
    return new GroupInstance(
        id,
        new GroupInstance.Launched(
            instance.launchTime(), launchedFrom, byGroup && !mayHaveBeenStopped(instance)),
        new GroupInstance.Place(
            member,
            Keeper.of(instance)
                .filter(keeper -> member.isEmpty() && judged.stream().noneMatch(keeper::isGroup))
                .filter(keeper -> !byGroup || keeper.kind() == Keeper.Kind.AUTO_SCALING_GROUP),
            byGroup || history.notTerminated().contains(id)),
        ofNullable(instance.iamInstanceProfile()).map(IamInstanceProfile::arn),
        InstanceReads.isRunning(instance),
        InstanceReads.endedAt(instance));
  }

  /**
   * Returns whether an instance was started again after its launch: {@code LaunchTime} is of the
   * last start, and its primary network interface is attached since the first.
   *
   * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html">
   *     Instance</a>
   */
  private static boolean mayHaveBeenStopped(Instance instance) {
    Optional<Instant> attached =
        instance.networkInterfaces().stream()
            .flatMap(face -> ofNullable(face.attachment()).stream())
            .filter(attachment -> Integer.valueOf(0).equals(attachment.deviceIndex()))
            .flatMap(attachment -> ofNullable(attachment.attachTime()).stream())
            .findFirst();
    return attached.filter(since -> !instance.launchTime().isAfter(since.plus(AT_ONCE))).isEmpty();
  }

  /** Returns the members that EC2 does not list, other than those that are about to end. */
  private static ImmutableList<String> unknown(
      Map<String, software.amazon.awssdk.services.autoscaling.model.Instance> own,
      List<Instance> found) {
    Set<String> listed = found.stream().map(Instance::instanceId).collect(toImmutableSet());
    return own.values().stream()
        .filter(member -> !nullToEmpty(member.lifecycleStateAsString()).startsWith("Terminat"))
        .map(member -> member.instanceId())
        .filter(id -> !listed.contains(id))
        .sorted()
        .collect(toImmutableList());
  }
}
