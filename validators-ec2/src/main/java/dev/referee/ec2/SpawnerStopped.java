package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.SpawnerSteps.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerSteps.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerSteps.REPLACED;
import static dev.referee.ec2.SpawnerSteps.TEMPLATE_CLEAN;
import static dev.referee.ec2.SpawnerSteps.USER_DATA_VISIBLE;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.StackResource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Proves that no strange instance is running or coming back; see {@link Ec2Checks}. */
final class SpawnerStopped implements Check {
  static final String ID = "ec2.spawner-stopped";
  static final String CLAIM = "No strange instance is running or coming back";
  static final Permissions READS =
      Permissions.reading(
              "autoscaling:DescribeAutoScalingGroups",
              "autoscaling:DescribeInstanceRefreshes",
              "autoscaling:DescribeLaunchConfigurations",
              "autoscaling:DescribeScalingActivities",
              "ec2:DescribeInstanceAttribute",
              "ec2:DescribeInstances",
              "ec2:DescribeLaunchTemplateVersions",
              "iam:GetInstanceProfile",
              "iam:SimulatePrincipalPolicy")
          .and(RolePolicies.READS);

  private final SpawnerParameters parameters;

  SpawnerStopped(SpawnerParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public List<Expectation> expectations() {
    return SpawnerSteps.ALL;
  }

  @Override
  public Permissions permissions() {
    Permissions reads = READS.and(parameters.regions().permissions());
    return parameters.groups() instanceof AutoScalingGroups.InStack
        ? reads.and(StackResource.READS)
        : reads;
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    GroupFinder.Found found = new GroupFinder(account).find(parameters.groups());
    if (found.groups().isEmpty()) {
      return context.verdict(
          found.missing(
              GROUP_EXISTS,
              parameters.groups(),
              account,
              "Deleting the group is not the fix: create it again, with clean user data."));
    }
    FleetReader reader = new FleetReader(account, found.groups());
    Readings readings = new Readings(parameters.userData());
    List<Fleet> fleets = found.groups().stream().map(reader::read).toList();
    StrangeInstances strange = StrangeInstances.read(account, parameters, fleets);
    Optional<Instant> completeAt = strange.completeAt(fleets, readings, context);
    Unread unread =
        Unread.of(
            parameters.unseenQuietPeriod(), strange.quietSince(completeAt, context), context.now());
    List<FleetSteps> steps =
        fleets.stream()
            .map(
                fleet ->
                    new FleetSteps(parameters, account, reader.sources(), readings, fleet, unread))
            .collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(GROUP_EXISTS.satisfied().seen(names(fleets)).build());
    List<Finding> launching = new ArrayList<>();
    steps.forEach(fleet -> launching.add(TEMPLATE_CLEAN.found(fleet::template)));
    steps.forEach(fleet -> launching.add(LAUNCHES_CLEAN.found(fleet::launches)));
    findings.addAll(launching);
    steps.forEach(fleet -> findings.add(fleet.processes()));
    steps.forEach(fleet -> findings.add(fleet.size()));
    List<Finding> replaced = steps.stream().map(fleet -> REPLACED.found(fleet::replaced)).toList();
    findings.addAll(replaced);
    List<Finding> gone = strange.gone(context.verdict(replaced).next());
    findings.addAll(gone);
    findings.add(
        strange.quiet(open(List.of(launching, replaced, gone)), completeAt, context.now()));
    boolean dated = fleets.stream().allMatch(fleet -> fleet.isDated(readings));
    return context.verdict(findings).fixedAt(completeAt.filter(any -> dated));
  }

  /** Returns what keeps the quiet period from beginning, the worst of it. */
  private static Optional<Finding> open(List<List<Finding>> steps) {
    List<Finding> open =
        steps.stream()
            .flatMap(List::stream)
            .filter(finding -> !finding.isSatisfied())
            .filter(finding -> !finding.expectation().equals(USER_DATA_VISIBLE))
            .toList();
    return open.stream()
        .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
        .findFirst()
        .or(() -> open.stream().findFirst());
  }

  private static String names(List<Fleet> fleets) {
    return String.join(", ", fleets.stream().map(Fleet::name).toList());
  }

  @Override
  public String toString() {
    return "%s (groups %s, strange instances %s)"
        .formatted(ID, parameters.groups(), parameters.strange());
  }
}
