package dev.referee.ec2;

import static dev.referee.ec2.SpawnerSteps.CAN_LAUNCH;
import static dev.referee.ec2.SpawnerSteps.DEFAULT_MOVED;
import static dev.referee.ec2.SpawnerSteps.HAS_INSTANCES;
import static dev.referee.ec2.SpawnerSteps.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerSteps.PROCESSES_RUN;
import static dev.referee.ec2.SpawnerSteps.REPLACED;
import static dev.referee.ec2.SpawnerSteps.SOURCE_EXISTS;
import static dev.referee.ec2.SpawnerSteps.TEMPLATE_CLEAN;
import static dev.referee.ec2.SpawnerSteps.USER_DATA_VISIBLE;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.aws.Account;
import dev.referee.ec2.UserDataRule.Finds;
import dev.referee.ec2.userdata.UserData;
import dev.referee.spi.Facts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;

/** Judges one group: each method is one step of {@link SpawnerSteps the way}. */
final class FleetSteps {
  private static final ImmutableSet<String> NEEDED_PROCESSES =
      ImmutableSet.of("Launch", "Terminate", "HealthCheck", "ReplaceUnhealthy");
  private static final String REFRESH_PAGE =
      "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html";

  private final SpawnerParameters parameters;
  private final UserDataRule rule;
  private final Fleet fleet;
  private final Servers servers;
  private final Supplier<Refresh> refresh;
  private final Supplier<Boolean> revoked;
  private final Supplier<Optional<String>> failedLaunch;

  FleetSteps(SpawnerParameters parameters, Account account, FleetReader reader, Fleet fleet) {
    this.parameters = parameters;
    this.rule = parameters.userData();
    this.fleet = fleet;
    this.servers = Servers.of(fleet, rule, account);
    this.refresh = Suppliers.memoize(() -> Refresh.read(account, reader, fleet.name(), rule));
    this.revoked = Suppliers.memoize(() -> ScriptPermission.isRevoked(account, parameters, fleet));
    this.failedLaunch = Suppliers.memoize(() -> Refresh.failedLaunch(account, fleet.name()));
  }

  Fleet fleet() {
    return fleet;
  }

  /** Step: there is something clean to launch from. */
  Finding template() {
    Optional<LaunchSource> missing = sources(source -> source.versions().isEmpty());
    if (missing.isPresent() || fleet.sources().isEmpty()) {
      return missing(missing.map(LaunchSource::reference).orElse("what it launches from"));
    }
    Optional<LaunchSource> dirty = sources(source -> source.newest(rule::isClean).isEmpty());
    if (dirty.isEmpty()) {
      return about(TEMPLATE_CLEAN.satisfied())
          .seen(each(source -> source.of(source.newest(rule::isClean).orElseThrow())))
          .build();
    }
    LaunchSource source = dirty.get();
    Launch newest = source.versions().get(0);
    if (rule.finds(newest.userData()) == Finds.UNSEEN) {
      return invisible(source.name(), newest.userData());
    }
    if (isAccepted()) {
      return harmless(TEMPLATE_CLEAN);
    }
    return scriptIn(TEMPLATE_CLEAN, newest.userData())
        .expected(
            source.hasVersions()
                ? "a version of the " + source.name() + " whose user data starts no instances"
                : "a launch configuration whose user data starts no instances")
        .seen("The user data of " + source.reference() + " starts instances.")
        .remedy(
            source.hasVersions()
                ? "Create a new version of the launch template whose user data does not."
                : "Create a launch configuration, or a launch template, whose user data does not:"
                    + " a launch configuration cannot be changed.")
        .build();
  }

  /** Step: the group launches it. */
  Finding launches() {
    Optional<LaunchSource> missing = sources(source -> source.current().isEmpty());
    if (missing.isPresent() || fleet.sources().isEmpty()) {
      return missing(missing.map(LaunchSource::reference).orElse("what it launches from"));
    }
    Optional<LaunchSource> dirty = sources(source -> finds(source) == Finds.DIRTY);
    if (dirty.isPresent()) {
      return refresh.get().bringsClean()
          ? about(LAUNCHES_CLEAN.pending())
              .seen("The instance refresh brings it: " + refresh.get().words() + ".")
              .remedy("Nothing to do but wait until the instance refresh is done.")
              .build()
          : launchesDirty(dirty.get());
    }
    Optional<LaunchSource> unseen = sources(source -> finds(source) == Finds.UNSEEN);
    return unseen
        .map(source -> invisible(source.reference(), source.current().orElseThrow().userData()))
        .orElseGet(
            () -> about(LAUNCHES_CLEAN.satisfied()).seen(each(LaunchSource::reference)).build());
  }

