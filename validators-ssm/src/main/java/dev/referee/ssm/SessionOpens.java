package dev.referee.ssm;

import static dev.referee.ssm.ReachParameters.AT_LEAST;
import static dev.referee.ssm.ReachParameters.MAY_BE_PUBLIC;
import static dev.referee.ssm.ReachParameters.SOURCE;
import static dev.referee.ssm.ReachParameters.WITHIN;

import com.google.common.collect.ImmutableList;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.Instance;

/** A check that a session opens, or that a command answers; see {@link SsmChecks#sessionOpens}. */
final class SessionOpens extends DeclaredCheck {
  private static final Permissions READS =
      Explanation.READS.and(Permissions.ofReads("ec2:DescribeInstances"));

  private static final CheckKind.Builder DECLARED_SESSION =
      CheckKind.of(
          "ssm.session-opens", "A session to this private instance opens and a command answers");
  static final Parameter<ProofLevel> PROOF =
      Parameter.choice("proof", "the proof that is needed", ProofLevel.byName())
          .defaultValue("session");
  static final CheckKind SESSION =
      reaching(DECLARED_SESSION, PROOF)
          .accepts(
              "Interface endpoints for ssm and ssmmessages, in any subnet of the VPC or behind a"
                  + " peering connection; without one for ec2messages.",
              "A NAT gateway, a NAT instance, a transit gateway or another route to the internet.",
              "AmazonSSMManagedInstanceCore, or any other policy, inline or managed, with or"
                  + " without wildcards: only the resulting permissions of the role count.",
              "Default Host Management Configuration, and no instance profile at all.",
              "Security groups that name groups, addresses or prefix lists.",
              "The instance launched again, when it is selected by tag, name or stack.",
              "Sessions that are encrypted, logged, or run as another user, as long as they open.",
              "Stopped instances in addition to those that have to run.",
              "The check itself acts: it starts a session to every selected instance that is"
                  + " running, types one harmless command, and ends the session; with the proof"
                  + " run-command it sends a command instead, and with connected it only reads.")
          .expects(SessionExpectations.TO_SESSION)
          .requires(
              arguments -> acts(arguments.get(PROOF)),
              Stream.of(ProofLevel.values())
                  .map(SessionOpens::acts)
                  .reduce(Permissions::and)
                  .orElseThrow())
          .build(
              arguments ->
                  session(arguments, SessionTimeouts.of(arguments.get(WITHIN)), Sleeper.REAL));

  static final CheckKind COMMAND =
      reaching(
              CheckKind.of(
                  "ssm.command-answers",
                  "A command that is sent to this private instance runs and answers"))
          .accepts(
              "Every setup in which an agent registers and fetches its commands: VPC endpoints or"
                  + " the internet, an instance profile or Default Host Management Configuration.",
              "Agents without a connection to the session service.",
              "The instance launched again, when it is selected by tag, name or stack.",
              "Stopped instances in addition to those that have to run.",
              "The check itself acts: it sends one harmless command to every selected instance that"
                  + " is running, and cancels it when it takes too long.")
          .expects(SessionExpectations.TO_COMMAND)
          .requires(acts(ProofLevel.RUN_COMMAND))
          .build(arguments -> command(arguments, Sleeper.REAL));

  private final InstanceSource source;
  private final ProofLevel proof;
  private final SessionTimeouts limits;
  private final Sleeper pause;

  private SessionOpens(
      CheckKind kind,
      Arguments arguments,
      ProofLevel proof,
      SessionTimeouts limits,
      Sleeper pause) {
    super(kind, arguments);
    this.source = arguments.get(SOURCE);
    this.proof = proof;
    this.limits = limits;
    this.pause = pause;
  }

  /**
   * Returns the check that a session opens.
   *
   * @param limits the time limits of each session
   * @param pause waits between two polls
   */
  static SessionOpens session(Arguments arguments, SessionTimeouts limits, Sleeper pause) {
    return new SessionOpens(SESSION, arguments, arguments.get(PROOF), limits, pause);
  }

  /** Returns the check that a command answers. */
  static SessionOpens command(Arguments arguments, Sleeper pause) {
    return new SessionOpens(
        COMMAND,
        arguments,
        ProofLevel.RUN_COMMAND,
        SessionTimeouts.of(arguments.get(WITHIN)),
        pause);
  }

  /** Declares what both checks take and read. */
  private static CheckKind.Builder reaching(CheckKind.Builder declared, Parameter<?>... own) {
    declared.takes(SOURCE);
    declared.takes(AT_LEAST);
    declared.takes(MAY_BE_PUBLIC);
    for (Parameter<?> parameter : own) {
      declared.takes(parameter);
    }
    declared.takes(WITHIN);
    return declared
        .requires(READS)
        .requires(arguments -> arguments.get(SOURCE).permissions(), StackResource.READS)
        .requiresIf(arguments -> !arguments.get(MAY_BE_PUBLIC), PrivateExposure.READS);
  }

  private static Permissions acts(ProofLevel proof) {
    return switch (proof) {
      case SESSION -> SessionProbe.ACTS.and(Preferences.READS);
      case RUN_COMMAND -> RunCommandProbe.ACTS;
      case CONNECTED -> ConnectionProbe.READS;
    };
  }

  @Override
  public Verdict judge(CheckContext context) throws InterruptedException {
    Account account = context.target(Account.class);
    InstancesRunning presence =
        new InstancesRunning(
            source,
            ReachParameters.atLeast(arguments()),
            UnexpectedError.seen(() -> source.find(account)));
    if (!presence.isEnough()) {
      return context.verdict(presence.there());
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(presence.there());
    findings.add(presence.runs());
    if (!arguments().get(MAY_BE_PUBLIC)) {
      findings.addAll(new PrivateExposure(account, presence.staying()).findings());
    }
    Map<Instance, ProbeResult> results = trials(account, context, presence.running());
    findings.addAll(
        new Explanation(context, account, ImmutableList.copyOf(expectations()), isAboutSessions())
            .of(results));
    return context.verdict(MergedFindings.of(expectations(), findings));
  }

  /** Run Command also reaches agents without a session connection. */
  private boolean isAboutSessions() {
    return proof != ProofLevel.RUN_COMMAND;
  }

  private Map<Instance, ProbeResult> trials(
      Account account, CheckContext context, List<Instance> running) throws InterruptedException {
    ProbeResult.Way probe =
        switch (proof) {
          case SESSION -> new SessionProbe(account, context.now(), limits);
          case RUN_COMMAND ->
              new RunCommandProbe(account, context.now(), arguments().get(WITHIN), pause);
          case CONNECTED -> new ConnectionProbe(account);
        };
    Map<Instance, ProbeResult> results = new LinkedHashMap<>();
    for (Instance instance : running) {
      results.put(instance, tried(probe, instance));
    }
    return results;
  }

  private static ProbeResult tried(ProbeResult.Way probe, Instance instance)
      throws InterruptedException {
    try {
      return probe.to(
          instance.instanceId(), "windows".equalsIgnoreCase(instance.platformAsString()));
    } catch (Inconclusive e) {
      return new ProbeResult.Unseen(e);
    } catch (AwsServiceException e) {
      return new ProbeResult.Unseen(UnexpectedError.inconclusive(e));
    }
  }
}
