package dev.referee.ssm;

import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;

/**
 * A probe that sends a command with Run Command, reads its output, and cancels it if it is late.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html">Command
 *     statuses</a>
 */
final class RunCommandProbe implements ProbeResult.Way {
  private static final String LOOK = "ssm:GetCommandInvocation";
  private static final String SEND = "ssm:SendCommand";

  /** Reading the status is also declared active, because a cached response would be of no use. */
  static final Permissions ACTS = Permissions.none().withActives("ssm:CancelCommand", LOOK, SEND);

  private static final String COMMENT = "Referee proves that a command answers";

  /** The shortest time that Run Command accepts. */
  private static final int DELIVERY_SECONDS = 30;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Set<String> GOING_ON =
      ImmutableSet.of("Pending", "InProgress", "Delayed", "Cancelling");

  private final Account account;
  private final SsmClient ssm;
  private final Instant now;
  private final Duration within;
  private final Sleeper pause;

  RunCommandProbe(Account account, Instant now, Duration within, Sleeper pause) {
    this.account = account;
    this.ssm = account.client(SsmClient::builder);
    this.now = now;
    this.within = within;
    this.pause = pause;
  }

  @Override
  public ProbeResult to(String instanceId, boolean windows) throws InterruptedException {
    Nonce nonce = Nonce.of(now, instanceId);
    String commandId;
    try {
      commandId =
          commandId(
              ssm.sendCommand(
                  request ->
                      request
                          .instanceIds(instanceId)
                          .documentName(windows ? "AWS-RunPowerShellScript" : "AWS-RunShellScript")
                          .parameters(Map.of("commands", List.of(nonce.command())))
                          .comment(COMMENT)
                          .timeoutSeconds(DELIVERY_SECONDS)));
    } catch (InvalidInstanceIdException e) {
      return new ProbeResult.NotConnected(
          "Run Command reports that the instance cannot take commands.");
    }
    return CleanUp.ended(
            account,
            () -> await(commandId, instanceId),
            () -> ssm.cancelCommand(it -> it.commandId(commandId).instanceIds(instanceId)),
            Optional::isEmpty)
        .map(invocation -> trial(invocation, nonce))
        .orElseGet(RunCommandProbe::late);
  }

  private static String commandId(SendCommandResponse sent) {
    Command command = Required.member(SEND, "Command", sent.command());
    return Required.member(SEND, "CommandId", command.commandId());
  }

  /** Polls until the time is up. */
  private Optional<GetCommandInvocationResponse> await(String commandId, String instanceId)
      throws InterruptedException {
    Duration left = within;
    Duration next = FIRST_PAUSE;
    while (true) {
      Optional<GetCommandInvocationResponse> seen =
          look(commandId, instanceId).filter(invocation -> !GOING_ON.contains(status(invocation)));
      if (seen.isPresent() || left.isZero()) {
        return seen;
      }
      Duration wait = next.compareTo(left) < 0 ? next : left;
      pause.of(wait);
      left = left.minus(wait);
      next = next.multipliedBy(2);
      next = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  /** It may take a moment until Run Command knows a new command. */
  private Optional<GetCommandInvocationResponse> look(String commandId, String instanceId) {
    try {
      return Optional.of(
          ssm.getCommandInvocation(request -> request.commandId(commandId).instanceId(instanceId)));
    } catch (InvocationDoesNotExistException e) {
      return Optional.empty();
    }
  }

  private static String status(GetCommandInvocationResponse seen) {
    return Required.member(LOOK, "Status", seen.statusAsString());
  }

  /**
   * Distinguishes results that are about the instance from others, for example a cancelled command,
   * from which nothing follows.
   */
  private static ProbeResult trial(GetCommandInvocationResponse ended, Nonce nonce) {
    String status = status(ended);
    if (status.equals("Success")) {
      String output =
          Required.present(LOOK, "StandardOutputContent", ended.standardOutputContent());
      return nonce.isIn(output)
          ? new ProbeResult.Reached("A command was sent and answered.")
          : new ProbeResult.Refused(
              "A command ran, but did not respond like a shell.", wrote(ended));
    }
    String details = Required.member(LOOK, "StatusDetails", ended.statusDetails());
    if (status.equals("Failed") && details.equals("Failed")) {
      return new ProbeResult.Refused(
          "A command was sent, but failed on the instance.", wrote(ended));
    }
    if (details.equals("ExecutionTimedOut")) {
      return new ProbeResult.Refused(
          "A command was sent and began to run, but did not end in time.", wrote(ended));
    }
    if (status.equals("TimedOut") || details.equals("Undeliverable")) {
      return new ProbeResult.Silent("A command was sent, but was not delivered: " + details + ".");
    }
    return ProbeResult.Unseen.of(
        Cause.MISCONFIGURED,
        "The command ended as %s (%s), which says nothing about the instance"
            .formatted(status, details));
  }

  /** The output of a command may contain a secret of the team, so only its length is reported. */
  private static String wrote(GetCommandInvocationResponse ended) {
    return "exit code %s; %s characters on standard output and %s on standard error, not shown here"
        .formatted(
            ended.responseCode(),
            length(ended.standardOutputContent()),
            length(ended.standardErrorContent()));
  }

  private static int length(@Nullable String content) {
    return content == null ? 0 : content.length();
  }

  private static ProbeResult late() {
    return new ProbeResult.Silent("A command was sent, but did not answer in time.");
  }
}