  private Finding launchesDirty(LaunchSource source) {
    if (isAccepted()) {
      return harmless(LAUNCHES_CLEAN);
    }
    Optional<Launch> clean = source.newest(rule::isClean);
    String better =
        clean
            .map(Launch::label)
            .orElse(
                source.hasVersions()
                    ? "a version whose user data starts no instances"
                    : "a launch configuration whose user data starts no instances");
    boolean defaultNotMoved = source.follows().equals("$Default") && clean.isPresent();
    return scriptIn(
            defaultNotMoved ? DEFAULT_MOVED : LAUNCHES_CLEAN,
            source.current().orElseThrow().userData())
        .expected("The group launches " + better + ".")
        .seen("It launches " + source.reference() + ".")
        .remedy(
            defaultNotMoved
                ? "Make %s the default version of the %s, or name it in the group."
                    .formatted(better, source.name())
                : "Let the group %s launch %s.".formatted(fleet.name(), better))
        .build();
  }

  private Finds finds(LaunchSource source) {
    return rule.finds(source.current().orElseThrow().userData());
  }

  /** Step: the group still looks after itself. */
  Finding processes() {
    Set<String> suspended =
        Sets.intersection(
            NEEDED_PROCESSES,
            fleet.group().suspendedProcesses().stream()
                .map(SuspendedProcess::processName)
                .collect(ImmutableSet.toImmutableSet()));
    if (suspended.isEmpty()) {
      return about(PROCESSES_RUN.satisfied()).build();
    }
    return about(PROCESSES_RUN.unsatisfied())
        .expected("no suspended process")
        .seen("Suspended: " + String.join(", ", suspended) + ".")
        .remedy(
            "Resume the processes of the group %s: a group that stands still is not fixed."
                .formatted(fleet.name()))
        .build();
  }

  /** Step: the group still wants instances. */
  Finding size() {
    int desired = fleet.group().desiredCapacity();
    if (desired > 0) {
      return about(HAS_INSTANCES.satisfied()).seen("desired capacity " + desired).build();
    }
    return about(HAS_INSTANCES.unsatisfied())
        .expected("a desired capacity of at least 1")
        .seen("The desired capacity is 0.")
        .remedy(
            "Give the group %s its instances back: without servers nothing is served."
                .formatted(fleet.name()))
        .build();
  }

  /** Step: what runs, runs clean user data. */
  Finding replaced() {
    if (fleet.running().isEmpty()) {
      return noneRuns();
    }
    List<Server> dirty = servers.dirty();
    if (dirty.isEmpty()) {
      Optional<Server> unseen = servers.unseen();
      return unseen
          .map(server -> invisible(server.id(), servers.userData(server)))
          .orElseGet(
              () -> about(REPLACED.satisfied()).seen(count(fleet.running()) + " do").build());
    }
    boolean pending =
        dirty.stream().allMatch(Server::inGroup)
            && refresh.get().isActive()
            && (refresh.get().bringsClean() || sources(it -> !isLaunchingClean(it)).isEmpty());
    Finding.Builder finding;
    if (pending) {
      finding =
          about(REPLACED.pending())
              .progress(refresh.get().progress())
              .remedy("Nothing to do but wait until the instance refresh is done.");
    } else if (isAccepted()) {
      return harmless(REPLACED);
    } else {
      int running = fleet.running().size();
      finding =
          scriptIn(REPLACED, servers.userData(dirty.get(0)))
              .progress(Progress.of(running - dirty.size(), running))
              .remedy(remedy(dirty))
              .source(REFRESH_PAGE);
    }
    finding
        .expected("all running instances launched with clean user data")
        .seen(
            "%d of %s still carry the old user data; %s."
                .formatted(dirty.size(), count(fleet.running()), refresh.get().words()));
    Facts.add(finding, dirty, Server::id, Server::runs);
    return finding.build();
  }

  private String remedy(List<Server> dirty) {
    Optional<Server> straggler = dirty.stream().filter(server -> !server.inGroup()).findFirst();
    if (straggler.isPresent() && dirty.stream().noneMatch(Server::inGroup)) {
      return "Terminate %s: it has left the group, and still runs the old script."
          .formatted(straggler.get().id());
    }
    return "Start an instance refresh of the group %s: a new version never reaches an instance that"
            .formatted(fleet.name())
        + " is already running.";
  }

