package dev.referee.ssm.channel;

import static java.util.Objects.requireNonNull;

/**
 * The response of {@code ssm:StartSession}. Immutable.
 *
 * <p>Its text contains the session and its target, but neither the address nor the token.
 */
public final class StartedSession {
  private final String sessionId;
  private final String target;
  private final String streamUrl;
  private final String tokenValue;

  private StartedSession(String sessionId, String target, String streamUrl, String tokenValue) {
    this.sessionId = requireNonNull(sessionId, "sessionId");
    this.target = requireNonNull(target, "target");
    this.streamUrl = requireNonNull(streamUrl, "streamUrl");
    this.tokenValue = requireNonNull(tokenValue, "tokenValue");
  }

  /**
   * Makes one.
   *
   * @param sessionId the id of the session
   * @param target what the session was started to, such as an instance id; keys are bound to it
   * @param streamUrl the address of the data channel
   * @param tokenValue the secret that opens it
   */
  public static StartedSession of(
      String sessionId, String target, String streamUrl, String tokenValue) {
    return new StartedSession(sessionId, target, streamUrl, tokenValue);
  }

  /** Returns the id of the session. */
  public String sessionId() {
    return sessionId;
  }

  /** Returns the target of the session. */
  public String target() {
    return target;
  }

  String streamUrl() {
    return streamUrl;
  }

  String tokenValue() {
    return tokenValue;
  }

  @Override
  public String toString() {
    return "StartedSession{" + sessionId + " to " + target + "}";
  }
}
