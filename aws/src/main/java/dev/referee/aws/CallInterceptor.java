package dev.referee.aws;

import dev.referee.Inconclusive;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * An interceptor of the calls of an SDK client. It lets a call begin only if it is declared,
 * reports the response as evidence, and distinguishes "could not see" from definite errors.
 * Thread-safe.
 */
final class CallInterceptor implements ExecutionInterceptor {
  private final AccountContext home;

  CallInterceptor(AccountContext home) {
    this.home = home;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    home.begin(home.visits().current(), Operation.of(attributes));
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    CheckSession visit = home.visits().current();
    String requestId = requestId(context.response(), visit);
    String account = account(context.response(), visit);
    Optional<String> fault = fault(context.response(), requestId, visit.call().operation());
    if (fault.isPresent()) {
      Inconclusive foreign = ResponseFormat.foreign(visit.call().operation(), fault.get());
      end(visit, requestId, account, foreign);
      throw foreign;
    }
    end(visit, requestId, account, null);
  }

  private void end(
      CheckSession visit, String requestId, String account, @Nullable Inconclusive failure) {
    if (visit.end(requestId, account)) {
      home.ended(visit, requestId, failure);
    }
  }

  private static Optional<String> fault(
      SdkResponse response, String requestId, Operation operation) {
    if (requestId.isEmpty()) {
      return Optional.of("the response has no request ID");
    }
    return ResponseMembers.lackIn(response, operation)
        ? Optional.of("the response has no members of this operation")
        : RequiredMembers.lackingIn(response)
            .map(member -> "the response has no " + member + ", which AWS always sends");
  }

  private static String account(SdkResponse response, CheckSession visit) {
    return response instanceof GetCallerIdentityResponse identity && identity.account() != null
        ? identity.account()
        : visit.account();
  }

  private static String requestId(SdkResponse response, CheckSession visit) {
    return inHeader(visit.call())
        .orElseGet(
            () ->
                response instanceof AwsResponse aws
                    ? known(aws.responseMetadata().requestId())
                    : "");
  }

  private static Optional<String> inHeader(CheckSession.Call call) {
    return Optional.ofNullable(call.answer()).flatMap(BufferedResponse::requestId);
  }

  /** The SDK says UNKNOWN if there is none. */
  private static String known(@Nullable String requestId) {
    return requestId == null || requestId.equals("UNKNOWN") ? "" : requestId;
  }

  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    Throwable thrown = context.exception();
    CheckSession visit = home.visits().current();
    CheckSession.Call call = visit.call();
    Throwable explained =
        thrown instanceof Inconclusive
            ? thrown
            : AwsErrors.explain(call.operation(), call.answer() != null, home.place(), thrown);
    @Nullable Inconclusive failure = explained instanceof Inconclusive could ? could : null;
    String requestId =
        thrown instanceof AwsServiceException said
            ? known(said.requestId())
            : call.requestId().or(() -> inHeader(call)).orElse("");
    end(visit, requestId, visit.account(), failure);
    if (Thread.currentThread().isInterrupted()) {
      return thrown; // an interrupted thread must not continue its check
    }
    if (failure != null) {
      throw failure; // the SDK accepts only the same type from an interceptor
    }
    return explained;
  }
}
