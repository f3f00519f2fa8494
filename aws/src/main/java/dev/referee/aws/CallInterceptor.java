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
    CheckSession session = home.sessions().current();
    home.begin(session, Operation.of(attributes));
    session.call().isOf(context.request().getClass());
  }

  @Override
  public SdkResponse modifyResponse(
      Context.ModifyResponse context, ExecutionAttributes attributes) {
    return home.sessions().current().call().response(context.response());
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    CheckSession session = home.sessions().current();
    String requestId = requestId(context.response(), session);
    String account = account(context.response(), session);
    Optional<String> fault = fault(context.response(), requestId, session.call());
    if (fault.isPresent()) {
      Inconclusive foreign = ResponseFormat.foreign(session.call().operation(), fault.get());
      end(session, requestId, account, foreign);
      throw foreign;
    }
    end(session, requestId, account, null);
  }

  private void end(
      CheckSession session, String requestId, String account, @Nullable Inconclusive failure) {
    if (session.end(requestId, account)) {
      home.ended(session, requestId, failure);
    }
  }

  /** An answer that many checks share is looked at once. */
  private static Optional<String> fault(SdkResponse response, String requestId, SdkCall call) {
    BufferedResponse answer = call.answer();
    if (answer != null && answer.isComplete()) {
      return Optional.empty();
    }
    Optional<String> fault = fault(response, requestId, call.operation());
    if (answer != null && fault.isEmpty()) {
      answer.foundComplete();
    }
    return fault;
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

  private static String account(SdkResponse response, CheckSession session) {
    return response instanceof GetCallerIdentityResponse identity && identity.account() != null
        ? identity.account()
        : session.account();
  }

  private static String requestId(SdkResponse response, CheckSession session) {
    return inHeader(session.call())
        .orElseGet(
            () ->
                response instanceof AwsResponse aws
                    ? known(aws.responseMetadata().requestId())
                    : "");
  }

  private static Optional<String> inHeader(SdkCall call) {
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
    CheckSession session = home.sessions().current();
    SdkCall call = session.call();
    Throwable explained =
        thrown instanceof Inconclusive
            ? thrown
            : AwsErrors.explain(call.operation(), call.answer() != null, home.place(), thrown);
    @Nullable Inconclusive failure = explained instanceof Inconclusive could ? could : null;
    String requestId =
        thrown instanceof AwsServiceException said
            ? known(said.requestId())
            : call.requestId().or(() -> inHeader(call)).orElse("");
    end(session, requestId, session.account(), failure);
    if (Thread.currentThread().isInterrupted()) {
      return thrown; // an interrupted thread must not continue its check
    }
    if (failure != null) {
      throw failure; // the SDK accepts only the same type from an interceptor
    }
    return explained;
  }
}
