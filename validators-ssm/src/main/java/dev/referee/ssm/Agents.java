package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.ssm.SessionExpectations.CONNECTED;
import static dev.referee.ssm.SessionExpectations.FETCHES;
import static dev.referee.ssm.SessionExpectations.ONLINE;
import static dev.referee.ssm.SessionExpectations.REGISTERED;
import static dev.referee.ssm.SessionExpectations.VERSION;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.spi.Facts;
import dev.referee.ssm.LateRepair.Repair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;

/**
 * An evaluator of the agents' state in Systems Manager: registration, version, ping and connection.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html">Session
 *     Manager prerequisites</a>
 */
final class Agents {
  static final Permissions READS = ManagedNodes.READS.and(LateRepair.READS);

  private static final AgentVersion FIRST_WITH_SESSIONS = AgentVersion.of("2.3.68.0");

  /**
   * The first version that gets commands from ssmmessages; older ones use ec2messages.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html">ec2messages
   *     and ssmmessages</a>
   */
  private static final AgentVersion FIRST_WITHOUT_EC2MESSAGES = AgentVersion.of("3.3.40.0");

  private static final String RESTART =
      "Restart the agent (amazon-ssm-agent) on the instance, or reboot the instance.";
  private static final String TROUBLESHOOTING =
      "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
          + "session-manager-troubleshooting.html";

  private final LateRepair repairs;
  private final AgentConnectivity connectivity;
  private final Instant now;
  private final Memoizer<String, ImmutableMap<String, InstanceInformation>> known;

  Agents(
      ManagedNodes nodes,
      LateRepair repairs,
      AgentConnectivity connectivity,
      List<Instance> instances,
      Instant now) {
    this.repairs = repairs;
    this.connectivity = connectivity;
    this.now = now;
    this.known =
        new Memoizer<>(any -> nodes.byId(instances.stream().map(Instance::instanceId).toList()));
  }

  private Optional<InstanceInformation> agent(Instance instance) {
    return Optional.ofNullable(known.get("").get(instance.instanceId()));
  }

  /**
   * Judges the agent of an instance.
   *
   * @param before the findings about its requirements
   * @param sessions whether it has to support sessions
   * @param result the result of reaching it
   */
  ImmutableList<Finding> judge(
      Instance instance, List<Finding> before, boolean sessions, ProbeResult result) {
    List<Finding> steps = new ArrayList<>(before);
    Finding registered = UnexpectedError.found(REGISTERED, () -> registered(instance, steps));
    steps.add(registered);
    if (registered.isSatisfied()) {
      InstanceInformation agent = agent(instance).orElseThrow();
      if (sessions) {
        steps.add(UnexpectedError.found(VERSION, () -> version(instance, agent)));
      } else if (result instanceof ProbeResult.Silent) {
        steps.add(UnexpectedError.found(FETCHES, () -> fetches(instance, agent)));
      }
      steps.add(UnexpectedError.found(ONLINE, () -> online(instance, agent, steps)));
    }
    if (sessions) {
      steps.add(UnexpectedError.found(CONNECTED, () -> connected(instance, steps, result)));
    }
    return ImmutableList.copyOf(steps.subList(before.size(), steps.size()));
  }

  private Finding registered(Instance instance, List<Finding> before) {
    Optional<InstanceInformation> agent = agent(instance);
    if (agent.isPresent()) {
      return about(instance, REGISTERED.satisfied())
          .seen("The agent has registered.")
          .fact("agent", nullToEmpty(agent.get().agentVersion()))
          .build();
    }
    return missing(
        REGISTERED,
        instance,
        before,
        "The agent has not registered with Systems Manager.",
        "The agent has everything that it needs. "
            + RESTART
            + " If that does not help, check that the agent is installed and running.");
  }

  private static Finding version(Instance instance, InstanceInformation agent) {
    String version = Required.member(ManagedNodes.OPERATION, "AgentVersion", agent.agentVersion());
    if (AgentVersion.of(version).compareTo(FIRST_WITH_SESSIONS) >= 0) {
      return about(instance, VERSION.satisfied()).fact("agent", version).build();
    }
    return about(instance, VERSION.unsatisfied())
        .expected("at least " + FIRST_WITH_SESSIONS)
        .seen("The agent has version " + version + ", which does not support sessions.")
        .remedy("Update the agent of " + instance.instanceId() + ".")
        .build();
  }

