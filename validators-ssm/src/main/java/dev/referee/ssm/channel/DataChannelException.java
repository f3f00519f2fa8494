package dev.referee.ssm.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exception for a session that did not open or a command that did not respond.
 *
 * <p>Its message contains no secrets; text of the other side is only in {@link #peerText}.
 */
public final class DataChannelException extends Exception {
  private static final long serialVersionUID = 1;

  /** The reasons for a failure; the first one is reported. */
  public enum Reason {
    /** The service refused to open the data channel for these credentials. */
    ACCESS_DENIED,
    /** The service refused to open the data channel because of throttling. */
    THROTTLED,
    /** The service could not be reached, or did not open a WebSocket. */
    UNREACHABLE,
    /** The WebSocket did not open in time. */
    OPEN_TIMED_OUT,
    /** The WebSocket opened, but no agent sent anything or finished its handshake in time. */
    AGENT_SILENT,
    /** The agent responded, but the command did not end in time. */
    COMMAND_TIMED_OUT,
    /** The other side closed the session; {@link #peerText} may say why. */
    CLOSED,
    /** The connection failed or was closed without a message. */
    DISCONNECTED,
    /** A sent message was never acknowledged. */
    UNDELIVERED,
    /** A received message violates the protocol. */
    MALFORMED,
    /** More was received than allowed. */
    TOO_LARGE,
    /** The agent requests something that this client does not support, such as port forwarding. */
    UNSUPPORTED,
    /** The session has to be encrypted, but no key could be obtained or negotiated. */
    ENCRYPTION
  }

  private static final int LONGEST_PEER_TEXT = 4096;

  private final Reason reason;
  private final @Nullable String peerText;

  private DataChannelException(
      Reason reason, String message, @Nullable String peerText, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.peerText =
        peerText == null || peerText.length() <= LONGEST_PEER_TEXT
            ? peerText
            : peerText.substring(0, LONGEST_PEER_TEXT);
  }

  static DataChannelException of(Reason reason, String message) {
    return new DataChannelException(reason, message, null, null);
  }

  static DataChannelException of(Reason reason, String message, @Nullable Throwable cause) {
    return new DataChannelException(reason, message, null, cause);
  }

  static DataChannelException said(Reason reason, String message, String peerText) {
    return new DataChannelException(reason, message, peerText.isEmpty() ? null : peerText, null);
  }

  static DataChannelException malformed(String message) {
    return of(Reason.MALFORMED, message);
  }

  /** Returns the reason. */
  public Reason reason() {
    return reason;
  }

  /** Returns the message of the other side, truncated if it is too long; untrusted. */
  public Optional<String> peerText() {
    return Optional.ofNullable(peerText);
  }
}
