package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;

import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * Sends a command by Run Command and reads what it wrote; cancels it when it takes too long.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html">Command
 *     statuses</a>
 */
final class CommandWay implements Trial.Way {
  /** Looking is declared active, too: what is remembered of the last look is of no use. */
  static final Permissions ACTS =
      Permissions.none().acting("ssm:CancelCommand", "ssm:GetCommandInvocation", "ssm:SendCommand");

  private static final String COMMENT = "Referee proves that a command answers";

  /** Is the least that Run Command takes. */
  private static final int DELIVERY_SECONDS = 30;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Set<String> GOING_ON =
      ImmutableSet.of("Pending", "InProgress", "Delayed", "Cancelling");

  private final Account account;
  private final SsmClient ssm;
  private final Instant now;
  private final Duration within;
  private final Pause pause;

  CommandWay(Account account, Instant now, Duration within, Pause pause) {
    this.account = account;
    this.ssm = account.client(SsmClient::builder);
    this.now = now;
    this.within = within;
    this.pause = pause;
  }

  @Override
  public Trial to(String instanceId, boolean windows) throws InterruptedException {
    Nonce nonce = Nonce.of(now, instanceId);
    String commandId;
    try {
      commandId =
          ssm.sendCommand(
                  request ->
                      request
                          .instanceIds(instanceId)
                          .documentName(windows ? "AWS-RunPowerShellScript" : "AWS-RunShellScript")
                          .parameters(Map.of("commands", List.of(nonce.command())))
                          .comment(COMMENT)
                          .timeoutSeconds(DELIVERY_SECONDS))
              .command()
              .commandId();
    } catch (InvalidInstanceIdException e) {
      return new Trial.NotConnected("Run Command says that it is not there for commands.");
    } catch (SsmException e) {
      String code = nullToEmpty(e.awsErrorDetails().errorCode());
      return new Trial.Refused("Run Command refuses to send a command: " + code + ".", "");
    }
    return Leftovers.ended(
            account,
            () -> await(commandId, instanceId),
            () -> ssm.cancelCommand(it -> it.commandId(commandId).instanceIds(instanceId)),
            Optional::isEmpty)
        .map(it -> trial(it, nonce))
        .orElseGet(CommandWay::late);
  }

  /** Looks again and again, at the last when the time is up. */
  private Optional<GetCommandInvocationResponse> await(String commandId, String instanceId)
      throws InterruptedException {
    Duration left = within;
    Duration next = FIRST_PAUSE;
    while (true) {
      Optional<GetCommandInvocationResponse> seen =
          look(commandId, instanceId)
              .filter(it -> !GOING_ON.contains(nullToEmpty(it.statusAsString())));
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

  /** It may take a moment until Run Command knows what it was just told. */
  private Optional<GetCommandInvocationResponse> look(String commandId, String instanceId) {
    try {
      return Optional.of(
          ssm.getCommandInvocation(request -> request.commandId(commandId).instanceId(instanceId)));
    } catch (InvocationDoesNotExistException e) {
      return Optional.empty();
    }
  }

  private static Trial trial(GetCommandInvocationResponse ended, Nonce nonce) {
    String status = nullToEmpty(ended.statusAsString());
    if (status.equals("Success") && nonce.isIn(nullToEmpty(ended.standardOutputContent()))) {
      return new Trial.Reached("A command was sent, and answered.");
    }
    return new Trial.Refused(
        status.equals("Success")
            ? "A command ran, and did not answer as a shell does."
            : "A command was sent, and came to nothing: "
                + nullToEmpty(ended.statusDetails())
                + ".",
        nullToEmpty(ended.standardErrorContent()));
  }

  private static Trial late() {
    return new Trial.Silent("A command was sent, and did not answer in time.");
  }
}
