package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.SpawnerStoppedExpectations.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.HAS_INSTANCES;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;
import static dev.referee.spi.Parameter.texts;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** A check that enough healthy instances serve; see {@link Ec2Checks}. */
final class FleetServes extends DeclaredCheck {
  static final Permissions READS =
      Permissions.ofReads(
          "autoscaling:DescribeAutoScalingGroups",
          "autoscaling:DescribeScalingActivities",
          "ec2:DescribeInstanceStatus");
  private static final Permissions READS_TARGETS =
      Permissions.ofReads(
          "ec2:DescribeInstances",
          "elasticloadbalancing:DescribeTargetGroups",
          "elasticloadbalancing:DescribeTargetHealth");

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "ec2.fleet-serves", "The fleet serves: enough healthy instances, in enough zones");
  static final OneOf<AutoScalingGroups> GROUP =
      DECLARED.takes(AutoScalingGroups.PARAMETERS.example("group", "unicorn-web"));
  static final Parameter<Integer> AT_LEAST =
      DECLARED.takes(
          number("atLeast", "how many instances have to serve")
              .atLeast(1)
              .defaultText("the desired capacity of the group")
              .example(3));
  static final Parameter<Integer> ZONES =
      DECLARED.takes(
          number("zones", "the least number of Availability Zones with such an instance")
              .atLeast(1)
              .defaultValue(1)
              .example(2));
  static final Parameter<List<String>> TARGET_GROUPS =
      DECLARED.takes(
          texts(
                  "targetGroups",
                  "names or ARNs of target groups in which they have to be healthy, attached to the"
                      + " group or not")
              .defaultText("the attached ones"));
  static final Parameter<Boolean> IGNORE_LOAD_BALANCERS =
      DECLARED.takes(
          flag("ignoreLoadBalancers", "whether to ignore the health checks of load balancers"));
  static final Parameter<Boolean> ACCEPT_OUTSIDERS =
      DECLARED.takes(
          flag("acceptOutsiders", "whether healthy targets outside the group count as well"));
  static final Parameter<Boolean> TOGETHER =
      DECLARED.takes(
          flag(
              "together",
              "whether several groups serve as one fleet; otherwise each has to serve by itself"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Instances that the group launched, and instances attached to it by hand.",
              "Mixed instances, weighted or not, On-Demand or Spot.",
              "Instances registered with the target group by hand, while they are in the group.",
              "Targets by instance id or by address, on any port; one healthy port is enough.",
              "More instances than required, some of which do not serve, e.g. during an instance"
                  + " refresh.",
              "Suspended processes, as long as enough instances serve.",
              "With `together`: one group makes up for what another lacks.",
              "With `acceptOutsiders`: instances outside the group that were started and registered"
                  + " by hand.")
          .expects(FleetServesExpectations.ALL)
          .requires(READS)
          .requiresIf(arguments -> !arguments.get(IGNORE_LOAD_BALANCERS), READS_TARGETS)
          .requiresIf(arguments -> arguments.get(GROUP).isInStack(), StackResource.READS)
          .refuses(
              FleetServes::withoutLoadBalancers,
              TARGET_GROUPS,
              ACCEPT_OUTSIDERS,
              IGNORE_LOAD_BALANCERS)
          .build(FleetServes::new);

  FleetServes(Arguments arguments) {
    super(KIND, arguments);
  }

  private static Optional<String> withoutLoadBalancers(Arguments given) {
    return given.get(IGNORE_LOAD_BALANCERS)
            && (given.has(TARGET_GROUPS) || given.get(ACCEPT_OUTSIDERS))
        ? Optional.of(
            "'targetGroups' and 'acceptOutsiders' need load balancer health: remove"
                + " 'ignoreLoadBalancers'")
        : Optional.empty();
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    AutoScalingGroups wanted = arguments().get(GROUP);
    SelectedResources<AutoScalingGroup> found = new AutoScalingGroupFinder(account).find(wanted);
    if (found.resources().isEmpty()) {
      return context.verdict(
          found.absent(
              GROUP_EXISTS, "an Auto Scaling group", wanted, account, "Create the group again."));
    }
    ImmutableList<AutoScalingGroup> groups = ImmutableList.copyOf(found.resources());
    FleetServesReader reader = new FleetServesReader(account, groups);
    Stream<ImmutableList<AutoScalingGroup>> fleets =
        arguments().get(TOGETHER) ? Stream.of(groups) : groups.stream().map(ImmutableList::of);
    List<FleetServesFindings> serving =
        fleets
            .map(fleet -> new FleetServesFindings(arguments(), account, reader, fleet))
            .collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(
        GROUP_EXISTS
            .satisfied()
            .seen(String.join(", ", serving.stream().map(FleetServesFindings::name).toList()))
            .build());
    serving.forEach(fleet -> findings.add(HAS_INSTANCES.evaluate(fleet::size)));
    serving.forEach(
        fleet -> findings.add(SpawnerStoppedExpectations.PROCESSES_RUN.evaluate(fleet::processes)));
    serving.forEach(
        fleet -> findings.add(SpawnerStoppedExpectations.CAN_LAUNCH.evaluate(fleet::canLaunch)));
    for (Expectation step : FleetServesFindings.STAGES) {
      serving.stream()
          .filter(fleet -> fleet.concerns(step))
          .forEach(fleet -> findings.add(step.evaluate(() -> fleet.stage(step))));
    }
    serving.forEach(fleet -> fleet.notJudged().ifPresent(findings::add));
    return context.verdict(findings);
  }
}
