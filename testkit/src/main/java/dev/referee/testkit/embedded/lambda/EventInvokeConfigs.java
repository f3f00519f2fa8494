package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.util.Objects;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;

/** An emulation of reserved concurrency, and of settings for asynchronous invocations. */
final class EventInvokeConfigs {
  private static final int ACCOUNT_CONCURRENCY = 1000;
  private static final int LEAST_UNRESERVED = 100;
  private static final String EVENTS = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
  private static final String CONCURRENCY = "/2017-10-31/functions/{FunctionName}/concurrency";

  private EventInvokeConfigs() {}

  static void addTo(Service service) {
    service
        .on(
            "PUT " + EVENTS,
            PutFunctionEventInvokeConfigRequest.class,
            PutFunctionEventInvokeConfigRequest::builder,
            EventInvokeConfigs::put)
        .on(
            "GET " + EVENTS,
            GetFunctionEventInvokeConfigRequest.class,
            GetFunctionEventInvokeConfigRequest::builder,
            EventInvokeConfigs::get)
        .on(
            "DELETE " + EVENTS,
            DeleteFunctionEventInvokeConfigRequest.class,
            DeleteFunctionEventInvokeConfigRequest::builder,
            EventInvokeConfigs::delete)
        .on(
            "PUT " + CONCURRENCY,
            PutFunctionConcurrencyRequest.class,
            PutFunctionConcurrencyRequest::builder,
            EventInvokeConfigs::reserve)
        .on(
            "DELETE " + CONCURRENCY,
            DeleteFunctionConcurrencyRequest.class,
            DeleteFunctionConcurrencyRequest::builder,
            EventInvokeConfigs::release)
        .on(
            "GET /2019-09-30/functions/{FunctionName}/concurrency",
            GetFunctionConcurrencyRequest.class,
            GetFunctionConcurrencyRequest::builder,
            EventInvokeConfigs::reserved);
  }

  private static String key(FunctionName name) {
    return Objects.requireNonNullElse(name.qualifier(), FunctionName.LATEST);
  }

  private static FunctionEventInvokeConfig found(
      FunctionRecord function, FunctionName name, Call call) {
    FunctionEventInvokeConfig config = function.eventConfigs.get(key(name));
    if (config == null) {
      throw LambdaErrors.missing(
          "The function %s:%s doesn't have an EventInvokeConfig"
              .formatted(FunctionName.arn(call, name.name()), key(name)));
    }
    return config;
  }

  private static PutFunctionEventInvokeConfigResponse put(
      PutFunctionEventInvokeConfigRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    FunctionEventInvokeConfig config =
        SdkFieldCopier.overlay(request, FunctionEventInvokeConfig.builder())
            .functionArn(function.arn + ":" + key(name))
            .lastModified(call.now())
            .build();
    function.eventConfigs.put(key(name), config);
    return SdkFieldCopier.overlay(config, PutFunctionEventInvokeConfigResponse.builder()).build();
  }

  private static GetFunctionEventInvokeConfigResponse get(
      GetFunctionEventInvokeConfigRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    return SdkFieldCopier.overlay(
            found(function, name, call), GetFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  private static DeleteFunctionEventInvokeConfigResponse delete(
      DeleteFunctionEventInvokeConfigRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    found(function, name, call);
    function.eventConfigs.remove(key(name));
    return DeleteFunctionEventInvokeConfigResponse.builder().build();
  }

  private static PutFunctionConcurrencyResponse reserve(
      PutFunctionConcurrencyRequest request, Call call) {
    FunctionRecord function =
        Lambda.of(call).function(FunctionName.of(request.functionName()), call);
    int others =
        Lambda.of(call).functions.values().stream()
            .filter(other -> other != function && other.reservedConcurrency != null)
            .mapToInt(other -> Objects.requireNonNull(other.reservedConcurrency))
            .sum();
    int wanted = request.reservedConcurrentExecutions();
    if (wanted > 0 && ACCOUNT_CONCURRENCY - others - wanted < LEAST_UNRESERVED) {
      throw LambdaErrors.invalid(
          "Specified ReservedConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of [100].");
    }
    function.reservedConcurrency = wanted;
    QueuePoller.pollFor(function, call);
    return PutFunctionConcurrencyResponse.builder().reservedConcurrentExecutions(wanted).build();
  }

  private static DeleteFunctionConcurrencyResponse release(
      DeleteFunctionConcurrencyRequest request, Call call) {
    FunctionRecord function =
        Lambda.of(call).function(FunctionName.of(request.functionName()), call);
    function.reservedConcurrency = null;
    QueuePoller.pollFor(function, call);
    return DeleteFunctionConcurrencyResponse.builder().build();
  }

  private static GetFunctionConcurrencyResponse reserved(
      GetFunctionConcurrencyRequest request, Call call) {
    return GetFunctionConcurrencyResponse.builder()
        .reservedConcurrentExecutions(
            Lambda.of(call)
                .function(FunctionName.of(request.functionName()), call)
                .reservedConcurrency)
        .build();
  }
}
