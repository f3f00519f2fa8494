package dev.referee.testkit.embedded.ssm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandStatus;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/** A command that was sent, with its invocations: one for each instance. */
final class SsmCommand {
  private static final String UNDELIVERABLE = "Undeliverable";

  private final String id;
  private final SendCommandRequest request;
  private final String documentName;
  private final List<CommandStep> steps;
  private final Instant requested;
  private final Duration timeout;
  private final List<SsmInvocation> invocations = new ArrayList<>();

  SsmCommand(
      String id,
      SendCommandRequest request,
      String documentName,
      List<CommandStep> steps,
      Instant requested,
      Duration timeout) {
    this.id = id;
    this.request = request;
    this.documentName = documentName;
    this.steps = steps;
    this.requested = requested;
    this.timeout = timeout;
  }

  void add(SsmInvocation invocation) {
    invocations.add(invocation);
  }

  String id() {
    return id;
  }

  @Nullable String comment() {
    return request.comment() == null ? "" : request.comment();
  }

  String documentName() {
    return documentName;
  }

  String documentVersion() {
    return request.documentVersion() == null ? "$DEFAULT" : request.documentVersion();
  }

  List<CommandStep> steps() {
    return steps;
  }

  /** Returns the name of its step where it is the only one; empty otherwise. */
  String onlyPlugin() {
    return steps.size() == 1 ? steps.get(0).name() : "";
  }

  Instant requested() {
    return requested;
  }

  /**
   * Returns when it is given up where no agent has fetched it: after the delivery timeout and the
   * execution timeouts of its steps.
   */
  Instant expires() {
    return steps.stream()
        .map(CommandStep::limit)
        .reduce(requested.plus(timeout), Instant::plus, (a, b) -> b);
  }

  /** Returns its invocations as they are now. */
  Stream<SsmInvocation> invocations() {
    invocations.forEach(SsmInvocation::look);
    return invocations.stream();
  }

  Stream<SsmInvocation> on(String instanceId) {
    return invocations.stream().filter(invocation -> invocation.instanceId().equals(instanceId));
  }

  private long count(CommandInvocationStatus status) {
    return invocations.stream().filter(invocation -> invocation.status() == status).count();
  }

  private long count(String details) {
    return invocations.stream().filter(invocation -> invocation.details().equals(details)).count();
  }

  /** Returns it as it is, without letting it get on. */
  Command shown() {
    CommandStatus status = status();
    long undelivered = count("DeliveryTimedOut");
    return Command.builder()
        .commandId(id)
        .documentName(documentName)
        .documentVersion(documentVersion())
        .comment(comment())
        .expiresAfter(expires())
        .parameters(request.parameters())
        .instanceIds(request.instanceIds())
        .targets(request.targets())
        .requestedDateTime(requested)
        .status(status)
        .statusDetails(details(status))
        .outputS3BucketName("")
        .outputS3KeyPrefix("")
        .maxConcurrency(request.maxConcurrency() == null ? "50" : request.maxConcurrency())
        .maxErrors(request.maxErrors() == null ? "0" : request.maxErrors())
        .targetCount(invocations.size())
        .completedCount(
            (int) invocations.stream().filter(invocation -> !invocation.isOpen()).count())
        .errorCount(
            (int)
                (count(CommandInvocationStatus.FAILED)
                    + count("ExecutionTimedOut")
                    - count(UNDELIVERABLE)))
        .deliveryTimedOutCount((int) undelivered)
        .serviceRole("")
        .timeoutSeconds((int) timeout.toSeconds())
        .build();
  }

  /** Adds up the statuses: errors count, but what was not delivered does not. */
  private CommandStatus status() {
    if (invocations.stream().anyMatch(SsmInvocation::isOpen)) {
      return invocations.size() == count(CommandInvocationStatus.PENDING)
          ? CommandStatus.PENDING
          : CommandStatus.IN_PROGRESS;
    }
    if (count(CommandInvocationStatus.FAILED) > 0) {
      return CommandStatus.FAILED;
    }
    if (count(CommandInvocationStatus.TIMED_OUT) > 0) {
      return CommandStatus.TIMED_OUT;
    }
    return count(CommandInvocationStatus.CANCELLED) > 0
        ? CommandStatus.CANCELLED
        : CommandStatus.SUCCESS;
  }

  private String details(CommandStatus status) {
    return switch (status) {
      case TIMED_OUT -> count("ExecutionTimedOut") > 0 ? "ExecutionTimedOut" : "DeliveryTimedOut";
      case FAILED -> count("Failed") > 0 ? "Failed" : "Incomplete";
      case IN_PROGRESS -> "InProgress";
      default -> status.toString();
    };
  }
}
