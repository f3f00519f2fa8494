package dev.referee.ssm;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.Dialogue;
import dev.referee.ssm.channel.DataChannel;
import dev.referee.ssm.channel.DataChannelException;
import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.ssm.channel.DataChannelOptions;
import dev.referee.ssm.channel.StartedSession;
import java.util.List;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The exchange in a started session: one command and its response.
 *
 * <p>The result is a word, followed by the message of the other side on a separate line.
 */
final class SessionCommand implements Dialogue {
  static final String OPEN_DATA_CHANNEL = "ssmmessages:OpenDataChannel";

  private static final String ANSWERED = "ANSWERED";
  private static final String ANSWERED_OTHERWISE = "ANSWERED_OTHERWISE";
  private static final String NO_KEY = "NO_KEY";
  private static final String NO_TLS = "NO_TLS";
  private static final int ATTEMPTS = 3;

  /** KMS's errors that are about the key that the session preferences name. */
  private static final ImmutableSet<String> OF_KEY =
      ImmutableSet.of(
          "DisabledException",
          "InvalidKeyUsageException",
          "KMSInvalidStateException",
          "NotFoundException");

  private final StartedSession session;
  private final String region;
  private final DataChannelOptions options;
  private final Nonce nonce;

  SessionCommand(StartedSession session, String region, DataChannelOptions options, Nonce nonce) {
    this.session = session;
    this.region = region;
    this.options = options;
    this.nonce = nonce;
  }

  @Override
  public String run(AwsCredentials credentials) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try (DataChannel channel = DataChannel.open(session, credentials, region, options)) {
        String output = channel.runInShell(nonce.command()).standardOutput();
        return nonce.isIn(output) ? ANSWERED : ANSWERED_OTHERWISE;
      } catch (DataChannelException e) {
        if (e.reason() != Reason.THROTTLED || attempt == ATTEMPTS) {
          return failed(e);
        }
      }
    }
  }

  /** Parts that differ between sessions are left out, so that equal results have equal texts. */
  private String failed(DataChannelException e) {
    if (e.getCause() instanceof Inconclusive why) {
      throw why;
    }
    if (e.getCause() instanceof AwsServiceException error) {
      if (!OF_KEY.contains(UnexpectedError.code(error))) {
        throw UnexpectedError.inconclusive(error);
      }
      return NO_KEY + "\n" + UnexpectedError.code(error);
    }
    if (e.getCause() instanceof SSLException) {
      return NO_TLS;
    }
    String message = e.peerText().orElse("").replace(session.sessionId(), "(session)");
    return e.reason() + "\n" + Redaction.of(message);
  }

  /** Returns the probe result. */
  static ProbeResult trial(String held) {
    List<String> parts = Splitter.on('\n').limit(2).splitToList(held);
    String word = parts.get(0);
    String message = parts.size() > 1 ? parts.get(1) : "";
    return switch (word) {
      case ANSWERED -> new ProbeResult.Reached("A session opened and a command answered.");
      case ANSWERED_OTHERWISE ->
          new ProbeResult.Refused(
              "A session opened, but its program does not respond like a shell.", "");
      case NO_KEY ->
          new ProbeResult.Refused(
              "KMS refuses a data key for the session: " + message + ".", "KMS " + message);
      case NO_TLS ->
          ProbeResult.Unseen.of(
              Cause.UNREACHABLE,
              "The data channel could not be opened: its address does not use TLS, or its"
                  + " certificate is not trusted");
      default -> trial(Reason.valueOf(word), message);
    };
  }

  private static ProbeResult trial(Reason reason, String message) {
    return switch (reason) {
      case CLOSED ->
          new ProbeResult.Refused(
              "A session started, but was closed before a command answered.", message);
      case AGENT_SILENT ->
          new ProbeResult.Silent("A session started, but the agent did not answer in time.");
      case COMMAND_TIMED_OUT ->
          new ProbeResult.Silent("A session opened, but no command answered in time.");
      case ACCESS_DENIED ->
          new ProbeResult.Unseen(
              new Inconclusive(
                  Cause.ACCESS_DENIED,
                  "Referee's credentials are not allowed " + OPEN_DATA_CHANNEL,
                  "Add " + OPEN_DATA_CHANNEL + " to the policy of the role that Referee uses.",
                  null));
      case THROTTLED ->
          ProbeResult.Unseen.of(Cause.THROTTLED, "AWS throttled the opening of the data channel");
      case OPEN_TIMED_OUT ->
          ProbeResult.Unseen.of(Cause.TIMED_OUT, "The data channel did not open in time");
      case UNREACHABLE ->
          ProbeResult.Unseen.of(
              Cause.UNREACHABLE, "The data channel could not be reached from where Referee runs");
      case DISCONNECTED, UNDELIVERED ->
          ProbeResult.Unseen.of(Cause.UNREACHABLE, "The data channel was interrupted");
      case MALFORMED, TOO_LARGE ->
          ProbeResult.Unseen.of(
              Cause.UNREACHABLE, "Referee cannot read the messages of the data channel");
      case UNSUPPORTED, ENCRYPTION ->
          ProbeResult.Unseen.of(
              Cause.MISCONFIGURED,
              "The session asks for something that Referee does not support (" + reason + ")");
    };
  }
}
