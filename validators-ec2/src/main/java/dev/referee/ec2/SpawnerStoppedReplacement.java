package dev.referee.ec2;

import static dev.referee.ec2.SpawnerStoppedExpectations.CAN_LAUNCH;
import static dev.referee.ec2.SpawnerStoppedExpectations.REPLACED;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.aws.Account;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** An evaluator of the step that every server of a group runs clean user data. */
final class SpawnerStoppedReplacement {
  private static final String REFRESH_PAGE =
      "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html";

  private final SpawnerStoppedFleet fleet;
  private final SpawnerStoppedRunningUserData servers;
  private final SpawnerStoppedUserDataCache readings;
  private final SpawnerStoppedScripts findings;
  private final Supplier<SpawnerStoppedRefresh> refresh;

  SpawnerStoppedReplacement(
      Account account,
      LaunchSources sources,
      SpawnerStoppedFleet fleet,
      SpawnerStoppedRunningUserData servers,
      SpawnerStoppedUserDataCache readings,
      SpawnerStoppedScripts findings) {
    this.fleet = fleet;
    this.servers = servers;
    this.readings = readings;
    this.findings = findings;
    this.refresh =
        Suppliers.memoize(
            () -> SpawnerStoppedRefresh.read(account, sources, fleet.name(), readings));
  }

  /** Returns the latest instance refresh. */
  SpawnerStoppedRefresh refresh() {
    return refresh.get();
  }

  Finding judge() {
    if (fleet.running().isEmpty() && fleet.unknown().isEmpty()) {
      return noneRuns();
    }
    ImmutableList<SpawnerStoppedGroupInstance> dirty = servers.dirty();
    return dirty.isEmpty() ? noneDirty() : someDirty(dirty);
  }

  private Finding noneDirty() {
    Optional<SpawnerStoppedGroupInstance> unread = servers.unseen();
    if (unread.isPresent()) {
      return findings.unread(REPLACED, unread.get().id(), servers.reading(unread.get()));
    }
    if (!fleet.unknown().isEmpty()) {
      return findings
          .about(REPLACED.pending())
          .expected("members of the group that EC2 lists")
          .seen(
              "The group contains %s, but EC2 does not list %s."
                  .formatted(
                      String.join(", ", fleet.unknown()),
                      fleet.unknown().size() == 1 ? "it" : "them"))
          .remedy(
              "Wait: EC2 lists an instance soon after its launch, and the group replaces one that"
                  + " does not exist.")
          .build();
    }
    return findings
        .about(REPLACED.satisfied())
        .seen(count(fleet.running()) + " with clean user data")
        .build();
  }

  private Finding someDirty(ImmutableList<SpawnerStoppedGroupInstance> dirty) {
    Finding.Builder finding;
    if (dirty.stream().allMatch(SpawnerStoppedGroupInstance::isLeaving)) {
      finding =
          findings.about(REPLACED.pending()).remedy("Wait until the group has terminated them.");
    } else if (isRefreshing(dirty)) {
      finding =
          findings
              .about(REPLACED.pending())
              .progress(refresh().progress())
              .remedy("Wait until the instance refresh has finished.");
    } else if (findings.isAccepted()) {
      return findings.harmless(REPLACED);
    } else {
      int running = fleet.running().size();
      finding =
          findings
              .script(REPLACED, servers.reading(dirty.get(0)))
              .progress(Progress.of(running - dirty.size() - servers.unread(), running))
              .remedy(remedy(dirty))
              .source(REFRESH_PAGE);
    }
    finding
        .expected("all running instances launched with clean user data")
        .seen(
            "%d of %s still run the old user data; %s."
                .formatted(dirty.size(), count(fleet.running()), refresh().words()));
    Facts.add(finding, dirty, SpawnerStoppedGroupInstance::id, SpawnerStoppedGroupInstance::runs);
    if (servers.unread() > 0) {
      finding.fact(
          "not examined", servers.unread() + " more, which may also run the old user data");
    }
    return finding.build();
  }

  private boolean isRefreshing(List<SpawnerStoppedGroupInstance> dirty) {
    return dirty.stream().allMatch(SpawnerStoppedGroupInstance::inGroup)
        && refresh().isActive()
        && (refresh().bringsClean() || fleet.sources().stream().allMatch(this::launchesClean))
        && !dirty.stream().allMatch(refresh()::leaves);
  }

