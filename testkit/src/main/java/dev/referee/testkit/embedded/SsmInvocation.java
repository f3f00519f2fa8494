package dev.referee.testkit.embedded;

import dev.referee.testkit.farend.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;

/**
 * A command on one instance.
 *
 * <p>It runs when the agent gets it, which takes no time here; but whoever looks first finds it in
 * progress, as one does at AWS. What no agent fetches is given up after its time.
 */
final class SsmInvocation {
  private final Ssm ssm;
  private final String commandId;
  private final String instanceId;
  private final String documentName;
  private final Instant sent;
  private final Duration patience;
  private final String script;
  private CommandInvocationStatus status = CommandInvocationStatus.PENDING;
  private Shell.@Nullable Answer answer;

  SsmInvocation(
      Ssm ssm,
      String commandId,
      String instanceId,
      String documentName,
      Instant sent,
      Duration patience,
      @Nullable List<String> lines) {
    this.ssm = ssm;
    this.commandId = commandId;
    this.instanceId = instanceId;
    this.documentName = documentName;
    this.sent = sent;
    this.patience = patience;
    this.script = lines == null ? "" : String.join("\n", lines);
  }

  /** Ends it, unless an agent has it already. */
  void cancel() {
    if (answer == null && status == CommandInvocationStatus.PENDING) {
      status = CommandInvocationStatus.CANCELLED;
    }
  }

  /** Says how it is, and lets it get on. */
  CommandInvocationStatus look() {
    if (status == CommandInvocationStatus.CANCELLED) {
      return status;
    }
    if (answer != null) {
      status =
          answer.exitCode() == 0 ? CommandInvocationStatus.SUCCESS : CommandInvocationStatus.FAILED;
    } else if (fetched()) {
      answer = shell().run(script);
      status = CommandInvocationStatus.IN_PROGRESS;
    } else if (!ssm.now().isBefore(sent.plus(patience))) {
      status = CommandInvocationStatus.TIMED_OUT;
    }
    return status;
  }

  private boolean fetched() {
    SsmAgent agent = ssm.ec2.agents.find(instanceId);
    return status != CommandInvocationStatus.TIMED_OUT && agent != null && agent.fetchesCommands();
  }

  private Shell shell() {
    SsmAgent agent = ssm.ec2.agents.find(instanceId);
    return new Shell(
        "root",
        ssm.ec2.instances.get(instanceId).privateDnsName(),
        agent == null ? "" : agent.build().shellStart());
  }

  /** Says whether it ran, and that was told. */
  boolean over() {
    return status == CommandInvocationStatus.SUCCESS || status == CommandInvocationStatus.FAILED;
  }

  String details() {
    return status == CommandInvocationStatus.TIMED_OUT ? "DeliveryTimedOut" : status.toString();
  }

  int exitCode() {
    return answer == null ? -1 : answer.exitCode();
  }

  String standardOutput() {
    return answer == null ? "" : answer.standardOutput();
  }

  String standardError() {
    return answer == null ? "" : answer.standardError();
  }

  String commandId() {
    return commandId;
  }

  String instanceId() {
    return instanceId;
  }

  String documentName() {
    return documentName;
  }

  Instant sent() {
    return sent;
  }
}
