package dev.referee.testkit;

import java.time.Duration;
import java.util.Optional;

/**
 * Is something that goes wrong with calls to an {@link EmbeddedAccount}.
 *
 * <p>It hits every call of the account until it is cleared, unless {@link #on} and {@link #times}
 * say otherwise: {@code Fault.throttle().on("ec2", "DescribeInstances").times(2)}. Errors have the
 * code, the status and the form that the called service has for them.
 *
 * <p>Immutable.
 *
 * @param kind what goes wrong
 * @param time how long it takes, in real time, for what takes time
 * @param service the signing name of the service that it hits; empty for all
 * @param operation the operation that it hits; empty for all
 * @param calls how many calls it hits; {@link Integer#MAX_VALUE} until it is cleared
 */
public record Fault(Kind kind, Duration time, String service, String operation, int calls) {

  /** What can go wrong. */
  public enum Kind {
    /** The service says that there were too many calls. */
    THROTTLE,
    /** The service says that the caller may not. */
    DENY,
    /** The service says that the caller's session is over. */
    EXPIRED_TOKEN,
    /** The answer comes late. */
    STALL,
    /** The connection is closed; there is no answer. */
    HANG_UP,
    /** The connection ends in the middle of the answer's body. */
    BREAK_OFF,
    /** The answer's body comes in drops. */
    SLOW_BODY,
    /** The service fails: 500. */
    INTERNAL_ERROR,
    /** The service is overloaded: 503. */
    UNAVAILABLE,
    /** The answer is 200 with bytes that are not of the service's protocol. */
    GARBAGE,
    /** The answer is 200, well formed, and says nothing. */
    EMPTY
  }

  /** Returns a fault: too many calls. */
  public static Fault throttle() {
    return of(Kind.THROTTLE, Duration.ZERO);
  }

  /** Returns a fault: the caller may not. */
  public static Fault deny() {
    return of(Kind.DENY, Duration.ZERO);
  }

  /** Returns a fault: the caller's session is over. */
  public static Fault expiredToken() {
    return of(Kind.EXPIRED_TOKEN, Duration.ZERO);
  }

  /**
   * Returns a fault: the answer comes late, by real time.
   *
   * @param time how late
   */
  public static Fault stall(Duration time) {
    return of(Kind.STALL, time);
  }

  /** Returns a fault: the connection is closed before an answer. */
  public static Fault hangUp() {
    return of(Kind.HANG_UP, Duration.ZERO);
  }

  /** Returns a fault: the connection ends in the middle of the body. */
  public static Fault breakOff() {
    return of(Kind.BREAK_OFF, Duration.ZERO);
  }

  /**
   * Returns a fault: the body comes in drops, by real time.
   *
   * @param time how long the whole body takes
   */
  public static Fault slowBody(Duration time) {
    return of(Kind.SLOW_BODY, time);
  }

  /** Returns a fault: 500. */
  public static Fault internalError() {
    return of(Kind.INTERNAL_ERROR, Duration.ZERO);
  }

  /** Returns a fault: 503. */
  public static Fault unavailable() {
    return of(Kind.UNAVAILABLE, Duration.ZERO);
  }

  /** Returns a fault: 200 with bytes that are no answer. */
  public static Fault garbage() {
    return of(Kind.GARBAGE, Duration.ZERO);
  }

  /** Returns a fault: 200 with an answer that says nothing. */
  public static Fault empty() {
    return of(Kind.EMPTY, Duration.ZERO);
  }

  private static Fault of(Kind kind, Duration time) {
    return new Fault(kind, time, "", "", Integer.MAX_VALUE);
  }

  /**
   * Returns this fault, for one service only.
   *
   * @param signingName the name that the service's calls are signed for, such as {@code ec2}
   */
  public Fault on(String signingName) {
    return new Fault(kind, time, signingName, "", calls);
  }

  /**
   * Returns this fault, for one operation only.
   *
   * @param signingName the name that the service's calls are signed for, such as {@code ec2}
   * @param operationName the operation, such as {@code DescribeInstances}
   */
  public Fault on(String signingName, String operationName) {
    return new Fault(kind, time, signingName, operationName, calls);
  }

  /**
   * Returns this fault, for the next calls only.
   *
   * @param count how many calls it hits; at least one
   */
  public Fault times(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A fault hits at least one call, not " + count);
    }
    return new Fault(kind, time, service, operation, count);
  }

  /**
   * Says whether this fault hits a call.
   *
   * @param calledService the called service's signing name
   * @param calledOperation the called operation
   */
  public boolean concerns(String calledService, String calledOperation) {
    return (service.isEmpty() || service.equals(calledService))
        && (operation.isEmpty() || operation.equals(calledOperation));
  }

  /** Returns what is left of this fault after it hit one call. */
  public Optional<Fault> afterOne() {
    if (calls == Integer.MAX_VALUE) {
      return Optional.of(this);
    }
    return calls == 1 ? Optional.empty() : Optional.of(times(calls - 1));
  }
}
