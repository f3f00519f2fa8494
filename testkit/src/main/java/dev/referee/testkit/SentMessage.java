package dev.referee.testkit;

import java.time.Instant;

/**
 * A message that an {@link EmbeddedAccount} sent out of AWS, for example an e-mail. Immutable.
 *
 * @param time when it was sent
 * @param protocol how: {@code email}, {@code email-json}, {@code sms}, {@code http} or {@code
 *     https}
 * @param recipient the e-mail address, the phone number or the URL
 * @param subject the subject of an e-mail; empty otherwise
 * @param body the text
 */
public record SentMessage(
    Instant time, String protocol, String recipient, String subject, String body) {

  /** Returns the message as a person reads it. */
  @Override
  public String toString() {
    return "%s %s to %s%s%n%s"
        .formatted(
            time, protocol, recipient, subject.isEmpty() ? "" : ": " + subject, body.indent(2));
  }
}
