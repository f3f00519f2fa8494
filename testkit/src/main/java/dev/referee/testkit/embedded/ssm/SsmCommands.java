package dev.referee.testkit.embedded.ssm;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.Lists;
import com.google.common.collect.Range;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.CancelCommandRequest;
import software.amazon.awssdk.services.ssm.model.CancelCommandResponse;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationRequest;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsResponse;
import software.amazon.awssdk.services.ssm.model.ListCommandsRequest;
import software.amazon.awssdk.services.ssm.model.ListCommandsResponse;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;
import software.amazon.awssdk.services.ssm.model.Target;

/** An emulation of Run Command that retains the latest commands. */
final class SsmCommands {
  /** The most commands that are remembered. */
  static final int MOST = 500;

  /** How long AWS keeps the history of commands. */
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private static final int DEFAULT_TIMEOUT = 3600;

  /** The seconds for which a command may wait to be fetched: half a minute to thirty days. */
  private static final Range<Integer> TIMEOUTS = Range.closed(30, 2_592_000);

  private final Ssm ssm;
  private final Queue<SsmCommand> commands = EvictingQueue.create(MOST);

  SsmCommands(Ssm ssm) {
    this.ssm = ssm;
  }

  SendCommandResponse send(SendCommandRequest request, Call call) {
    SsmDocument document = ssm.documents.named(request.documentName());
    if (!document.type.equals("Command")) {
      throw Ssm.error(
          "InvalidDocument", "Document type: '" + document.type + "' is not supported.");
    }
    List<String> missing =
        request.instanceIds().stream().filter(target -> !ssm.instances.online(target)).toList();
    if (!missing.isEmpty()) {
      throw Ssm.error(
          "InvalidInstanceId",
          "Instances [%s] not in a valid state for account %s"
              .formatted(missing, call.accountId()));
    }
    for (String target : request.instanceIds()) {
      if (!document.platforms().contains(ssm.instances.platform(target))) {
        throw Ssm.error(
            "UnsupportedPlatformType",
            "Document " + document.name + " is not supported on the platform of " + target + ".");
      }
    }
    DocumentContent content = document.version(request.documentVersion()).content();
    DocumentParameters parameters =
        new DocumentParameters(document.name, content, request.parameters());
    int timeout = request.timeoutSeconds() == null ? DEFAULT_TIMEOUT : request.timeoutSeconds();
    if (!TIMEOUTS.contains(timeout)) {
      throw Ssm.invalid(
          ("1 validation error detected: Value '%d' at 'timeoutSeconds' failed to satisfy"
                  + " constraint: Member must have value between %d and %d")
              .formatted(timeout, TIMEOUTS.lowerEndpoint(), TIMEOUTS.upperEndpoint()));
    }
    SsmCommand sent =
        new SsmCommand(
            Ids.of(ssm.context).uuid(),
            request,
            document.name,
            CommandStep.of(content, parameters),
            ssm.now(),
            Duration.ofSeconds(timeout));
    Set<String> targets = new LinkedHashSet<>(request.instanceIds());
    for (Target target : request.targets()) {
      targets.addAll(ssm.instances.matching(target.key(), target.values()));
    }
    for (String target : targets) {
      SsmInvocation invocation = new SsmInvocation(ssm, sent, target);
      sent.add(invocation);
      if (!ssm.instances.online(target)) {
        invocation.undeliverable();
      }
    }
    commands.add(sent);
    return SendCommandResponse.builder().command(sent.shown()).build();
  }

  /** Ends a command where it is not over; what has run to its end stays as it is. */
  CancelCommandResponse cancel(CancelCommandRequest request) {
    named(request.commandId())
        .invocations()
        .filter(
            invocation ->
                request.instanceIds().isEmpty()
                    || request.instanceIds().contains(invocation.instanceId()))
        .forEach(SsmInvocation::cancel);
    return CancelCommandResponse.builder().build();
  }

  private SsmCommand named(@Nullable String id) {
    return remembered().stream()
        .filter(command -> command.id().equals(id))
        .findFirst()
        .orElseThrow(() -> Ssm.error("InvalidCommandId", "Command " + id + " does not exist."));
  }

  private Queue<SsmCommand> remembered() {
    Instant oldest = ssm.now().minus(REMEMBERED);
    commands.removeIf(command -> command.requested().isBefore(oldest));
    return commands;
  }

  GetCommandInvocationResponse get(GetCommandInvocationRequest request, Call call) {
    SsmInvocation found =
        remembered().stream()
            .filter(command -> command.id().equals(request.commandId()))
            .flatMap(command -> command.on(request.instanceId()))
            .findFirst()
            .orElseThrow(() -> Ssm.error("InvocationDoesNotExist", "An error occurred."));
    found.look();
    return found.shown(request.pluginName());
  }

  ListCommandsResponse list(ListCommandsRequest request, Call call) {
    List<Command> found =
        remembered().stream()
            .filter(
                command -> request.commandId() == null || command.id().equals(request.commandId()))
            .filter(
                command ->
                    request.instanceId() == null || command.on(request.instanceId()).count() > 0)
            .map(SsmCommands::now)
            .filter(
                command -> request.filters().stream().allMatch(filter -> matches(command, filter)))
            .toList();
    Page<Command> page =
        Page.of(newestFirst(found), request.maxResults(), request.nextToken(), call);
    return ListCommandsResponse.builder().commands(page.items()).nextToken(page.next()).build();
  }

  private static Command now(SsmCommand command) {
    long unused = command.invocations().count();
    return command.shown();
  }

  ListCommandInvocationsResponse list(ListCommandInvocationsRequest request, Call call) {
    boolean details = Boolean.TRUE.equals(request.details());
    List<CommandInvocation> found =
        remembered().stream()
            .filter(
                command -> request.commandId() == null || command.id().equals(request.commandId()))
            .flatMap(SsmCommand::invocations)
            .filter(
                invocation ->
                    request.instanceId() == null
                        || invocation.instanceId().equals(request.instanceId()))
            .map(invocation -> invocation.listed(details))
            .filter(
                invocation ->
                    request.filters().stream().allMatch(filter -> matches(invocation, filter)))
            .toList();
    Page<CommandInvocation> page =
        Page.of(newestFirst(found), request.maxResults(), request.nextToken(), call);
    return ListCommandInvocationsResponse.builder()
        .commandInvocations(page.items())
        .nextToken(page.next())
        .build();
  }

  private static <T> List<T> newestFirst(List<T> all) {
    return Lists.reverse(all);
  }

  private static boolean matches(Command command, CommandFilter filter) {
    return matches(
        filter, command.requestedDateTime(), command.statusAsString(), command.documentName());
  }

  private static boolean matches(CommandInvocation invocation, CommandFilter filter) {
    return matches(
        filter,
        invocation.requestedDateTime(),
        invocation.statusAsString(),
        invocation.documentName());
  }

  private static boolean matches(
      CommandFilter filter, Instant requested, String status, String documentName) {
    return switch (filter.key()) {
      case INVOKED_AFTER -> requested.isAfter(Instant.parse(filter.value()));
      case INVOKED_BEFORE -> requested.isBefore(Instant.parse(filter.value()));
      case STATUS -> status.equals(filter.value());
      case DOCUMENT_NAME -> documentName.equals(filter.value());
      default -> throw Ssm.error("InvalidFilterKey", "The specified key is not valid.");
    };
  }
}
