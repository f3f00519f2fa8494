package dev.referee.aws;

import dev.referee.Inconclusive;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * An HTTP API that belongs to an account but has no SDK client, such as the API server of an EKS
 * cluster: who sends its requests, how they are authenticated, and what its responses mean.
 *
 * <p>For implementation by modules that read such an API with {@link Account#send}. Thread-safe.
 */
public interface ApiProtocol {

  /** Returns its name in permissions and evidence, for example {@code kubernetes}. */
  String service();

  /** Returns the client that sends requests; it follows no redirects. */
  SdkHttpClient client();

  /**
   * Returns a request with its authentication. Called only if the request is sent, so that neither
   * the cache of a sweep nor a tape contains a secret.
   *
   * @param request the request
   * @param credentials the credentials of the account
   * @param clock the clock of the account
   */
  SdkHttpRequest authenticated(SdkHttpRequest request, AwsCredentials credentials, Clock clock);

  /** Returns the id that the API gave to the request; empty if the response has none. */
  Optional<String> requestId(ApiResponse response);

  /**
   * Returns why a response says nothing of the fix, for example because access was denied, or
   * because somebody else sent it; empty if it is a definite answer, which may be an error.
   *
   * @param operation the operation, for messages
   */
  Optional<Inconclusive> problem(String operation, ApiResponse response);

  /**
   * Returns what to report if no complete response arrived.
   *
   * @param operation the operation, for messages
   * @param failure the failure of the last attempt, with a message for the organiser
   */
  Inconclusive unreachable(String operation, IOException failure);
}
