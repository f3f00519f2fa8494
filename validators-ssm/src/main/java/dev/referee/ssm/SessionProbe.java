package dev.referee.ssm;

import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.ssm.channel.DataChannelOptions;
import dev.referee.ssm.channel.DataKey;
import dev.referee.ssm.channel.DataKeys;
import dev.referee.ssm.channel.StartedSession;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.StartSessionResponse;
import software.amazon.awssdk.services.ssm.model.TargetNotConnectedException;

/**
 * A probe that opens a session, runs a command in it, and always terminates the session.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html">StartSession</a>
 */
final class SessionProbe implements ProbeResult.Way {
  static final String START = "ssm:StartSession";
  private static final String KEY = "kms:GenerateDataKey";

  static final Permissions ACTS =
      Permissions.none()
          .withActives(KEY, START, "ssm:TerminateSession", SessionCommand.OPEN_DATA_CHANNEL);

  private static final String REASON = "Referee proves that a session opens";

  private final Account account;
  private final SsmClient ssm;
  private final Instant now;
  private final DataChannelOptions options;

  SessionProbe(Account account, Instant now, SessionTimeouts limits) {
    this.account = account;
    this.ssm = account.client(SsmClient::builder);
    this.now = now;
    DataChannelOptions.Builder made =
        DataChannelOptions.builder()
            .openTimeout(limits.open())
            .handshakeTimeout(limits.silence())
            .commandTimeout(limits.command())
            .dataKeys(this::dataKey);
    if (account.endpoint().filter(uri -> "http".equals(uri.getScheme())).isPresent()) {
      made.allowPlaintext();
    }
    this.options = made.build();
  }

  @Override
  public ProbeResult to(String instanceId, boolean windows) throws InterruptedException {
    StartSessionResponse started;
    try {
      started = ssm.startSession(request -> request.target(instanceId).reason(REASON));
    } catch (TargetNotConnectedException e) {
      return new ProbeResult.NotConnected(
          "Systems Manager reports that the agent is not connected.");
    }
    String sessionId = Required.member(START, "SessionId", started.sessionId());
    return CleanUp.ended(
        account,
        () -> talk(instanceId, sessionId, started),
        () -> ssm.terminateSession(request -> request.sessionId(sessionId)),
        result -> true);
  }

  private ProbeResult talk(String instanceId, String sessionId, StartSessionResponse started)
      throws InterruptedException {
    URI address =
        StreamAddress.of(account, Required.member(START, "StreamUrl", started.streamUrl()));
    String token = Required.member(START, "TokenValue", started.tokenValue());
    SessionCommand talk =
        new SessionCommand(
            StartedSession.of(sessionId, instanceId, address.toString(), token),
            account.region().id(),
            options,
            Nonce.of(now, instanceId));
    return SessionCommand.trial(
        account.exchange(SessionCommand.OPEN_DATA_CHANNEL, sessionId, address, talk));
  }

  private DataKey dataKey(String keyId, Map<String, String> context) {
    GenerateDataKeyResponse made =
        account
            .client(KmsClient::builder)
            .generateDataKey(
                request ->
                    request.keyId(keyId).numberOfBytes(DataKeys.LENGTH).encryptionContext(context));
    byte[] plaintext = Required.member(KEY, "Plaintext", made.plaintext()).asByteArray();
    byte[] ciphertext = Required.member(KEY, "CiphertextBlob", made.ciphertextBlob()).asByteArray();
    if (plaintext.length != DataKeys.LENGTH) {
      throw Required.unreadable(KEY, "has a Plaintext of the wrong length");
    }
    return DataKey.of(plaintext, ciphertext);
  }
}
