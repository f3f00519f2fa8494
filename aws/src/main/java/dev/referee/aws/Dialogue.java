package dev.referee.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** An exchange with AWS that no operation of an SDK client covers, for example over a WebSocket. */
@FunctionalInterface
public interface Dialogue {

  /**
   * Holds it, in the thread of the check.
   *
   * @param credentials those of the account
   * @return the result; this is what a tape keeps, so it must hold no secret
   * @throws dev.referee.Inconclusive when it could not be held for a reason that says nothing of
   *     the fix
   * @throws InterruptedException when the thread is interrupted
   */
  String hold(AwsCredentials credentials) throws InterruptedException;
}
