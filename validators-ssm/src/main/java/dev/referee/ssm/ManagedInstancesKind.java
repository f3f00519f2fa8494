package dev.referee.ssm;

import static dev.referee.spi.Parameter.optional;

import com.google.common.primitives.Ints;
import dev.referee.Check;
import dev.referee.Permissions;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;

/** The game-file form of {@link ManagedInstances}. */
final class ManagedInstancesKind {
  private static final Parameter SHARE =
      optional(
          "share",
          Parameter.Type.NUMBER,
          "the percentage of the existing instances that have to be online; 100 if not given");

  private ManagedInstancesKind() {}

  static CheckKind kind() {
    return CheckKind.of(ManagedInstances.ID, ManagedInstances.CLAIM)
        .accepts(
            "Every setup in which an agent gets a role and reaches Systems Manager.",
            "Instances launched again, when they are selected by tag, name or stack.")
        .expects(ManagedInstances.WAY)
        .asksAtMost(
            ManagedInstances.READS
                .and(StackResource.READS)
                .and(Permissions.reading("ec2:DescribeInstances")))
        .parameters(
            ReachArguments.INSTANCES, ReachArguments.IN_STACK, ReachArguments.AT_LEAST, SHARE)
        .exactlyOneOf("instances", "instanceInStack")
        .madeBy(ManagedInstancesKind::check);
  }

  private static Check check(Arguments arguments) {
    ManagedInstancesBuilder builder = SsmChecks.managedInstances();
    ReachArguments.source(arguments, builder::instances, builder::inStack);
    ReachArguments.atLeast(arguments).ifPresent(builder::atLeast);
    arguments.number(SHARE.name()).ifPresent(percent -> builder.share(Ints.saturatedCast(percent)));
    return builder.build();
  }
}
