package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/**
 * An Auto Scaling group with its launch sources and its running servers.
 *
 * @param group the group
 * @param sources what it launches from: several with mixed instances whose overrides have their own
 *     templates; none if AWS names none
 * @param servers its instances, and former ones that it launched, including terminated ones as long
 *     as EC2 lists them
 * @param history what it launched and terminated
 * @param unknown the ids of members that EC2 does not list
 */
record SpawnerStoppedFleet(
    AutoScalingGroup group,
    ImmutableList<LaunchSource> sources,
    ImmutableList<SpawnerStoppedGroupInstance> servers,
    GroupHistory history,
    ImmutableList<String> unknown) {

  /** Returns the servers that are running or starting. */
  ImmutableList<SpawnerStoppedGroupInstance> running() {
    return servers.stream().filter(SpawnerStoppedGroupInstance::running).collect(toImmutableList());
  }

  String name() {
    return group.autoScalingGroupName();
  }

  /**
   * Returns whether EC2's times show when this group was fixed: its servers are clean because they
   * were launched so, from what the group launches now.
   */
  boolean isDated(SpawnerStoppedUserDataCache readings) {
    Set<Launch> current =
        sources.stream().flatMap(source -> source.current().stream()).collect(toImmutableSet());
    return running().stream()
            .allMatch(server -> server.runsLaunch().filter(readings::isClean).isPresent())
        && running().stream()
            .anyMatch(server -> server.runsLaunch().filter(current::contains).isPresent());
  }

  /**
   * Returns since when no server runs a bad script: since the last such server was terminated, or,
   * if EC2 no longer lists any, since the launch of the last running server.
   */
  Optional<Instant> cleanSince(SpawnerStoppedUserDataCache readings) {
    return servers.stream()
        .filter(server -> !server.running())
        .filter(server -> server.launchedFrom().filter(readings::isClean).isEmpty())
        .flatMap(server -> server.goneAt().stream())
        .max(naturalOrder())
        .or(
            () ->
                running().stream()
                    .map(SpawnerStoppedGroupInstance::launchedAt)
                    .max(naturalOrder()));
  }
}
