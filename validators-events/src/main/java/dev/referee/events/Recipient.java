package dev.referee.events;

import com.google.common.base.Ascii;
import java.util.Set;
import software.amazon.awssdk.services.sns.model.Subscription;

/**
 * The person who has to be told, by the subscriptions that reach them.
 *
 * @param protocol how: {@code email}, {@code sms}, {@code https}, {@code sqs} or {@code lambda}
 * @param endpoint the e-mail address, phone number, URL or ARN; empty for any
 * @param domain the domain of the e-mail address; empty for any
 */
record Recipient(String protocol, String endpoint, String domain) {
  private static final Set<String> MAIL = Set.of("email", "email-json");

  /** Returns whether a subscription reaches this person, once it is confirmed. */
  boolean isReachedBy(Subscription subscription) {
    String address = subscription.endpoint();
    boolean same =
        protocol.equals("email")
            ? MAIL.contains(subscription.protocol())
            : protocol.equals(subscription.protocol());
    return same
        && (endpoint.isEmpty() || Ascii.equalsIgnoreCase(address, endpoint))
        && (domain.isEmpty()
            || Ascii.toLowerCase(address).endsWith("@" + Ascii.toLowerCase(domain)));
  }

  /** Returns a noun phrase such as {@code player@example.com}. */
  @Override
  public String toString() {
    if (!endpoint.isEmpty()) {
      return endpoint;
    }
    return domain.isEmpty() ? "somebody" : "somebody at " + domain;
  }

  /** Returns the kind of subscription that reaches this person, as a noun phrase. */
  String subscription() {
    String kind =
        protocol.equals("email") ? "an e-mail subscription" : "a subscription by " + protocol;
    return endpoint.isEmpty() && domain.isEmpty() ? kind : "%s for %s".formatted(kind, this);
  }
}