  /** Returns whether an agent can get a command that was not answered. */
  private Finding fetches(Instance instance, InstanceInformation agent) {
    String version = Required.member(ManagedNodes.OPERATION, "AgentVersion", agent.agentVersion());
    Optional<Finding> hop =
        AgentVersion.of(version).compareTo(FIRST_WITHOUT_EC2MESSAGES) >= 0
            ? Optional.empty()
            : connectivity.broken(instance, "ec2messages");
    if (hop.isEmpty()) {
      return about(instance, FETCHES.satisfied()).fact("agent", version).build();
    }
    return FETCHES
        .satisfied()
        .from(hop.get())
        .expectation(FETCHES)
        .subject(instance.instanceId())
        .expected("at least " + FIRST_WITHOUT_EC2MESSAGES + ", or a path to ec2messages")
        .seen(
            "The agent has version %s, which gets commands from ec2messages, but it cannot reach ec2messages: %s"
                .formatted(version, hop.get().seen().orElse(hop.get().code())))
        .remedy(
            "Update the agent of %s, or create an endpoint for %s in the VPC."
                .formatted(instance.instanceId(), connectivity.name("ec2messages")))
        .build();
  }

  private Finding online(Instance instance, InstanceInformation agent, List<Finding> before) {
    String status = nullToEmpty(agent.pingStatusAsString());
    String ping =
        agent.lastPingDateTime() == null
            ? "never"
            : "%s ago, at %s"
                .formatted(
                    Facts.duration(Duration.between(agent.lastPingDateTime(), now)),
                    Facts.time(agent.lastPingDateTime()));
    if (status.equals("Online")) {
      return about(instance, ONLINE.satisfied())
          .seen("It is online.")
          .fact("last ping", ping)
          .build();
    }
    return missing(
        ONLINE,
        instance,
        before,
        "Systems Manager reports the status %s; the agent last reported %s."
            .formatted(status, ping),
        "The agent has registered, but no longer reports. " + RESTART);
  }

  private Finding connected(Instance instance, List<Finding> before, ProbeResult result) {
    if (result instanceof ProbeResult.NotConnected not) {
      return missing(
          CONNECTED,
          instance,
          before,
          not.seen(),
          "The agent reports, but has no connection to the session service. " + RESTART);
    }
    return about(instance, CONNECTED.satisfied()).seen("The agent is connected.").build();
  }

  /**
   * Returns the finding for a failed expectation: because of an earlier step, pending, or by
   * itself.
   */
  private Finding missing(
      Expectation expectation,
      Instance instance,
      List<Finding> before,
      String seen,
      String remedy) {
    Optional<Finding> blocking = BlockedFindings.blocking(before);
    if (blocking.isPresent()) {
      return about(instance, BlockedFindings.of(expectation, blocking.get()))
          .expected(expectation.claim())
          .seen(seen)
          .remedy(BlockedFindings.remedy(blocking.get()))
          .build();
    }
    Instant up = LateRepair.up(instance);
    if (now.isBefore(up)) {
      return about(instance, expectation.pending(up))
          .expected(expectation.claim())
          .seen("The instance has just started. " + seen)
          .remedy("Wait until its agent has started.")
          .build();
    }
    return repairs
        .of(instance, agent(instance).map(InstanceInformation::lastPingDateTime))
        .map(repair -> asleep(expectation, instance, seen, repair))
        .orElseGet(
            () ->
                about(instance, expectation.unsatisfied())
                    .expected(expectation.claim())
                    .seen(seen)
                    .remedy(remedy)
                    .source(TROUBLESHOOTING)
                    .build());
  }

  private static Finding asleep(
      Expectation expectation, Instance instance, String seen, Repair repair) {
    return about(instance, expectation.pending(repair.until()))
        .expected(expectation.claim())
        .seen(
            "%s %s, at %s; it has not tried again since."
                .formatted(seen, repair.kind(), Facts.time(repair.at())))
        .remedy(
            "The agent tries again by itself within about %s, at %s at the latest."
                    .formatted(repair.sleep(), Facts.time(repair.until()))
                + " To speed this up, restart the agent (amazon-ssm-agent) or reboot the instance.")
        .source(TROUBLESHOOTING)
        .build();
  }

  private static Finding.Builder about(Instance instance, Finding.Builder finding) {
    return finding.subject(instance.instanceId());
  }
}
