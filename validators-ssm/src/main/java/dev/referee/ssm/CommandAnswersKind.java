package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;

/** The game-file form of {@link SessionOpens} where a command has to answer. */
final class CommandAnswersKind {
  private CommandAnswersKind() {}

  static CheckKind kind() {
    return CheckKind.of(SessionOpens.COMMAND.id(), SessionOpens.COMMAND.claim())
        .accepts(
            "Every setup in which an agent registers and fetches its commands: VPC endpoints or the"
                + " internet, an instance profile or Default Host Management Configuration.",
            "Agents without a connection to the session service.",
            "The instance launched again, when it is selected by tag, name or stack.",
            "Stopped instances in addition to those that have to run.",
            "The check itself acts: it sends one harmless command to every selected instance that"
                + " is running, and cancels it when it takes too long.")
        .expects(SessionSteps.TO_COMMAND)
        .asksAtMost(
            Explanation.READS.and(Seclusion.READS).and(StackResource.READS).and(CommandWay.ACTS))
        .parameters(
            ReachArguments.INSTANCES,
            ReachArguments.IN_STACK,
            ReachArguments.AT_LEAST,
            ReachArguments.MAY_BE_PUBLIC,
            ReachArguments.WITHIN)
        .exactlyOneOf("instances", "instanceInStack")
        .madeBy(CommandAnswersKind::check);
  }

  private static Check check(Arguments arguments) {
    CommandAnswersBuilder builder = SsmChecks.commandAnswers();
    ReachArguments.source(arguments, builder::instances, builder::inStack);
    ReachArguments.atLeast(arguments).ifPresent(builder::atLeast);
    builder.mustStayPrivate(!arguments.flag(ReachArguments.MAY_BE_PUBLIC.name()));
    arguments.duration(ReachArguments.WITHIN.name()).ifPresent(builder::within);
    return builder.build();
  }
}
