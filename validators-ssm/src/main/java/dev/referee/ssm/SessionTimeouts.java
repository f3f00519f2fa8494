package dev.referee.ssm;

import java.time.Duration;

/**
 * The time limits of a session.
 *
 * @param open the time until its data channel is open
 * @param silence the time from then until its agent is ready
 * @param command the time from then until the command has answered
 */
record SessionTimeouts(Duration open, Duration silence, Duration command) {
  /** Divides the time of a proof. */
  static SessionTimeouts of(Duration within) {
    return new SessionTimeouts(within.dividedBy(4), within.dividedBy(2), within.dividedBy(4));
  }
}
