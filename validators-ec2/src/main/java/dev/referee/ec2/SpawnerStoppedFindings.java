package dev.referee.ec2;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.ec2.SpawnerStoppedExpectations.DEFAULT_MOVED;
import static dev.referee.ec2.SpawnerStoppedExpectations.HAS_INSTANCES;
import static dev.referee.ec2.SpawnerStoppedExpectations.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.PROCESSES_RUN;
import static dev.referee.ec2.SpawnerStoppedExpectations.TEMPLATE_CLEAN;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.Finding;
import dev.referee.aws.Account;
import dev.referee.ec2.userdata.Reading;
import dev.referee.spi.Arguments;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;

/**
 * An evaluator of one group, with one method for each step of {@link SpawnerStoppedExpectations}.
 */
final class SpawnerStoppedFindings {
  private static final ImmutableSet<String> NEEDED_PROCESSES =
      ImmutableSet.of("Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy");

  private final SpawnerStoppedUserDataCache readings;
  private final SpawnerStoppedFleet fleet;
  private final SpawnerStoppedScripts findings;
  private final SpawnerStoppedReplacement replaced;

  SpawnerStoppedFindings(
      Arguments arguments,
      Account account,
      LaunchSources sources,
      SpawnerStoppedUserDataCache readings,
      SpawnerStoppedFleet fleet,
      SpawnerStoppedUnreadable unread) {
    this.readings = readings;
    this.fleet = fleet;
    SpawnerStoppedRunningUserData servers =
        SpawnerStoppedRunningUserData.of(fleet, readings, account);
    this.findings = new SpawnerStoppedScripts(arguments, account, readings, fleet, servers, unread);
    this.replaced =
        new SpawnerStoppedReplacement(account, sources, fleet, servers, readings, findings);
  }

  /** Step: there is a clean launch source. */
  Finding template() {
    if (fleet.sources().isEmpty()) {
      return findings.withoutSource();
    }
    Optional<LaunchSource> missing = sources(source -> source.versions().isEmpty());
    if (missing.isPresent()) {
      return findings.missing(missing.get().reference());
    }
    Optional<LaunchSource> dirty = sources(source -> source.newest(readings::isClean).isEmpty());
    if (dirty.isEmpty()) {
      return findings
          .about(TEMPLATE_CLEAN.satisfied())
          .seen(each(source -> source.of(source.newest(readings::isClean).orElseThrow())))
          .build();
    }
    LaunchSource source = dirty.get();
    Reading newest = readings.of(source.versions().get(0));
    if (newest.kind() == Reading.Kind.CANNOT_TELL) {
      return findings.unread(TEMPLATE_CLEAN, "the " + source.name(), newest);
    }
    if (findings.isAccepted()) {
      return findings.harmless(TEMPLATE_CLEAN);
    }
    return findings
        .script(TEMPLATE_CLEAN, newest)
        .expected(
            source.hasVersions()
                ? "a version of the " + source.name() + " whose user data starts no instances"
                : "a launch configuration whose user data starts no instances")
        .seen("The user data of " + source.reference() + " starts instances.")
        .remedy(
            source.hasVersions()
                ? "Create a new version of the launch template whose user data starts no instances."
                : "A launch configuration cannot be changed: create another one, or a launch"
                    + " template, whose user data starts no instances.")
        .build();
  }

  /** Step: the group launches the clean version. */
  Finding launches() {
    if (fleet.sources().isEmpty()) {
      return findings.withoutSource();
    }
    Optional<LaunchSource> missing = sources(source -> source.current().isEmpty());
    if (missing.isPresent()) {
      return findings.missing(missing.get().reference());
    }
    Optional<LaunchSource> dirty = sources(source -> current(source).starts());
    if (dirty.isPresent()) {
      return replaced.refresh().bringsClean()
          ? findings
              .about(LAUNCHES_CLEAN.pending())
              .seen("An instance refresh is rolling it out: " + replaced.refresh().words() + ".")
              .remedy("Wait until the instance refresh has finished.")
              .build()
          : launchesDirty(dirty.get());
    }
    Optional<LaunchSource> unread =
        sources(source -> current(source).kind() == Reading.Kind.CANNOT_TELL);
    return unread
        .map(source -> findings.unread(LAUNCHES_CLEAN, source.reference(), current(source)))
        .orElseGet(
            () ->
                findings
                    .about(LAUNCHES_CLEAN.satisfied())
                    .seen(each(LaunchSource::reference))
                    .build());
  }

  private Finding launchesDirty(LaunchSource source) {
    if (findings.isAccepted()) {
      return findings.harmless(LAUNCHES_CLEAN);
    }
    Optional<Launch> clean = source.newest(readings::isClean);
    String better =
        clean
            .map(Launch::label)
            .orElse(
                source.hasVersions()
                    ? "a version whose user data starts no instances"
                    : "a launch configuration whose user data starts no instances");
    boolean defaultNotMoved = source.follows().equals("$Default") && clean.isPresent();
    return findings
        .script(defaultNotMoved ? DEFAULT_MOVED : LAUNCHES_CLEAN, current(source))
        .expected("The group launches " + better + ".")
        .seen("It launches " + source.reference() + ".")
        .remedy(
            defaultNotMoved
                ? "Make %s the default version of the %s, or name it in the group."
                    .formatted(better, source.name())
                : "Change the group %s so that it launches %s.".formatted(fleet.name(), better))
        .build();
  }

  private Reading current(LaunchSource source) {
    return readings.of(source.current().orElseThrow());
  }

  /** Step: the group's processes are not suspended. */
  Finding processes() {
    Set<String> suspended =
        Sets.intersection(
            NEEDED_PROCESSES,
            fleet.group().suspendedProcesses().stream()
                .map(SuspendedProcess::processName)
                .collect(toImmutableSet()));
    if (suspended.isEmpty()) {
      return findings.about(PROCESSES_RUN.satisfied()).build();
    }
    return findings
        .about(PROCESSES_RUN.unsatisfied())
        .expected("no suspended process")
        .seen("Suspended: " + String.join(", ", suspended) + ".")
        .remedy("Resume the suspended processes of the group %s.".formatted(fleet.name()))
        .build();
  }

  /** Step: the desired capacity is not 0. */
  Finding size() {
    int desired = fleet.group().desiredCapacity();
    if (desired > 0) {
      return findings.about(HAS_INSTANCES.satisfied()).seen("desired capacity " + desired).build();
    }
    return findings
        .about(HAS_INSTANCES.unsatisfied())
        .expected("a desired capacity of at least 1")
        .seen("The desired capacity is 0.")
        .remedy("Set the desired capacity of the group %s to at least 1.".formatted(fleet.name()))
        .build();
  }

  /** Step: running servers have clean user data. */
  Finding replaced() {
    return replaced.judge();
  }

  private Optional<LaunchSource> sources(Predicate<LaunchSource> condition) {
    return fleet.sources().stream().filter(condition).findFirst();
  }

  private String each(Function<LaunchSource, String> words) {
    return fleet.sources().stream().map(words).distinct().collect(joining(", "));
  }
}
