package dev.referee.ssm;

import static dev.referee.spi.Parameter.optional;

import dev.referee.Check;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;

/** The game-file form of {@link SessionOpens} where a session has to open. */
final class SessionOpensKind {
  private static final Parameter PROOF =
      optional(
          "proof",
          Parameter.Type.TEXT,
          "the proof that is needed: " + Proof.names() + "; session if not given");

  private SessionOpensKind() {}

  static CheckKind kind() {
    return CheckKind.of(SessionOpens.SESSION.id(), SessionOpens.SESSION.claim())
        .accepts(
            "Interface endpoints for ssm and ssmmessages, in any subnet of the VPC or behind a"
                + " peering connection; without one for ec2messages.",
            "A NAT gateway, a NAT instance, a transit gateway or another route to the internet.",
            "AmazonSSMManagedInstanceCore, or any other policy, inline or managed, with or without"
                + " wildcards: only the resulting permissions of the role count.",
            "Default Host Management Configuration, and no instance profile at all.",
            "Security groups that name groups, addresses or prefix lists.",
            "The instance launched again, when it is selected by tag, name or stack.",
            "Sessions that are encrypted, logged, or run as another user, as long as they open.",
            "Stopped instances in addition to those that have to run.",
            "The check itself acts: it starts a session to every selected instance that is running,"
                + " types one harmless command, and ends the session; with the proof run-command it"
                + " sends a command instead, and with connected it only reads.")
        .expects(SessionSteps.TO_SESSION)
        .asksAtMost(
            Explanation.READS
                .and(Preferences.READS)
                .and(Seclusion.READS)
                .and(StackResource.READS)
                .and(SessionWay.ACTS)
                .and(CommandWay.ACTS)
                .and(ConnectionWay.READS))
        .parameters(
            ReachArguments.INSTANCES,
            ReachArguments.IN_STACK,
            ReachArguments.AT_LEAST,
            ReachArguments.MAY_BE_PUBLIC,
            PROOF,
            ReachArguments.WITHIN)
        .exactlyOneOf("instances", "instanceInStack")
        .madeBy(SessionOpensKind::check);
  }

  private static Check check(Arguments arguments) {
    SessionOpensBuilder builder = SsmChecks.sessionOpens();
    ReachArguments.source(arguments, builder::instances, builder::inStack);
    ReachArguments.atLeast(arguments).ifPresent(builder::atLeast);
    builder.mustStayPrivate(!arguments.flag(ReachArguments.MAY_BE_PUBLIC.name()));
    arguments.textIfGiven(PROOF.name()).map(Proof::named).ifPresent(builder::provenBy);
    arguments.duration(ReachArguments.WITHIN.name()).ifPresent(builder::within);
    return builder.build();
  }
}
