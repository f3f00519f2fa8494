package dev.referee.aws;

import dev.referee.Evidence;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkResponse;

/** A call of an SDK client, with all its attempts. Only for the thread that judges. */
final class SdkCall {
  private final Operation operation;
  private final boolean active;
  private @Nullable Class<?> request;
  private DeferredSigV4AuthScheme.@Nullable Signature signature;
  private @Nullable RequestAttempt attempt;
  private @Nullable BufferedResponse answer;
  private @Nullable SdkResponse parsed;
  private @Nullable String requestId;
  private boolean ended;

  SdkCall(Operation operation, boolean active) {
    this.operation = operation;
    this.active = active;
  }

  Operation operation() {
    return operation;
  }

  boolean isActive() {
    return active;
  }

  /** Notes the class of the request, which determines what the SDK makes of a response. */
  void isOf(Class<?> requests) {
    request = requests;
  }

  /** Notes that the next request needs a signature if it is sent. */
  void needs(DeferredSigV4AuthScheme.Signature asked) {
    signature = asked;
  }

  /** Returns the signature that the next request needs; null if it has one, or needs none. */
  DeferredSigV4AuthScheme.@Nullable Signature takeSignature() {
    DeferredSigV4AuthScheme.@Nullable Signature taken = signature;
    signature = null;
    return taken;
  }

  void asks(RequestAttempt now) {
    attempt = now;
    answer = null;
    parsed = null;
  }

  void isAnswered(BufferedResponse given) {
    answer = given;
    parsed = request == null ? null : given.parsed(request).orElse(null);
  }

  /** Returns whether the SDK has already parsed the response, so that it need not again. */
  boolean isParsed() {
    return parsed != null;
  }

  /**
   * Returns the response object for the check.
   *
   * @param made the object that the SDK made; kept for others if it is not the first
   */
  SdkResponse response(SdkResponse made) {
    if (parsed != null) {
      return parsed;
    }
    if (request != null && answer != null && answer.isComplete()) {
      answer.keep(request, made);
    }
    return made;
  }

  /** Accepts a response that is known to be unreadable. */
  void isAnswered(BufferedResponse given, String itsRequestId) {
    answer = given;
    requestId = itsRequestId;
  }

  Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }

  @Nullable RequestAttempt attempt() {
    return attempt;
  }

  /** Returns the result of the last attempt, which ends the call unless there is another. */
  @Nullable BufferedResponse answer() {
    return answer;
  }

  /** Ends the call with the request and the response of an equal one. */
  void repeats(SdkCall other) {
    attempt = other.attempt;
    answer = other.answer;
    ended = true;
  }

  /** Ends the call, and returns whether that is new. */
  boolean end() {
    boolean was = ended;
    ended = true;
    return !was;
  }

  /**
   * Returns the last response as evidence; empty if there was none.
   *
   * @param accountId the account that responded
   */
  Optional<Evidence> evidence(String requestId, String accountId) {
    return Optional.ofNullable(answer)
        .map(
            it ->
                new Evidence(
                    operation.service(),
                    operation.name(),
                    accountId,
                    operation.region(),
                    it.host(),
                    it.status(),
                    requestId,
                    it.at(),
                    it.digest()));
  }
}
