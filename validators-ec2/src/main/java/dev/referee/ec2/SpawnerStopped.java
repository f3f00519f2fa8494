package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.SpawnerSteps.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerSteps.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerSteps.REPLACED;
import static dev.referee.ec2.SpawnerSteps.TEMPLATE_CLEAN;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
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
          "iam:SimulatePrincipalPolicy");

  /** Is read, too, for a group of a stack. */
  static final Permissions READS_STACKS =
      Permissions.reading("cloudformation:DescribeStackResource");

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
    return parameters.groups() instanceof AutoScalingGroups.InStack
        ? READS.and(READS_STACKS)
        : READS;
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
              "Deleting the group is not the fix: create it again, launching from clean user"
                  + " data."));
    }
    FleetReader reader = new FleetReader(account, found.groups());
    List<FleetSteps> fleets =
        found.groups().stream()
            .map(group -> new FleetSteps(parameters, account, reader, reader.read(group)))
            .collect(toImmutableList());
    StrangeInstances strange =
        StrangeInstances.read(account, parameters, fleets.stream().map(FleetSteps::fleet).toList());

    List<Finding> findings = new ArrayList<>();
    findings.add(GROUP_EXISTS.satisfied().seen(names(fleets)).build());
    fleets.forEach(fleet -> findings.add(TEMPLATE_CLEAN.found(fleet::template)));
    fleets.forEach(fleet -> findings.add(LAUNCHES_CLEAN.found(fleet::launches)));
    fleets.forEach(fleet -> findings.add(fleet.processes()));
    fleets.forEach(fleet -> findings.add(fleet.size()));
    List<Finding> replaced = fleets.stream().map(fleet -> REPLACED.found(fleet::replaced)).toList();
    findings.addAll(replaced);
    Finding gone = strange.gone(context.verdict(replaced).next());
    findings.add(gone);

    Optional<Instant> completeAt = strange.completeAt(fleets, context);
    findings.add(strange.quiet(gone, completeAt, context.now()));
    boolean dated = fleets.stream().allMatch(FleetSteps::isDated);
    return context.verdict(findings).fixedAt(completeAt.filter(any -> dated));
  }

  private static String names(List<FleetSteps> fleets) {
    return String.join(", ", fleets.stream().map(each -> each.fleet().name()).toList());
  }

  @Override
  public String toString() {
    return "%s (groups %s, strange instances %s)"
        .formatted(ID, parameters.groups(), parameters.strange());
  }
}
