package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.FleetServesExpectations.BIG_ENOUGH;
import static dev.referee.ec2.FleetServesExpectations.ENOUGH_ZONES;
import static dev.referee.ec2.FleetServesExpectations.HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.IN_SERVICE;
import static dev.referee.ec2.FleetServesExpectations.IN_USE;
import static dev.referee.ec2.FleetServesExpectations.JUDGEABLE;
import static dev.referee.ec2.FleetServesExpectations.REGISTERED;
import static dev.referee.ec2.FleetServesExpectations.TARGETS_HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.TARGET_GROUP_EXISTS;
import static dev.referee.ec2.FleetServesExpectations.ZONE_ENABLED;
import static dev.referee.ec2.SpawnerStoppedExpectations.CAN_LAUNCH;
import static dev.referee.ec2.SpawnerStoppedExpectations.HAS_INSTANCES;
import static dev.referee.ec2.SpawnerStoppedExpectations.PROCESSES_RUN;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Progress;
import dev.referee.aws.Account;
import dev.referee.ec2.FleetServesMember.Trouble;
import dev.referee.spi.Arguments;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/**
 * An evaluator of one fleet: a group, or several groups that serve together.
 *
 * <p>Its instances pass the {@link #STAGES stages} as far as they can. A stage is satisfied if
 * enough instances pass it, and pending if enough will pass it when AWS has finished its work.
 */
final class FleetServesFindings {
  /** The steps that apply to every single instance. */
  static final ImmutableList<Expectation> STAGES =
      ImmutableList.of(
          IN_SERVICE,
          HEALTHY,
          ENOUGH_ZONES,
          TARGET_GROUP_EXISTS,
          IN_USE,
          REGISTERED,
          ZONE_ENABLED,
          TARGETS_HEALTHY);

  private static final int FIRST_WITH_ZONES = STAGES.indexOf(ENOUGH_ZONES);

  private final Arguments arguments;
  private final ImmutableList<FleetServesGroup> groups;
  private final ImmutableList<String> targetGroups;
  private final Supplier<ImmutableList<FleetServesMember>> outsiders;
  private final Supplier<ImmutableList<FleetServesMember>> healthy;
  private final Supplier<ImmutableList<FleetServesMember>> behindTargetGroups;
  private final Supplier<Optional<String>> failedLaunch;

  FleetServesFindings(
      Arguments arguments,
      Account account,
      FleetServesReader reader,
      List<AutoScalingGroup> groups) {
    this.arguments = arguments;
    this.groups =
        groups.stream()
            .map(group -> new FleetServesGroup(group, !arguments.has(FleetServes.AT_LEAST)))
            .collect(toImmutableList());
    this.targetGroups = FleetServesReader.targetGroups(arguments, groups);
    this.outsiders =
        Suppliers.memoize(
            () ->
                arguments.get(FleetServes.ACCEPT_OUTSIDERS)
                    ? FleetServesGroup.outsiders(reader.outsiders(targetGroups).values())
                    : ImmutableList.of());
    this.healthy = Suppliers.memoize(() -> each(group -> group.healthy(reader)));
    this.behindTargetGroups =
        Suppliers.memoize(
            () ->
                healthy.get().stream()
                    .map(member -> member.or(trouble(member, reader)))
                    .collect(toImmutableList()));
    this.failedLaunch =
        Suppliers.memoize(
            () ->
                launching().stream()
                    .flatMap(
                        group -> GroupHistory.read(account, group.name()).failedLaunch().stream())
                    .findFirst());
  }

  String name() {
    return groups.stream().map(FleetServesGroup::name).collect(joining(", "));
  }

  private ImmutableList<FleetServesMember> each(
      Function<FleetServesGroup, ImmutableList<FleetServesMember>> members) {
    return Stream.concat(
            groups.stream().flatMap(group -> members.apply(group).stream()),
            outsiders.get().stream())
        .collect(toImmutableList());
  }

  private Optional<Trouble> trouble(FleetServesMember member, FleetServesReader reader) {
    if (member.problem().isPresent()) {
      return Optional.empty();
    }
    return targetGroups.stream()
        .map(
            group ->
                reader
                    .arn(group)
                    .flatMap(reader::targets)
                    .map(targets -> targets.trouble(member.id()))
                    .orElseGet(
                        () ->
                            Trouble.broken(
                                TARGET_GROUP_EXISTS,
                                "there is no target group " + FleetServesTargetHealth.name(group))))
        .flatMap(Optional::stream)
        .min(
            comparing((Trouble problem) -> problem.pending())
                .thenComparing(problem -> STAGES.indexOf(problem.step())));
  }

