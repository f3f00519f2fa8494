package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.sessionserver.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;

/**
 * A command on one instance.
 *
 * <p>It runs when the agent gets it, and takes as long as it sleeps; but who looks first finds it
 * in progress, as at AWS. What no agent fetches is given up after its time.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html">Understanding
 *     command statuses</a>
 */
final class SsmInvocation {
  private final Ssm ssm;
  private final SsmCommand command;
  private final String instanceId;
  private final List<PluginResult> results = new ArrayList<>();
  private CommandInvocationStatus status = CommandInvocationStatus.PENDING;
  private String details = "Pending";
  private @Nullable Instant ends;

  SsmInvocation(Ssm ssm, SsmCommand command, String instanceId) {
    this.ssm = ssm;
    this.command = command;
    this.instanceId = instanceId;
  }

  String instanceId() {
    return instanceId;
  }

  CommandInvocationStatus status() {
    return status;
  }

  String details() {
    return details;
  }

  /** Gives it up at once, because no agent is there to get it. */
  void undeliverable() {
    become(CommandInvocationStatus.FAILED, "Undeliverable");
  }

  /** Ends it; an agent that runs it kills what runs. */
  void cancel() {
    look();
    if (isOpen()) {
      Instant now = ssm.now();
      results.replaceAll(result -> result.killedBy(now, "Cancelled"));
      become(CommandInvocationStatus.CANCELLED, "Cancelled");
    }
  }

  boolean isOpen() {
    return status == CommandInvocationStatus.PENDING
        || status == CommandInvocationStatus.IN_PROGRESS;
  }

  /** Lets it get on, as far as it does until now. */
  void look() {
    Instant now = ssm.now();
    if (status == CommandInvocationStatus.PENDING) {
      if (!now.isBefore(command.expires())) {
        become(CommandInvocationStatus.TIMED_OUT, "DeliveryTimedOut");
      } else if (isFetched()) {
        run();
      }
    } else if (status == CommandInvocationStatus.IN_PROGRESS && ends != null) {
      if (!now.isBefore(ends)) {
        results.stream()
            .filter(result -> !result.isSuccess())
            .findFirst()
            .ifPresentOrElse(
                failed -> become(failed.invocationStatus(), failed.details()),
                () -> become(CommandInvocationStatus.SUCCESS, "Success"));
      }
    }
  }

  private void become(CommandInvocationStatus next, String how) {
    status = next;
    details = how;
  }

  private boolean isFetched() {
    SsmAgent agent = ssm.agents.find(instanceId);
    return agent != null && agent.fetchesCommands();
  }

  /** Runs all steps; one that fails does not keep the next ones from running. */
  private void run() {
    Instant at = ssm.now();
    Duration slept = Duration.ZERO;
    for (CommandStep step : command.steps()) {
      PluginResult result = run(step, at);
      results.add(result);
      slept = slept.plus(Duration.between(at, result.ended())).minus(PluginResult.MOMENT);
      at = result.ended();
    }
    ends = ssm.now().plus(slept);
    become(CommandInvocationStatus.IN_PROGRESS, "InProgress");
  }

  private PluginResult run(CommandStep step, Instant at) {
    SsmAgent agent = ssm.agents.find(instanceId);
    AgentBuild build = agent == null ? null : agent.build();
    if (build != null
        && !step.platform().isEmpty()
        && !step.platform().equals(build.isWindows() ? "Windows" : "Linux")) {
      return PluginResult.skipped(step, at);
    }
    if (build == null || !step.plugin().equals(plugin(build))) {
      return PluginResult.unsupported(step, at);
    }
    Shell shell = build.shell("root", ssm.ec2.instance(instanceId).privateDnsName());
    return PluginResult.of(step, at, shell.run(step.script(), step.directory(), step.limit()));
  }

  /** Returns the plugin that runs scripts on a system. */
  private static String plugin(AgentBuild build) {
    return build.isWindows() ? "aws:runPowerShellScript" : "aws:runShellScript";
  }

  GetCommandInvocationResponse shown(@Nullable String plugin) {
    PluginResult result = result(plugin);
    GetCommandInvocationResponse.Builder shown =
        GetCommandInvocationResponse.builder()
            .commandId(command.id())
            .instanceId(instanceId)
            .comment(command.comment())
            .documentName(command.documentName())
            .documentVersion(command.documentVersion())
            .pluginName(plugin == null ? command.onlyPlugin() : plugin)
            .status(status)
            .statusDetails(details);
    return (result == null || isOpen() ? PluginResult.none(shown) : result.in(shown)).build();
  }

  private @Nullable PluginResult result(@Nullable String plugin) {
    if (plugin != null && command.steps().stream().noneMatch(step -> step.name().equals(plugin))) {
      throw Ssm.error("InvalidPluginName", "The plugin name is not valid.");
    }
    if (plugin == null && command.steps().size() > 1) {
      return null;
    }
    return results.stream()
        .filter(result -> plugin == null || result.step().name().equals(plugin))
        .findFirst()
        .orElse(null);
  }

  CommandInvocation listed(boolean withDetails) {
    return CommandInvocation.builder()
        .commandId(command.id())
        .instanceId(instanceId)
        .instanceName(ssm.instances.computerName(instanceId))
        .comment(command.comment())
        .documentName(command.documentName())
        .documentVersion(command.documentVersion())
        .requestedDateTime(command.requested())
        .status(status)
        .statusDetails(details)
        .standardOutputUrl("")
        .standardErrorUrl("")
        .serviceRole("")
        .commandPlugins(
            withDetails ? command.steps().stream().map(this::listed).toList() : List.of())
        .build();
  }

  private CommandPlugin listed(CommandStep step) {
    PluginResult result = isOpen() ? null : result(step.name());
    return result == null ? PluginResult.pending(step, status, details) : result.listed();
  }
}
