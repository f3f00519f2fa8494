package dev.referee.events;

import dev.referee.Check;
import dev.referee.spi.Arguments;

/** A builder of the check {@link EventsChecks#told}. Not thread-safe. */
public final class ToldBuilder {
  private final Arguments.Builder given = Told.KIND.arguments();

  ToldBuilder() {}

  /**
   * Sets the event: a call of an API that changes something, instead of the start of an instance.
   *
   * @param call a service and an action, such as {@code s3:DeleteBucket}
   * @throws IllegalArgumentException if it is not of that form
   */
  public ToldBuilder apiCall(String call) {
    given.set(Told.API_CALL, AwaitedEvent.apiCall(call));
    return this;
  }

  /**
   * Sets the event: an EC2 instance changes to a state.
   *
   * @param state such as {@code stopped}
   */
  public ToldBuilder instanceState(String state) {
    given.set(Told.STATE, state);
    return this;
  }

  /**
   * Sets the event by a sample.
   *
   * @param json an event of EventBridge, with {@code source}, {@code detail-type} and {@code
   *     detail}
   * @throws IllegalArgumentException if it is not an event
   */
  public ToldBuilder sampleEvent(String json) {
    given.set(Told.SAMPLE, AwaitedEvent.sample(json));
    return this;
  }

  /**
   * Sets the e-mail address, phone number, URL or ARN that has to be subscribed; any by default.
   */
  public ToldBuilder recipient(String endpoint) {
    given.set(Told.RECIPIENT, endpoint);
    return this;
  }

  /** Sets the domain of the e-mail address that has to be subscribed; any by default. */
  public ToldBuilder domain(String name) {
    given.set(Told.DOMAIN, name);
    return this;
  }

  /** Sets how the person is told, by SNS's name of the protocol; {@code email} by default. */
  public ToldBuilder protocol(String name) {
    given.set(Told.PROTOCOL, name);
    return this;
  }

  /** Requires that the rule matches no other events. */
  public ToldBuilder onlyThis() {
    given.set(Told.ONLY_THIS, true);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if several events are set
   */
  public Check build() {
    return given.check();
  }
}
