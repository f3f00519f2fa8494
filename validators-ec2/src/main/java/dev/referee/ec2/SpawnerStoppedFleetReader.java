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
final class SpawnerStoppedFleetReader {
  /** Nobody launches, stops, changes and restarts an instance in less time. */
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  private final Account account;
  private final LaunchSources sources;
  private final ImmutableSet<String> judged;
  private final ImmutableSet<String> members;

  /**
   * Creates an empty reader.
   *
   * @param groups the groups that will be read; an instance in one of them is not a former instance
   *     of another
   */
  SpawnerStoppedFleetReader(Account account, List<AutoScalingGroup> groups) {
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

  SpawnerStoppedFleet read(AutoScalingGroup group) {
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
    return new SpawnerStoppedFleet(
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
            .sorted(
                comparing(SpawnerStoppedGroupInstance::launchedAt)
                    .thenComparing(SpawnerStoppedGroupInstance::id))
            .collect(toImmutableList()),
        history,
        unknown(own, found));
  }

  /**
   * Reads the group's instances, those of the templates that it launches from, and former ones that
   * it launched or attached.
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

  private SpawnerStoppedGroupInstance server(
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
            .or(() -> sources.launchedFrom(SpawnerStoppedInstanceOwner.tags(instance)))
            .or(() -> member.flatMap(it -> sources.launchedFrom(it.launchTemplate())))
            .filter(launch -> launch.wasThereAt(instance.launchTime()));
    return new SpawnerStoppedGroupInstance(
        id,
        new SpawnerStoppedGroupInstance.Launched(
            instance.launchTime(), launchedFrom, byGroup && !mayHaveBeenStopped(instance)),
        new SpawnerStoppedGroupInstance.Place(
            member,
            SpawnerStoppedInstanceOwner.of(instance)
                .filter(owner -> member.isEmpty() && judged.stream().noneMatch(owner::isGroup))
                .filter(
                    owner ->
                        !byGroup
                            || owner.kind() == SpawnerStoppedInstanceOwner.Kind.AUTO_SCALING_GROUP),
            byGroup || history.notTerminated().contains(id)),
        ofNullable(instance.iamInstanceProfile()).map(IamInstanceProfile::arn),
        InstanceReads.isRunning(instance),
        InstanceReads.endedAt(instance));
  }

  /**
   * Returns whether an instance was stopped and started after its launch: {@code LaunchTime} is the
   * time of the last start, but its primary network interface is attached since the first.
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

  /** Returns the members that EC2 does not list, except those that are being terminated. */
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
