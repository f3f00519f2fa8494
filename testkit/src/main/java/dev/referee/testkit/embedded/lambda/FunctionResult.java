package dev.referee.testkit.embedded.lambda;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.lambda.Lambda.Invocation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * The result of running the code of a function once.
 *
 * @param payload the response or the error, JSON
 * @param version the version that ran
 * @param failed whether it is an error
 */
record FunctionResult(String payload, String version, boolean failed) {

  /**
   * Runs a function.
   *
   * @param qualifier the version or the alias; null for neither
   * @param event the event, JSON
   */
  static FunctionResult of(
      FunctionRecord function, @Nullable String qualifier, String event, Call call) {
    FunctionConfiguration version = Objects.requireNonNull(function.version(qualifier));
    Lambda lambda = Lambda.of(call);
    InvocationLog log = lambda.log(function.name);
    ExecutionRole role = new ExecutionRole(version.role(), call);
    if (!role.isTrusted()) {
      return failed(
          log,
          version,
          "AccessDeniedException",
          "The role defined for the function cannot be assumed by Lambda.");
    }
    log.ran(event);
    Invocation invocation =
        new Invocation(
            event,
            function.arn + (qualifier == null ? "" : ":" + qualifier),
            Ids.of(call).uuid(),
            role.sessionArn(function.name),
            Strings.nullToEmpty(role.id()) + ":" + function.name,
            role.as(function.name));
    try {
      String response = lambda.body(function.name).run(invocation);
      return new FunctionResult(response == null ? "null" : response, version.version(), false);
    } catch (Exception error) { // Whatever the code of a function throws is its own error.
      return failed(
          log, version, error.getClass().getSimpleName(), String.valueOf(error.getMessage()));
    }
  }

  private static FunctionResult failed(
      InvocationLog log, FunctionConfiguration version, String type, String message) {
    log.failed(message);
    String payload =
        JsonCodec.JSON
            .createObjectNode()
            .put("errorMessage", message)
            .put("errorType", type)
            .toString();
    return new FunctionResult(payload, version.version(), true);
  }
}
