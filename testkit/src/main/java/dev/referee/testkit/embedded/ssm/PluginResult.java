package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.sessionserver.Shell;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;

/**
 * The result of one step of a command on one instance.
 *
 * @param step the step
 * @param started when it began
 * @param ended when it ended
 * @param details the detailed status: {@code Success}, {@code Failed}, {@code ExecutionTimedOut} ..
 * @param output what it wrote on standard output
 * @param error what it wrote on standard error
 * @param exitCode its exit code
 */
record PluginResult(
    CommandStep step,
    Instant started,
    Instant ended,
    String details,
    String output,
    String error,
    int exitCode) {

  /** The time that a step takes in addition to its sleeps. */
  static final Duration MOMENT = Duration.ofMillis(20);

  /** The agent's exit code of a stopped command: 128 plus the number of SIGKILL. */
  private static final int STOPPED = 137;

  /** The maximum number of characters of standard output in GetCommandInvocation. */
  private static final int MOST_OUTPUT = 24_000;

  private static final int MOST_ERROR = 8_000;

  /** The maximum number of characters of both streams together in ListCommandInvocations. */
  private static final int MOST_IN_ONE = 2_500;

  private static final String ERROR_TITLE = "\n----------ERROR-------\n";
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** Makes it of what a shell answered. */
  static PluginResult of(CommandStep step, Instant at, Shell.Answer answer) {
    boolean late = answer.took().compareTo(step.limit()) > 0;
    Duration took = late ? step.limit() : answer.took();
    String details = late ? "ExecutionTimedOut" : answer.exitCode() == 0 ? "Success" : "Failed";
    return new PluginResult(
        step,
        at,
        at.plus(took).plus(MOMENT),
        details,
        answer.standardOutput(),
        answer.standardError(),
        late ? STOPPED : answer.exitCode());
  }

  /** Makes one of a plugin that this agent does not have. */
  static PluginResult unsupported(CommandStep step, Instant at) {
    String reason =
        "Plugin with name %s is not supported in current platform. Step name: %s"
            .formatted(step.plugin(), step.name());
    return new PluginResult(step, at, at.plus(MOMENT), "Failed", reason, "", 1);
  }

  /** Makes one of a step whose precondition is not met; that is no failure. */
  static PluginResult skipped(CommandStep step, Instant at) {
    String reason =
        "Step execution skipped due to unsatisfied preconditions: '\"StringEquals\":"
            + " [platformType, %s]'. Step name: %s".formatted(step.platform(), step.name());
    return new PluginResult(step, at, at.plus(MOMENT), "Success", reason, "", 0);
  }

  boolean isSuccess() {
    return details.equals("Success");
  }

  CommandInvocationStatus invocationStatus() {
    return switch (details) {
      case "Success" -> CommandInvocationStatus.SUCCESS;
      case "ExecutionTimedOut" -> CommandInvocationStatus.TIMED_OUT;
      case "Cancelled" -> CommandInvocationStatus.CANCELLED;
      default -> CommandInvocationStatus.FAILED;
    };
  }

  /** Returns what it is when it was stopped at a time, before its end. */
  PluginResult killedBy(Instant now, String details) {
    return ended.isBefore(now)
        ? this
        : new PluginResult(step, started, now, details, output, error, STOPPED);
  }

  GetCommandInvocationResponse.Builder in(GetCommandInvocationResponse.Builder shown) {
    return none(shown)
        .responseCode(exitCode)
        .executionStartDateTime(MILLIS.format(started))
        .executionEndDateTime(MILLIS.format(ended))
        .executionElapsedTime(Duration.between(started, ended).toString())
        .standardOutputContent(first(MOST_OUTPUT, output))
        .standardErrorContent(first(MOST_ERROR, error));
  }

  /** Describes a command that did not run, or is not over. */
  static GetCommandInvocationResponse.Builder none(GetCommandInvocationResponse.Builder shown) {
    return shown
        .responseCode(-1)
        .executionStartDateTime("")
        .executionEndDateTime("")
        .executionElapsedTime("")
        .standardOutputContent("")
        .standardErrorContent("")
        .standardOutputUrl("")
        .standardErrorUrl("")
        .cloudWatchOutputConfig(it -> it.cloudWatchLogGroupName("").cloudWatchOutputEnabled(false));
  }

  CommandPlugin listed() {
    String all = error.isEmpty() ? output : output + ERROR_TITLE + error;
    return listed(step.name(), invocationStatus().toString(), details, exitCode)
        .responseStartDateTime(started)
        .responseFinishDateTime(ended)
        .output(first(MOST_IN_ONE, all))
        .build();
  }

  /** Describes a step that has no result, or none yet. */
  static CommandPlugin pending(CommandStep step, CommandInvocationStatus status, String details) {
    return listed(step.name(), status.toString(), details, -1).output("").build();
  }

  private static CommandPlugin.Builder listed(
      String name, String status, String details, int code) {
    return CommandPlugin.builder()
        .name(name)
        .status(status)
        .statusDetails(details)
        .responseCode(code)
        .standardOutputUrl("")
        .standardErrorUrl("")
        .outputS3Region("")
        .outputS3BucketName("")
        .outputS3KeyPrefix("");
  }

  private static String first(int most, String text) {
    return text.substring(0, Math.min(most, text.length()));
  }
}
