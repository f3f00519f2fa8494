package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import com.google.common.primitives.Ints;
import dev.referee.Check;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.List;

/** The game-file form of {@link FleetServes}. */
final class FleetServesKind {
  private FleetServesKind() {}

  static CheckKind kind() {
    return CheckKind.of(FleetServes.ID, FleetServes.CLAIM)
        .accepts(
            "Instances that the group launched, and instances attached to it by hand.",
            "Mixed instances, weighted or not, On-Demand or Spot.",
            "Instances registered with the target group by hand, while they are in the group.",
            "Targets by instance id or by address, on any port; one healthy port is enough.",
            "More instances than required, some of which do not serve, e.g. during an instance"
                + " refresh.",
            "Suspended processes, as long as enough instances serve.",
            "With `together`: one group makes up for what another lacks.",
            "With `acceptOutsiders`: instances outside the group that somebody started and"
                + " registered by hand.")
        .expects(ServingSteps.ALL)
        .asksAtMost(FleetServes.READS.and(FleetServes.READS_TARGETS).and(StackResource.READS))
        .parameters(
            GroupArguments.NAME,
            GroupArguments.TAG,
            GroupArguments.IN_STACK,
            optional(
                    "atLeast",
                    Parameter.Type.NUMBER,
                    "how many instances have to serve; the desired capacity of the group if not"
                        + " given")
                .example(3),
            optional(
                    "zones",
                    Parameter.Type.NUMBER,
                    "the least number of Availability Zones with such an instance; 1 if not given")
                .example(2),
            optional(
                "targetGroups",
                Parameter.Type.TEXTS,
                "names or ARNs of target groups in which they have to be healthy, attached to the"
                    + " group or not; those that are attached if not given"),
            optional(
                "ignoreLoadBalancers",
                Parameter.Type.FLAG,
                "whether to ignore the health checks of load balancers; false if not given"),
            optional(
                "acceptOutsiders",
                Parameter.Type.FLAG,
                "whether healthy targets outside the group count as well; false if not given"),
            optional(
                "together",
                Parameter.Type.FLAG,
                "whether several groups serve as one fleet; false if not given: then each has to"
                    + " serve by itself"))
        .exactlyOneOf("group", "groupTag", "groupInStack")
        .madeBy(FleetServesKind::check);
  }

  private static Check check(Arguments arguments) {
    if (arguments.flag("ignoreLoadBalancers")
        && (!arguments.texts("targetGroups").isEmpty() || arguments.flag("acceptOutsiders"))) {
      throw new IllegalArgumentException(
          "'targetGroups' and 'acceptOutsiders' need load balancer health: remove"
              + " 'ignoreLoadBalancers'");
    }
    FleetServesBuilder builder =
        Ec2Checks.fleetServes()
            .group(GroupArguments.read(arguments))
            .together(arguments.flag("together"))
            .acceptOutsiders(arguments.flag("acceptOutsiders"))
            .loadBalancerHealth(!arguments.flag("ignoreLoadBalancers"));
    arguments.number("atLeast").ifPresent(number -> builder.atLeast(Ints.saturatedCast(number)));
    arguments.number("zones").ifPresent(number -> builder.zones(Ints.saturatedCast(number)));
    List<String> targetGroups = arguments.texts("targetGroups");
    if (!targetGroups.isEmpty()) {
      builder.targetGroups(
          targetGroups.get(0), targetGroups.subList(1, targetGroups.size()).toArray(String[]::new));
    }
    return builder.build();
  }
}
