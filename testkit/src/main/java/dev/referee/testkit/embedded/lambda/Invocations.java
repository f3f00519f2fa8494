package dev.referee.testkit.embedded.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.io.BaseEncoding;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** An emulation of invoking functions. */
final class Invocations {
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;

  private Invocations() {}

  static void addTo(Service service) {
    service.on(
        "POST /2015-03-31/functions/{FunctionName}/invocations",
        InvokeRequest.class,
        InvokeRequest::builder,
        Invocations::invoke);
  }

  private static InvokeResponse invoke(InvokeRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    String event = event(request.payload());
    if (request.invocationType() == InvocationType.DRY_RUN) {
      return InvokeResponse.builder().statusCode(NO_CONTENT).build();
    }
    if (request.invocationType() == InvocationType.EVENT) {
      AsyncInvocations.send(function, name.qualifier(), event, call);
      return InvokeResponse.builder().statusCode(ACCEPTED).build();
    }
    if (function.isThrottled()) {
      Lambda.of(call).log(function.name).failed("Rate Exceeded.");
      throw LambdaErrors.throttled();
    }
    FunctionResult run = FunctionResult.of(function, name.qualifier(), event, call);
    return InvokeResponse.builder()
        .statusCode(200)
        .executedVersion(run.version())
        .functionError(run.failed() ? "Unhandled" : null)
        .payload(SdkBytes.fromUtf8String(run.payload()))
        .logResult(
            request.logType() == LogType.TAIL
                ? BaseEncoding.base64().encode("START\nEND\n".getBytes(UTF_8))
                : null)
        .build();
  }

  private static String event(@Nullable SdkBytes payload) {
    String text = payload == null ? "" : payload.asUtf8String();
    if (text.isBlank()) {
      return "{}";
    }
    try {
      JsonCodec.JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new AwsError(
          400,
          "InvalidRequestContentException",
          "Could not parse request body into json: " + notJson.getOriginalMessage());
    }
    return text;
  }
}
