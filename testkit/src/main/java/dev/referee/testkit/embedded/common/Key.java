package dev.referee.testkit.embedded.common;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key with the identity of its caller.
 *
 * @param accessKeyId what a signature names
 * @param secret the secret half
 * @param sessionToken the token of a temporary key; absent for a lasting one
 * @param expires until when a temporary key is good; absent for a lasting one
 * @param accountId the caller's account
 * @param principalArn who calls
 * @param userId the caller's unique id
 * @param session the limits and tags of a role's session
 */
public record Key(
    String accessKeyId,
    String secret,
    @Nullable String sessionToken,
    @Nullable Instant expires,
    String accountId,
    String principalArn,
    String userId,
    SessionContext session) {

  /** Creates the lasting access key of a user. */
  public static Key lasting(
      String accessKeyId, String secret, String accountId, String userArn, String userId) {
    return new Key(
        accessKeyId, secret, null, null, accountId, userArn, userId, SessionContext.NONE);
  }

  /** Returns whether it is the temporary key of a user, and not of a role's session. */
  boolean isOfUserSession() {
    return sessionToken != null && !principalArn.contains(":assumed-role/");
  }

  /**
   * Returns whether the key is no good for a service: the temporary key of a user without MFA calls
   * nothing of IAM, and of STS only two operations.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html">GetSessionToken</a>
   */
  public boolean refuses(String service, String operation) {
    return isOfUserSession()
        && (service.equals("iam")
            || (service.equals("sts")
                && !operation.equals("AssumeRole")
                && !operation.equals("GetCallerIdentity")));
  }

  public boolean expired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  @Override
  public String toString() {
    return accessKeyId + " of " + principalArn;
  }
}