  private boolean isLaunchingClean(LaunchSource source) {
    return source.current().filter(rule::isClean).isPresent();
  }

  private Finding noneRuns() {
    boolean launching =
        fleet.group().desiredCapacity() > 0
            && fleet.group().suspendedProcesses().stream()
                .noneMatch(process -> process.processName().equals("Launch"));
    if (!launching) {
      return about(REPLACED.unsatisfied())
          .expected("instances in service")
          .seen("The group has none, and launches none.")
          .remedy("Let the group launch again.")
          .build();
    }
    return failedLaunch
        .get()
        .map(
            why ->
                about(CAN_LAUNCH.unsatisfied())
                    .expected("instances in service")
                    .seen("The group has none, and its last launch failed.")
                    .fact("last launch", why)
                    .remedy("Mend what keeps the group from launching.")
                    .build())
        .orElseGet(
            () ->
                about(REPLACED.pending())
                    .seen("The group has no instance in service yet; it is launching.")
                    .remedy("Nothing to do but wait until the group has launched.")
                    .build());
  }

  /**
   * Returns whether EC2's own times tell when this group was fixed: its servers are clean because
   * they were launched so, and by what the group launches now.
   */
  boolean isDated() {
    Set<Launch> current =
        fleet.sources().stream()
            .flatMap(source -> source.current().stream())
            .collect(ImmutableSet.toImmutableSet());
    return fleet.running().stream()
            .allMatch(server -> server.launchedFrom().filter(rule::isClean).isPresent())
        && fleet.running().stream()
            .anyMatch(server -> server.launchedFrom().filter(current::contains).isPresent());
  }

  /**
   * Returns since when no server runs a bad script: since the last such one was ended, or, where
   * EC2 lists none any more, since the last one that runs was launched.
   */
  Optional<Instant> cleanSince() {
    Stream<Instant> ended =
        fleet.servers().stream()
            .filter(server -> !server.running())
            .filter(server -> server.launchedFrom().filter(rule::isClean).isEmpty())
            .flatMap(server -> server.goneAt().stream());
    return ended
        .max(Comparator.naturalOrder())
        .or(() -> fleet.running().stream().map(Server::launchedAt).max(Comparator.naturalOrder()));
  }

  /** Begins a finding about a script that is there. */
  private Finding.Builder scriptIn(Expectation expectation, UserData userData) {
    Finding.Builder finding = about(expectation.unsatisfied());
    if (revoked.get()) {
      finding.fact(
          "permission",
          "the script's role may not start instances any more, which is not enough here");
    }
    rule.match(userData).ifPresent(it -> finding.operatorFact("found by the pattern", it));
    return finding;
  }

  /** Makes a finding about a script that is there, and can do no harm. */
  private Finding harmless(Expectation expectation) {
    return about(expectation.satisfied())
        .seen(
            "The script is there; its role may not start instances any more, which is accepted"
                + " here.")
        .build();
  }

  private boolean isAccepted() {
    return parameters.revokedPermissionAccepted() && revoked.get();
  }

  private Finding missing(String what) {
    return about(SOURCE_EXISTS.unsatisfied())
        .expected("something to launch from")
        .seen("The group refers to " + what + ", which does not exist.")
        .remedy(
            "Let the group launch from a template that exists: a group that cannot launch is not"
                + " fixed.")
        .build();
  }

  private Finding invisible(String where, UserData userData) {
    return about(USER_DATA_VISIBLE.unknown(Cause.UNREACHABLE))
        .expected("user data that can be read")
        .seen("Part of the user data of " + where + " cannot be seen from outside.")
        .fact("not seen", rule.reading(userData).reason())
        .remedy("Put the script itself into the user data, not a reference to it.")
        .build();
  }

  private Optional<LaunchSource> sources(Predicate<LaunchSource> condition) {
    return fleet.sources().stream().filter(condition).findFirst();
  }

  private String each(Function<LaunchSource, String> words) {
    return fleet.sources().stream().map(words).distinct().collect(joining(", "));
  }

  private static String count(ImmutableList<Server> running) {
    return running.size() == 1 ? "1 running instance" : running.size() + " running instances";
  }

  private Finding.Builder about(Finding.Builder finding) {
    return finding.subject("Auto Scaling group " + fleet.name());
  }
}
