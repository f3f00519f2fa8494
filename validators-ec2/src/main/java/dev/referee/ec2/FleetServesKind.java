package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import com.google.common.primitives.Ints;
import dev.referee.Check;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.List;

/** Is {@link FleetServes} as games name it. */
final class FleetServesKind {
  private FleetServesKind() {}

  static CheckKind kind() {
    return CheckKind.of(FleetServes.ID, FleetServes.CLAIM)
        .accepts(
            "Instances that the group launched, and instances attached to it by hand.",
            "Mixed instances, weighted or not, On-Demand or Spot.",
            "Instances registered with the target group by hand, while they are in the group.",
            "Targets by instance id or by address, on any port; one healthy port is enough.",
            "More than are wanted, some of which do not serve, as in an instance refresh.",
            "Suspended processes, as long as enough instances serve.",
            "When `together` says so: what one group lacks, another has.",
            "When `acceptOutsiders` says so: instances that are not in the group, as somebody"
                + " started and registered them by hand.")
        .expects(ServingSteps.ALL)
        .asksAtMost(FleetServes.READS.and(FleetServes.READS_TARGETS).and(StackResource.READS))
        .parameters(
            GroupArguments.NAME,
            GroupArguments.TAG,
            GroupArguments.IN_STACK,
            optional(
                    "atLeast",
                    Parameter.Type.NUMBER,
                    "how many instances have to serve; as many as the group wants if not given")
                .example(3),
            optional(
                    "zones",
                    Parameter.Type.NUMBER,
                    "in how many Availability Zones they have to be at least; 1 if not given")
                .example(2),
            optional(
                "targetGroups",
                Parameter.Type.TEXTS,
                "names or ARNs of target groups in which they have to be healthy, attached to the"
                    + " group or not; those that are attached if not given"),
            optional(
                "ignoreLoadBalancers",
                Parameter.Type.FLAG,
                "whether the health checks of load balancers do not count; false if not given"),
            optional(
                "acceptOutsiders",
                Parameter.Type.FLAG,
                "whether healthy targets count as well that are not in the group; false if not"
                    + " given"),
            optional(
                "together",
                Parameter.Type.FLAG,
                "whether several groups serve as one fleet; false if not given: then each has to"
                    + " serve by itself"))
        .madeBy(FleetServesKind::check);
  }

  private static Check check(Arguments arguments) {
    if (arguments.flag("ignoreLoadBalancers")
        && (!arguments.texts("targetGroups").isEmpty() || arguments.flag("acceptOutsiders"))) {
      throw new IllegalArgumentException(
          "'targetGroups' and 'acceptOutsiders' go by load balancers: leave out"
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
