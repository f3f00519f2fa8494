package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import com.google.common.primitives.Ints;
import dev.referee.Check;
import dev.referee.network.InstanceArguments;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.Map;
import java.util.stream.Stream;

/** The game-file form of {@link InstancePrivate}. */
final class InstancePrivateKind {
  private static final Parameter GROUP =
      optional(
          GroupArguments.NAME.name(),
          Parameter.Type.TEXT,
          "the name of the Auto Scaling group whose instances are judged");

  private InstancePrivateKind() {}

  static CheckKind kind() {
    return CheckKind.of(InstancePrivate.ID, InstancePrivate.CLAIM)
        .accepts(
            "The instance launched again in a private subnet, when it is selected by tag, name,"
                + " group or stack.",
            "The Elastic IP disassociated, or the automatic public address turned off, and the"
                + " route to the internet gateway deleted or led to a NAT gateway.",
            "The subnet associated with another route table, or another main route table.",
            "The internet gateway detached: its routes let nothing in.",
            "IPv6 addresses behind an egress-only internet gateway, or without any route.",
            "A route to an internet gateway that is fully covered by more specific routes.",
            "A load balancer, a VPN or another way in: this check does not judge them.",
            "Stopped instances in addition to those that have to run, as long as they are private,"
                + " too.")
        .expects(PrivateSteps.ALL)
        .asksAtMost(InstancePrivate.READS.and(InstancesOfGroups.READS).and(StackResource.READS))
        .parameters(
            optional(
                    "instances",
                    Parameter.Type.MAP,
                    "the instances, selected " + InstanceArguments.WAYS)
                .example(Map.of("tag:tier", "database")),
            optional(
                "instanceInStack",
                Parameter.Type.MAP,
                "a CloudFormation stack, and the logical id of the instance in it"),
            GROUP,
            GroupArguments.TAG,
            GroupArguments.IN_STACK,
            optional(
                "atLeast",
                Parameter.Type.NUMBER,
                "how many of them have to exist and run; if not given, 1, or the number of ids"),
            optional(
                "ignoreIpv6", Parameter.Type.FLAG, "whether to ignore IPv6; false if not given"),
            optional(
                "mustKeepEgress",
                Parameter.Type.FLAG,
                "whether a route for outbound traffic has to remain, e.g. to a NAT gateway; false"
                    + " if not given"))
        .exactlyOneOf("instances", "instanceInStack", "group", "groupTag", "groupInStack")
        .madeBy(InstancePrivateKind::check);
  }

  private static Check check(Arguments arguments) {
    boolean selected = !arguments.map("instances").isEmpty();
    Map<String, String> inStack = arguments.map("instanceInStack");
    boolean grouped =
        arguments.textIfGiven(GROUP.name()).isPresent()
            || !arguments.map(GroupArguments.TAG.name()).isEmpty()
            || !arguments.map(GroupArguments.IN_STACK.name()).isEmpty();
    if (Stream.of(selected, !inStack.isEmpty(), grouped).filter(given -> given).count() != 1
        || inStack.size() > 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'instances', 'instanceInStack' with one pair, and a group");
    }
    InstancePrivateBuilder builder =
        Ec2Checks.instancePrivate()
            .ignoreIpv6(arguments.flag("ignoreIpv6"))
            .mustKeepEgress(arguments.flag("mustKeepEgress"));
    if (selected) {
      builder.instances(InstanceArguments.read(arguments, "instances"));
    } else if (grouped) {
      builder.group(GroupArguments.read(arguments));
    } else {
      inStack.forEach(builder::inStack);
    }
    arguments.number("atLeast").ifPresent(number -> builder.atLeast(Ints.saturatedCast(number)));
    return builder.build();
  }
}
