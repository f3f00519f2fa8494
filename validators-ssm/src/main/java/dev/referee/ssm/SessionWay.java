package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.ssm.channel.DataChannelOptions;
import dev.referee.ssm.channel.DataKey;
import dev.referee.ssm.channel.DataKeys;
import dev.referee.ssm.channel.StartedSession;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.StartSessionResponse;
import software.amazon.awssdk.services.ssm.model.TargetNotConnectedException;

/**
 * Opens a session, has a command answer, and terminates the session in every case.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html">StartSession</a>
 */
final class SessionWay implements Trial.Way {
  static final Permissions ACTS =
      Permissions.none()
          .acting(
              "kms:GenerateDataKey",
              "ssm:StartSession",
              "ssm:TerminateSession",
              SessionTalk.OPEN_DATA_CHANNEL);

  private static final String REASON = "Referee proves that a session opens";

  private final Account account;
  private final SsmClient ssm;
  private final Instant now;
  private final DataChannelOptions options;

  SessionWay(Account account, Instant now, Duration within) {
    this.account = account;
    this.ssm = account.client(SsmClient::builder);
    this.now = now;
    DataChannelOptions.Builder made =
        DataChannelOptions.builder()
            .openTimeout(within.dividedBy(4))
            .handshakeTimeout(within.dividedBy(2))
            .commandTimeout(within.dividedBy(4))
            .dataKeys(this::dataKey);
    if (account.endpoint().filter(it -> "http".equals(it.getScheme())).isPresent()) {
      made.allowPlaintext();
    }
    this.options = made.build();
  }

  @Override
  public Trial to(String instanceId, boolean windows) throws InterruptedException {
    StartSessionResponse started;
    try {
      started = ssm.startSession(request -> request.target(instanceId).reason(REASON));
    } catch (TargetNotConnectedException e) {
      return new Trial.NotConnected("Systems Manager says that it is not connected.");
    } catch (SsmException e) {
      String code = nullToEmpty(e.awsErrorDetails().errorCode());
      return new Trial.Refused("Systems Manager refuses to start a session: " + code + ".", "");
    }
    return Leftovers.ended(
        account,
        () -> talk(instanceId, started),
        () -> ssm.terminateSession(request -> request.sessionId(started.sessionId())),
        any -> true);
  }

  private Trial talk(String instanceId, StartSessionResponse started) throws InterruptedException {
    SessionTalk talk =
        new SessionTalk(
            StartedSession.of(
                started.sessionId(), instanceId, started.streamUrl(), started.tokenValue()),
            account.region().id(),
            options,
            Nonce.of(now, instanceId));
    return SessionTalk.trial(
        account.hold(SessionTalk.OPEN_DATA_CHANNEL, started.sessionId(), address(started), talk));
  }

  private static URI address(StartSessionResponse started) {
    try {
      URI address = new URI(nullToEmpty(started.streamUrl()));
      if (address.getHost() != null && nullToEmpty(address.getScheme()).startsWith("ws")) {
        return address;
      }
    } catch (URISyntaxException e) {
      // It is not repeated: it may hold a signature.
    }
    throw new Inconclusive(
        Cause.UNREACHABLE, "The session was given an address that is none of a data channel");
  }

  private DataKey dataKey(String keyId, Map<String, String> context) {
    GenerateDataKeyResponse made =
        account
            .client(KmsClient::builder)
            .generateDataKey(
                request ->
                    request.keyId(keyId).numberOfBytes(DataKeys.LENGTH).encryptionContext(context));
    return DataKey.of(made.plaintext().asByteArray(), made.ciphertextBlob().asByteArray());
  }
}