  private int desired() {
    return groups.stream().mapToInt(FleetServesGroup::desired).sum();
  }

  private int wanted() {
    return arguments.find(FleetServes.AT_LEAST).orElse(Math.max(1, desired()));
  }

  /** Step: the desired capacity is high enough. */
  Finding size() {
    int desired = desired();
    boolean none = desired == 0;
    if ((!none && desired >= wanted())
        || (arguments.get(FleetServes.ACCEPT_OUTSIDERS) && serves())) {
      return about(HAS_INSTANCES.satisfied()).seen("desired capacity " + desired).build();
    }
    return about((none ? HAS_INSTANCES : BIG_ENOUGH).unsatisfied())
        .expected("a desired capacity of at least " + wanted())
        .seen("The desired capacity is " + desired + ".")
        .remedy(
            "Raise the desired capacity of %s to %d; the maximum size, now %d, has to be at least that."
                .formatted(
                    name(),
                    wanted(),
                    groups.stream().mapToInt(group -> group.group().maxSize()).sum()))
        .build();
  }

  /** Step: if not enough serve, the reason is not that processes are suspended. */
  Finding processes() {
    if (serves()) {
      return about(PROCESSES_RUN.satisfied()).build();
    }
    Set<String> reasons =
        groups.stream()
            .flatMap(group -> standingStill(group).stream())
            .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    if (reasons.isEmpty()) {
      return about(PROCESSES_RUN.satisfied()).build();
    }
    return about(PROCESSES_RUN.unsatisfied())
        .expected("a group that launches, replaces and registers instances")
        .seen("Suspended: " + String.join(", ", reasons) + ", so too few instances serve.")
        .remedy(
            "Resume these processes of %s.%s"
                .formatted(
                    name(),
                    reasons.contains("AddToLoadBalancer")
                        ? " Instances that were launched meanwhile have to be registered by hand,"
                            + " or replaced."
                        : ""))
        .source(
            "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html")
        .build();
  }

  private boolean serves() {
    Expectation last = targetGroups.isEmpty() ? ENOUGH_ZONES : TARGETS_HEALTHY;
    return isEnough(last, passing(last).toList());
  }

  /** Returns the suspended processes that prevent a group from doing what is necessary now. */
  private Set<String> standingStill(FleetServesGroup group) {
    ImmutableSet.Builder<String> reasons = ImmutableSet.builder();
    if (group.missing() > 0) {
      reasons.addAll(group.suspended(ImmutableSet.of("Launch")));
    }
    if (isStuck(group, HEALTHY, healthy.get())) {
      reasons.addAll(group.suspendedReplacing());
    }
    Set<String> adding = group.suspended(ImmutableSet.of("AddToLoadBalancer"));
    if (!adding.isEmpty() && isStuck(group, REGISTERED, behindTargetGroups.get())) {
      reasons.addAll(adding);
    }
    return reasons.build();
  }

  private static boolean isStuck(
      FleetServesGroup group, Expectation step, List<FleetServesMember> members) {
    return members.stream()
        .anyMatch(member -> member.group().equals(group.name()) && member.isStuckAt(step));
  }

  /** Step: missing instances can be launched. */
  Finding canLaunch() {
    Optional<String> reason =
        isEnough(IN_SERVICE, passing(IN_SERVICE).toList()) ? Optional.empty() : failedLaunch.get();
    return reason
        .map(
            message ->
                about(CAN_LAUNCH.unsatisfied())
                    .expected("a group whose launches succeed")
                    .seen("Instances are missing, and the last launch failed.")
                    .fact("last launch", message)
                    .remedy("Fix the cause of the failed launch; " + name() + " then tries again.")
                    .build())
        .orElseGet(() -> about(CAN_LAUNCH.satisfied()).build());
  }

  /** Returns whether a stage applies: without target groups, their stages do not. */
  boolean concerns(Expectation stage) {
    return !targetGroups.isEmpty() || STAGES.indexOf(stage) <= FIRST_WITH_ZONES;
  }

