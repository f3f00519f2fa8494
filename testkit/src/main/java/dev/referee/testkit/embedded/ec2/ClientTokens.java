package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests of one operation by their client tokens: a request that is repeated with
 * its token is answered as before and not done again.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html">Ensuring
 *     idempotency in Amazon EC2 API requests</a>
 */
final class ClientTokens<I, O> {
  private record Answered<I, O>(I request, O response) {}

  private final Map<String, Answered<I, O>> byToken = new HashMap<>();

  /** Returns the earlier result for the token, or executes the request. */
  O once(@Nullable String token, I request, Supplier<O> operation) {
    Answered<I, O> before = token == null ? null : byToken.get(token);
    if (before == null) {
      O response = operation.get();
      if (token != null) {
        byToken.put(token, new Answered<>(request, response));
      }
      return response;
    }
    if (!before.request().equals(request)) {
      throw new AwsError(
          400,
          "IdempotentParameterMismatch",
          "Arguments on this idempotent request are inconsistent with arguments used in previous"
              + " request(s).");
    }
    return before.response();
  }
}