  private boolean launchesClean(LaunchSource source) {
    return source.current().filter(readings::isClean).isPresent();
  }

  private String remedy(List<SpawnerStoppedGroupInstance> dirty) {
    List<SpawnerStoppedGroupInstance> members =
        dirty.stream().filter(SpawnerStoppedGroupInstance::inGroup).toList();
    if (members.isEmpty()) {
      return former(dirty.get(0));
    }
    if (members.stream().allMatch(refresh()::leaves)) {
      return left(members);
    }
    if (members.stream().allMatch(this::isItsOwn)) {
      return "Terminate %s: its own user data starts instances, even though the group launches clean instances."
          .formatted(members.get(0).id());
    }
    return "Start an instance refresh of the group %s: instances that are already running keep their"
            .formatted(fleet.name())
        + " old user data.";
  }

  /**
   * Returns whether a server has the script although it was launched clean, or not by the group.
   */
  private boolean isItsOwn(SpawnerStoppedGroupInstance server) {
    return server.runsLaunch().isEmpty()
        && (!fleet.history().launched().contains(server.id())
            || server.launchedFrom().filter(readings::isClean).isPresent());
  }

  /** Returns the remedy for a server outside the group. */
  private String former(SpawnerStoppedGroupInstance server) {
    Optional<SpawnerStoppedInstanceOwner> owner = server.place().owner();
    if (owner.isPresent()) {
      return "Change %s so that it launches clean user data, and replace its instances: %s is one of"
              .formatted(owner.get(), server.id())
          + " them and starts instances, too.";
    }
    return server.place().wasInGroup()
        ? "Terminate %s: it has left the group, and still runs the old script."
            .formatted(server.id())
        : "Terminate %s: it was launched outside the group and also runs the old script."
            .formatted(server.id());
  }

  /** Returns the remedy for servers that an instance refresh does not replace. */
  private String left(List<SpawnerStoppedGroupInstance> members) {
    return ids(members, SpawnerStoppedGroupInstance::isInStandby)
        .map(
            ids ->
                ("Put %s back into service, where an instance refresh replaces it, or terminate"
                        + " it: a refresh leaves instances in Standby.")
                    .formatted(ids))
        .or(
            () ->
                ids(members, SpawnerStoppedGroupInstance::isProtected)
                    .map(
                        ids ->
                            ("Remove the scale-in protection of %s and start an instance"
                                    + " refresh, or terminate it: a refresh leaves protected"
                                    + " instances.")
                                .formatted(ids)))
        .orElseThrow();
  }

  private static Optional<String> ids(
      List<SpawnerStoppedGroupInstance> servers, Predicate<SpawnerStoppedGroupInstance> condition) {
    String ids =
        String.join(
            ", ",
            servers.stream()
                .filter(condition)
                .map(SpawnerStoppedGroupInstance::id)
                .limit(10)
                .toList());
    return ids.isEmpty() ? Optional.empty() : Optional.of(ids);
  }

  private Finding noneRuns() {
    boolean launching =
        fleet.group().desiredCapacity() > 0
            && fleet.group().suspendedProcesses().stream()
                .noneMatch(process -> "Launch".equals(process.processName()));
    if (!launching) {
      return findings
          .about(REPLACED.unsatisfied())
          .expected("instances in service")
          .seen("The group has no instances and launches none.")
          .remedy("Set the desired capacity of the group above 0 and resume its process Launch.")
          .build();
    }
    return fleet
        .history()
        .failedLaunch()
        .map(
            reason ->
                findings
                    .about(CAN_LAUNCH.unsatisfied())
                    .expected("instances in service")
                    .seen("The group has no instances, and its last launch failed.")
                    .fact("last launch", reason)
                    .remedy("Fix the cause of the failed launch; the group then tries again.")
                    .build())
        .orElseGet(
            () ->
                findings
                    .about(REPLACED.pending())
                    .seen("The group has no instance in service yet; it is launching.")
                    .remedy("Wait until the group has launched its instances.")
                    .build());
  }

  private static String count(ImmutableList<SpawnerStoppedGroupInstance> running) {
    return running.size() == 1 ? "1 running instance" : running.size() + " running instances";
  }
}