  /** Step: enough instances pass a stage. */
  Finding stage(Expectation stage) {
    List<FleetServesMember> passing = passing(stage).toList();
    int weight = weight(passing);
    String count = "%d of %d wanted".formatted(weight, wanted());
    if (isEnough(stage, passing)) {
      return about(stage.satisfied()).seen(count + ", in " + zones(passing)).build();
    }
    List<FleetServesMember> stuck =
        members(stage).stream().filter(member -> member.isStuckAt(stage)).toList();
    boolean pending = isComing(stage, passing);
    Finding.Builder finding =
        about(pending ? stage.pending() : stage.unsatisfied())
            .progress(
                weight < wanted()
                    ? Progress.of(weight, wanted())
                    : Progress.of(zoneNames(passing).size(), arguments.get(FleetServes.ZONES)));
    if (stuck.isEmpty() && !stage.equals(IN_SERVICE) && weight < wanted()) {
      return finding
          .after(
              STAGES.stream()
                  .filter(expectation -> !isEnough(expectation))
                  .findFirst()
                  .orElse(stage)
                  .code())
          .seen("Complete the earlier steps first: %s get this far.".formatted(count))
          .build();
    }
    finding
        .expected(
            "at least %d serving instances, in at least %s"
                .formatted(wanted(), zones(arguments.get(FleetServes.ZONES))))
        .seen(count + " get this far, in " + zones(passing) + ".")
        .remedy(
            pending
                ? "Wait: AWS is still starting instances."
                : new FleetServesRemedy(
                        name(), targetGroups, groups, arguments.get(FleetServes.ZONES))
                    .of(stage, stuck));
    Facts.add(finding, stuck, FleetServesMember::id, FleetServesMember::words);
    return finding.build();
  }

  private ImmutableList<FleetServesMember> members(Expectation stage) {
    int index = STAGES.indexOf(stage);
    return index == 0
        ? each(FleetServesGroup::members)
        : index <= FIRST_WITH_ZONES ? healthy.get() : behindTargetGroups.get();
  }

  private Stream<FleetServesMember> passing(Expectation stage) {
    return members(stage).stream().filter(member -> member.passes(stage));
  }

  private boolean isEnough(Expectation stage) {
    return !concerns(stage) || isEnough(stage, passing(stage).toList());
  }

  private boolean isEnough(Expectation stage, List<FleetServesMember> members) {
    return weight(members) >= wanted()
        && (STAGES.indexOf(stage) < FIRST_WITH_ZONES
            || zoneNames(members).size() >= arguments.get(FleetServes.ZONES));
  }

  /** Returns whether enough will pass, including those that AWS is still working on. */
  private boolean isComing(Expectation stage, List<FleetServesMember> passing) {
    List<FleetServesMember> coming =
        members(stage).stream().filter(member -> member.isComing(stage)).toList();
    List<FleetServesGroup> launching = failedLaunch.get().isPresent() ? List.of() : launching();
    int launched = launching.stream().mapToInt(FleetServesGroup::missing).sum();
    Stream<String> zones =
        Stream.concat(
            Stream.of(passing, coming).flatMap(members -> zoneNames(members).stream()),
            launching.stream().flatMap(group -> group.group().availabilityZones().stream()));
    return weight(passing) + weight(coming) + launched >= wanted()
        && (STAGES.indexOf(stage) < FIRST_WITH_ZONES
            || zones.distinct().count() >= arguments.get(FleetServes.ZONES));
  }

  /** Returns the groups that have to launch instances, and can. */
  private List<FleetServesGroup> launching() {
    return groups.stream().filter(group -> group.missing() > 0 && group.launches()).toList();
  }

  private static int weight(List<FleetServesMember> members) {
    return members.stream().mapToInt(FleetServesMember::weight).sum();
  }

  private static Set<String> zoneNames(List<FleetServesMember> members) {
    return members.stream()
        .map(FleetServesMember::zone)
        .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
  }

  private static String zones(List<FleetServesMember> members) {
    Set<String> names = zoneNames(members);
    return zones(names.size()) + (names.isEmpty() ? "" : " (" + String.join(", ", names) + ")");
  }

  private static String zones(int count) {
    return count == 1 ? "1 zone" : count + " zones";
  }

  /**
   * Step: no load balancer is attached whose health checks cannot be read; empty if there is none.
   */
  Optional<Finding> notJudged() {
    List<String> others =
        groups.stream().flatMap(group -> group.notJudged().stream()).distinct().toList();
    if (others.isEmpty() || arguments.get(FleetServes.IGNORE_LOAD_BALANCERS)) {
      return Optional.empty();
    }
    return Optional.of(
        about(JUDGEABLE.unknown(Cause.MISCONFIGURED))
            .expected("Application or Network Load Balancers")
            .seen("Attached: " + String.join(", ", others) + ".")
            .remedy("Register the instances with a target group.")
            .organiserFact("to judge without them", "Set ignoreLoadBalancers for this check.")
            .build());
  }

  private Finding.Builder about(Finding.Builder finding) {
    return finding.subject(
        (groups.size() == 1 ? "Auto Scaling group " : "Auto Scaling groups ") + name());
  }
}
