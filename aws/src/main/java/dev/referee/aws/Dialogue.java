package dev.referee.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** An exchange with AWS that no operation of an SDK client covers, for example over a WebSocket. */
@FunctionalInterface
public interface Dialogue {

  /**
   * Runs the exchange, in the thread of the check.
   *
   * @param credentials the credentials of the account
   * @return the result, which is stored on a tape, so it must not contain a secret
   * @throws dev.referee.Inconclusive if it failed for a reason that says nothing of the fix
   * @throws InterruptedException if the thread is interrupted
   */
  String run(AwsCredentials credentials) throws InterruptedException;
}
