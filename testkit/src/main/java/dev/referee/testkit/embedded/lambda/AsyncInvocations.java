package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.service.EventTargets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.DeadLetterConfig;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;

/**
 * The asynchronous invocations of functions, with their retries, destinations and dead letters.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html">Invoking a
 *     Lambda function asynchronously</a>
 */
final class AsyncInvocations {
  private static final int MOST_RETRIES = 2;
  private static final Duration LONGEST_AGE = Duration.ofHours(6);

  static final Map<String, String> ACTIONS =
      ImmutableMap.of(
          "events", "events:PutEvents",
          "lambda", "lambda:InvokeFunction",
          "sns", "sns:Publish",
          "sqs", "sqs:SendMessage");

  /**
   * An event on its way to a function.
   *
   * @param functionName the function
   * @param qualifier the version or the alias; null for neither
   * @param json the event
   * @param requestId the id of the invocation
   * @param sent when Lambda took it
   */
  private record Event(
      String functionName,
      @Nullable String qualifier,
      String json,
      String requestId,
      Instant sent) {}

  private AsyncInvocations() {}

  /** Takes an event for a function. */
  static void send(FunctionRecord function, @Nullable String qualifier, String json, Call call) {
    Event event = new Event(function.name, qualifier, json, Ids.of(call).uuid(), call.now());
    InvocationChain.of(call).add(() -> attempt(event, 1, call));
  }

  private static void attempt(Event event, int number, Call call) {
    FunctionRecord function = Lambda.of(call).functions.get(event.functionName());
    if (function == null || function.version(event.qualifier()) == null) {
      return;
    }
    InvocationLog log = Lambda.of(call).log(function.name);
    FunctionEventInvokeConfig config = function.eventConfig(event.qualifier());
    if (InvocationChain.of(call).isLoop()) {
      log.failed("Lambda has detected the function being invoked in a recursive loop.");
      fail(function, event, number - 1, "RecursiveInvocation", null, call);
      return;
    }
    if (function.isThrottled()) {
      log.failed("Rate Exceeded.");
      fail(function, event, number - 1, "ZeroReservedConcurrency", null, call);
      return;
    }
    if (call.now().isAfter(event.sent().plus(age(config)))) {
      fail(function, event, number - 1, "EventAgeExceeded", null, call);
      return;
    }
    FunctionResult run = FunctionResult.of(function, event.qualifier(), event.json(), call);
    if (!run.failed()) {
      DestinationConfig destinations = destinations(config);
      if (destinations != null && destinations.onSuccess() != null) {
        String record = record(function, event, number, "Success", run, call);
        deliver(function, destinations.onSuccess().destination(), record, call);
      }
      return;
    }
    if (number > retries(config)) {
      fail(function, event, number, "RetriesExhausted", run, call);
      return;
    }
    call.later(
        Duration.ofMinutes(number),
        () -> InvocationChain.of(call).add(() -> attempt(event, number + 1, call)));
  }

  private static int retries(@Nullable FunctionEventInvokeConfig config) {
    return config == null || config.maximumRetryAttempts() == null
        ? MOST_RETRIES
        : config.maximumRetryAttempts();
  }

  private static Duration age(@Nullable FunctionEventInvokeConfig config) {
    return config == null || config.maximumEventAgeInSeconds() == null
        ? LONGEST_AGE
        : Duration.ofSeconds(config.maximumEventAgeInSeconds().longValue());
  }

  private static @Nullable DestinationConfig destinations(
      @Nullable FunctionEventInvokeConfig config) {
    return config == null ? null : config.destinationConfig();
  }

  /** Delivers an event that no attempt is left for to the destination and as a dead letter. */
  private static void fail(
      FunctionRecord function,
      Event event,
      int attempts,
      String condition,
      @Nullable FunctionResult run,
      Call call) {
    FunctionConfiguration version = function.version(event.qualifier());
    DeadLetterConfig deadLetters = version == null ? null : version.deadLetterConfig();
    if (deadLetters != null && deadLetters.targetArn() != null) {
      deliver(function, deadLetters.targetArn(), event.json(), call);
    }
    DestinationConfig destinations = destinations(function.eventConfig(event.qualifier()));
    if (destinations != null && destinations.onFailure() != null) {
      deliver(
          function,
          destinations.onFailure().destination(),
          record(function, event, attempts, condition, run, call),
          call);
    }
  }

  private static String record(
      FunctionRecord function,
      Event event,
      int attempts,
      String condition,
      @Nullable FunctionResult run,
      Call call) {
    ObjectNode record =
        JsonCodec.JSON
            .createObjectNode()
            .put("version", "1.0")
            .put("timestamp", call.now().truncatedTo(ChronoUnit.MILLIS).toString());
    record
        .putObject("requestContext")
        .put("requestId", event.requestId())
        .put(
            "functionArn",
            function.arn
                + ":"
                + (event.qualifier() == null ? FunctionName.LATEST : event.qualifier()))
        .put("condition", condition)
        .put("approximateInvokeCount", attempts);
    record.set("requestPayload", JsonCodec.parse(event.json()));
    if (run != null) {
      ObjectNode response =
          record
              .putObject("responseContext")
              .put("statusCode", 200)
              .put("executedVersion", run.version());
      if (run.failed()) {
        response.put("functionError", "Unhandled");
      }
      record.set("responsePayload", JsonCodec.parse(run.payload()));
    }
    return record.toString();
  }

  /** Delivers by the role of a function, and notes in its log why that failed. */
  private static void deliver(
      FunctionRecord function, @Nullable String arn, String json, Call call) {
    if (arn == null || arn.isEmpty()) {
      return;
    }
    List<String> parts = Splitter.on(':').splitToList(arn);
    String service = parts.size() < 3 ? "" : parts.get(2);
    String action = ACTIONS.get(service);
    EventTarget to = EventTargets.of(call.store()).find(service);
    ExecutionRole role = new ExecutionRole(function.latest.role(), call);
    DeliveryResult result;
    if (action == null || to == null) {
      result = new DeliveryResult(false, "The embedded account delivers nothing to " + arn + ".");
    } else if (!role.isTrusted() || !role.allows(action, arn)) {
      result =
          new DeliveryResult(
              false, "The role %s is not allowed %s on %s.".formatted(role.arn(), action, arn));
    } else {
      result = to.deliver(arn, json, "", function.arn, role.as(function.name));
    }
    if (!result.delivered()) {
      Lambda.of(call).log(function.name).failed(result.reason());
    }
  }
}
