package dev.referee.ssm.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exception for a session that did not open or a command that did not respond.
 *
 * <p>Its message is ours and holds no secret; what the other side wrote is only in {@link
 * #peerText}.
 */
public final class DataChannelException extends Exception {
  private static final long serialVersionUID = 1;

  /** The reasons for a failure, of which the first to occur is reported. */
  public enum Reason {
    /** The service refused to open the data channel for these credentials. */
    ACCESS_DENIED,
    /** The service refused to open the data channel because it was asked too often. */
    THROTTLED,
    /** The service could not be reached, or answered something else than a WebSocket. */
    UNREACHABLE,
    /** The WebSocket did not open in time. */
    OPEN_TIMED_OUT,
    /** The WebSocket opened, and no agent spoke or finished its handshake in time. */
    AGENT_SILENT,
    /** The agent spoke, and the command did not come to its end in time. */
    COMMAND_TIMED_OUT,
    /** The other side said that the session is over; {@link #peerText} may say why. */
    CLOSED,
    /** The connection broke or was closed without a word. */
    DISCONNECTED,
    /** What was sent was never acknowledged. */
    UNDELIVERED,
    /** What was received breaks the protocol. */
    MALFORMED,
    /** What was received is more than was allowed. */
    TOO_LARGE,
    /** The agent asks for what this client does not do, such as forwarding a port. */
    UNSUPPORTED,
    /** The session has to be encrypted, and no key could be had or agreed on. */
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

  /** Returns why. */
  public Reason reason() {
    return reason;
  }

  /** Returns what the other side said of it, cut off where it is too long; not to be trusted. */
  public Optional<String> peerText() {
    return Optional.ofNullable(peerText);
  }
}
