package dev.referee.aws;

import dev.referee.Evidence;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of an SDK client, with all its attempts. */
final class SdkCall {
  private final Operation operation;
  private final boolean active;
  private @Nullable RequestAttempt attempt;
  private @Nullable BufferedResponse answer;
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

  void asks(RequestAttempt now) {
    attempt = now;
    answer = null;
  }

  void isAnswered(BufferedResponse given) {
    answer = given;
  }

  /** Takes an answer of which it is known already that it cannot be understood. */
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

  /** Returns what the last attempt brought; with it the call ends, unless there is another. */
  @Nullable BufferedResponse answer() {
    return answer;
  }

  /** Ends the call, and returns whether that is new. */
  boolean end() {
    boolean was = ended;
    ended = true;
    return !was;
  }

  /**
   * Returns the last answer as evidence; empty where there was none.
   *
   * @param accountId whose it is
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
