package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * Stands where a call of an SDK client begins and ends: lets it begin only if it is declared,
 * reports its answer as evidence, and tells "could not see" from what AWS said. Thread-safe.
 */
final class Watch implements ExecutionInterceptor {
  private final Home home;

  Watch(Home home) {
    this.home = home;
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    Visit visit = home.visits().current();
    visit.prove(home::proveIdentity);
    visit.begin(Operation.of(attributes));
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    Visit visit = home.visits().current();
    String requestId = requestId(context.response(), visit);
    visit.end(requestId, account(context.response(), visit));
    if (requestId.isEmpty()) {
      home.forget(visit.call());
      throw new Inconclusive(
          Cause.UNREACHABLE,
          "Something answered %s that is not AWS: the answer has no request id"
              .formatted(visit.call().operation()),
          "Look for a proxy or a portal between this machine and AWS.",
          null);
    }
  }

  private static String account(SdkResponse response, Visit visit) {
    return response instanceof GetCallerIdentityResponse identity && identity.account() != null
        ? identity.account()
        : visit.account();
  }

  private static String requestId(SdkResponse response, Visit visit) {
    Answer answer = visit.call().answer();
    String inHeader = answer == null ? "" : answer.requestId().orElse("");
    return inHeader.isEmpty() && response instanceof AwsResponse aws
        ? known(aws.responseMetadata().requestId())
        : inHeader;
  }

  /** The SDK says UNKNOWN where there is none. */
  private static String known(@org.jspecify.annotations.Nullable String requestId) {
    return requestId == null || requestId.equals("UNKNOWN") ? "" : requestId;
  }

  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    Throwable thrown = context.exception();
    if (thrown instanceof Inconclusive || Thread.currentThread().isInterrupted()) {
      return thrown;
    }
    Visit visit = home.visits().current();
    if (thrown instanceof AwsServiceException said) {
      visit.end(known(said.requestId()), visit.account());
    } else {
      home.forget(visit.call());
    }
    return AwsErrors.explain(visit.call(), home.place(), thrown);
  }
}
