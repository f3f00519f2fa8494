package dev.referee.testkit.embedded;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import software.amazon.awssdk.services.ssm.model.CancelCommandRequest;
import software.amazon.awssdk.services.ssm.model.CancelCommandResponse;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.CommandStatus;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationRequest;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsResponse;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;
import software.amazon.awssdk.services.ssm.model.Target;

/** Behaves like Run Command; it remembers the last commands. */
final class SsmCommands {
  /** The number of commands that are remembered; AWS does it for thirty days. */
  static final int MOST = 500;

  private static final int DEFAULT_TIMEOUT = 3600;

  /** The seconds for which a command may wait to be fetched: half a minute to thirty days. */
  private static final Range<Integer> TIMEOUTS = Range.closed(30, 2_592_000);

  /** The most characters of each stream that are told, and of both where they are in one. */
  private static final int MOST_OUTPUT = 24_000;

  private static final int MOST_ERROR = 8_000;
  private static final String ERROR_TITLE = "\n----------ERROR-------\n";
  private static final int MOST_IN_ONE = 2_500;

  private final Ssm ssm;
  private final Queue<SsmInvocation> invocations = EvictingQueue.create(MOST);

  SsmCommands(Ssm ssm) {
    this.ssm = ssm;
  }

  SendCommandResponse send(SendCommandRequest request, Call call) {
    SsmDocuments.Kept document = ssm.documents.named(request.documentName());
    if (!document.type.equals("Command")) {
      throw Ssm.error(
          "InvalidDocument", "Document type: '" + document.type + "' is not supported.");
    }
    Set<String> targets = new LinkedHashSet<>(request.instanceIds());
    List<String> missing =
        targets.stream().filter(target -> !ssm.instances.online(target)).toList();
    if (!missing.isEmpty()) {
      throw Ssm.error(
          "InvalidInstanceId",
          "Instances %s not in a valid state for account %s".formatted(missing, call.accountId()));
    }
    for (Target target : request.targets()) {
      targets.addAll(ssm.instances.matching(target.key(), target.values()));
    }
    List<String> lines = request.parameters().get("commands");
    if (lines == null && document.content().path("parameters").has("commands")) {
      throw Ssm.error("InvalidParameters", "Parameter commands must be provided.");
    }
    String commandId = ssm.ec2.ids.uuid();
    int timeout = request.timeoutSeconds() == null ? DEFAULT_TIMEOUT : request.timeoutSeconds();
    if (!TIMEOUTS.contains(timeout)) {
      throw Ssm.invalid(
          ("1 validation error detected: Value '%d' at 'timeoutSeconds' failed to satisfy"
                  + " constraint: Member must have value between %d and %d")
              .formatted(timeout, TIMEOUTS.lowerEndpoint(), TIMEOUTS.upperEndpoint()));
    }
    Instant now = ssm.now();
    for (String target : targets) {
      invocations.add(
          new SsmInvocation(
              ssm, commandId, target, document.name, now, Duration.ofSeconds(timeout), lines));
    }
    return SendCommandResponse.builder()
        .command(
            Command.builder()
                .commandId(commandId)
                .documentName(document.name)
                .documentVersion("$DEFAULT")
                .comment(request.comment())
                .parameters(request.parameters())
                .instanceIds(request.instanceIds())
                .targets(request.targets())
                .requestedDateTime(now)
                .expiresAfter(now.plusSeconds(timeout))
                .timeoutSeconds(timeout)
                .status(CommandStatus.PENDING)
                .statusDetails("Pending")
                .targetCount(targets.size())
                .completedCount(0)
                .errorCount(0)
                .deliveryTimedOutCount(0)
                .build())
        .build();
  }

  /** Keeps a command from those who have not fetched it yet. */
  CancelCommandResponse cancel(CancelCommandRequest request) {
    invocations.stream()
        .filter(one -> one.commandId().equals(request.commandId()))
        .filter(
            one ->
                request.instanceIds().isEmpty() || request.instanceIds().contains(one.instanceId()))
        .forEach(SsmInvocation::cancel);
    return CancelCommandResponse.builder().build();
  }

  GetCommandInvocationResponse get(GetCommandInvocationRequest request, Call call) {
    SsmInvocation found =
        invocations.stream()
            .filter(one -> one.commandId().equals(request.commandId()))
            .filter(one -> one.instanceId().equals(request.instanceId()))
            .findFirst()
            .orElseThrow(() -> Ssm.error("InvocationDoesNotExist", "An error occurred."));
    CommandInvocationStatus status = found.look();
    boolean over = found.over();
    return GetCommandInvocationResponse.builder()
        .commandId(found.commandId())
        .instanceId(found.instanceId())
        .documentName(found.documentName())
        .documentVersion("$DEFAULT")
        .pluginName("aws:runShellScript")
        .responseCode(over ? found.exitCode() : -1)
        .executionStartDateTime(over ? found.sent().toString() : "")
        .executionEndDateTime(over ? found.sent().toString() : "")
        .executionElapsedTime(over ? "PT0.02S" : "")
        .status(status)
        .statusDetails(found.details())
        .standardOutputContent(over ? first(MOST_OUTPUT, found.standardOutput()) : "")
        .standardErrorContent(over ? first(MOST_ERROR, found.standardError()) : "")
        .standardOutputUrl("")
        .standardErrorUrl("")
        .build();
  }

  ListCommandInvocationsResponse list(ListCommandInvocationsRequest request, Call call) {
    List<CommandInvocation> found =
        invocations.stream()
            .filter(
                one -> request.commandId() == null || one.commandId().equals(request.commandId()))
            .filter(
                one ->
                    request.instanceId() == null || one.instanceId().equals(request.instanceId()))
            .map(one -> shown(one, Boolean.TRUE.equals(request.details())))
            .toList();
    Page<CommandInvocation> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return ListCommandInvocationsResponse.builder()
        .commandInvocations(page.items())
        .nextToken(page.next())
        .build();
  }

  private static CommandInvocation shown(SsmInvocation one, boolean details) {
    CommandInvocationStatus status = one.look();
    return CommandInvocation.builder()
        .commandId(one.commandId())
        .instanceId(one.instanceId())
        .documentName(one.documentName())
        .documentVersion("$DEFAULT")
        .requestedDateTime(one.sent())
        .status(status)
        .statusDetails(one.details())
        .commandPlugins(details ? List.of(plugin(one, status)) : List.of())
        .build();
  }

  private static CommandPlugin plugin(SsmInvocation one, CommandInvocationStatus status) {
    String error = one.standardError().isEmpty() ? "" : ERROR_TITLE + one.standardError();
    return CommandPlugin.builder()
        .name("aws:runShellScript")
        .status(status.toString())
        .statusDetails(one.details())
        .responseCode(one.over() ? one.exitCode() : -1)
        .output(one.over() ? first(MOST_IN_ONE, one.standardOutput() + error) : "")
        .standardOutputUrl("")
        .standardErrorUrl("")
        .build();
  }

  private static String first(int most, String text) {
    return text.substring(0, Math.min(most, text.length()));
  }
}
