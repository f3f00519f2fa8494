package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.SpawnerSteps.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerSteps.HAS_INSTANCES;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.StackResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** Proves that enough healthy instances serve; see {@link Ec2Checks}. */
final class FleetServes implements Check {
  static final String ID = "ec2.fleet-serves";
  static final String CLAIM = "The fleet serves: enough healthy instances, in enough zones";
  static final Permissions READS =
      Permissions.reading(
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeScalingActivities",
          "ec2:DescribeInstanceStatus");
  static final Permissions READS_TARGETS =
      Permissions.reading(
          "ec2:DescribeInstances",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth");

  private final FleetServesParameters parameters;

  FleetServes(FleetServesParameters parameters) {
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
    return ServingSteps.ALL;
  }

  @Override
  public Permissions permissions() {
    Permissions reads = parameters.loadBalancerHealth() ? READS.and(READS_TARGETS) : READS;
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
          found.missing(GROUP_EXISTS, parameters.groups(), account, "Create the group again."));
    }
    ServingReader reader = new ServingReader(account, found.groups());
    Stream<ImmutableList<AutoScalingGroup>> fleets =
        parameters.together()
            ? Stream.of(found.groups())
            : found.groups().stream().map(ImmutableList::of);
    List<ServingFleet> serving =
        fleets
            .map(groups -> new ServingFleet(parameters, account, reader, groups))
            .collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(
        GROUP_EXISTS
            .satisfied()
            .seen(String.join(", ", serving.stream().map(ServingFleet::name).toList()))
            .build());
    serving.forEach(fleet -> findings.add(HAS_INSTANCES.found(fleet::size)));
    serving.forEach(fleet -> findings.add(SpawnerSteps.PROCESSES_RUN.found(fleet::processes)));
    serving.forEach(fleet -> findings.add(SpawnerSteps.CAN_LAUNCH.found(fleet::canLaunch)));
    for (Expectation step : ServingFleet.RUNGS) {
      serving.stream()
          .filter(fleet -> fleet.concerns(step))
          .forEach(fleet -> findings.add(step.found(() -> fleet.rung(step))));
    }
    serving.forEach(fleet -> fleet.notJudged().ifPresent(findings::add));
    return context.verdict(findings);
  }

  @Override
  public String toString() {
    return "%s (groups %s)".formatted(ID, parameters.groups());
  }
}
