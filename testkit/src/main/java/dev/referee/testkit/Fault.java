package dev.referee.testkit;

import java.time.Duration;
import java.util.Optional;

/**
 * A fault in the calls to an {@link EmbeddedAccount}.
 *
 * <p>It hits every call of the account until it is cleared, unless {@link #on} and {@link #times}
 * say otherwise: {@code Fault.throttle().on("ec2", "DescribeInstances").times(2)}. Errors have the
 * code, the status and the form that the called service has for them.
 *
 * <p>Immutable.
 *
 * @param kind what goes wrong
 * @param time how long it takes, in real time, for what takes time
 * @param status the HTTP status of {@link Kind#ERROR} and {@link Kind#STATUS}; 200 otherwise
 * @param text the code of {@link Kind#ERROR}, the body of {@link Kind#BODY}, the path of {@link
 *     Kind#MISSING_MEMBER}; empty otherwise
 * @param service the signing name of the service that it hits; empty for all
 * @param operation the operation that it hits; empty for all
 * @param calls how many calls it hits; {@link Integer#MAX_VALUE} until it is cleared
 */
public record Fault(
    Kind kind,
    Duration time,
    int status,
    String text,
    String service,
    String operation,
    int calls) {

  /** The kinds of faults. */
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
    EMPTY,
    /** The service answers with an error of any code and status. */
    ERROR,
    /** The answer is 200 with a request id and a body that is not the service's. */
    BODY,
    /** The answer is 200 with a request id and a well-formed page of somebody else. */
    FOREIGN_PAGE,
    /** The answer is 200, and is that of another operation of the service. */
    OTHER_OPERATION,
    /** The service's own error document comes with status 200. */
    ERROR_DOCUMENT,
    /** The answer comes with another status. */
    STATUS,
    /** The answer lacks a member. */
    MISSING_MEMBER
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

  /**
   * Returns a fault: the service answers with an error.
   *
   * @param code the error's code, as the service puts it on the wire: {@code NoSuchEntity}
   * @param status the HTTP status: 400 and above
   */
  public static Fault error(String code, int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("An error has a status of 400 to 599, not " + status);
    }
    return of(Kind.ERROR, status, code);
  }

  /** Returns a fault: 200 with a request id, and no body. */
  public static Fault emptyBody() {
    return body("");
  }

  /**
   * Returns a fault: 200 with a request id, and this body.
   *
   * @param body what comes instead of an answer, such as <code>{}</code>
   */
  public static Fault body(String body) {
    return of(Kind.BODY, 200, body);
  }

  /**
   * Returns a fault: 200 with a request id, and a page that is well formed and not the service's,
   * as a proxy's sign-in page is.
   */
  public static Fault foreignPage() {
    return of(Kind.FOREIGN_PAGE, Duration.ZERO);
  }

  /** Returns a fault: 200, and the answer to another operation of the same service. */
  public static Fault otherOperation() {
    return of(Kind.OTHER_OPERATION, Duration.ZERO);
  }

  /** Returns a fault: the service's document of an error, with status 200. */
  public static Fault errorDocument() {
    return of(Kind.ERROR_DOCUMENT, Duration.ZERO);
  }

  /**
   * Returns a fault: the answer comes with this HTTP status. 204 and 304 have no body, nor have the
   * statuses of redirection; all others come with the body of the right answer.
   *
   * @param status the status, such as 204 or 206
   */
  public static Fault status(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("An answer has a status of 200 to 599, not " + status);
    }
    return of(Kind.STATUS, status, "");
  }

  /**
   * Returns a fault: the answer lacks a member that AWS sends.
   *
   * @param path the member, as the SDK names it, from the response on: {@code
   *     Reservations[0].Instances[0].State}; an answer that does not have it comes as it is
   */
  public static Fault missingMember(String path) {
    return of(Kind.MISSING_MEMBER, 200, path);
  }

  private static Fault of(Kind kind, Duration time) {
    return new Fault(kind, time, 200, "", "", "", Integer.MAX_VALUE);
  }

  private static Fault of(Kind kind, int status, String text) {
    return new Fault(kind, Duration.ZERO, status, text, "", "", Integer.MAX_VALUE);
  }

  /**
   * Returns this fault, for one service only.
   *
   * @param signingName the name that the service's calls are signed for, such as {@code ec2}
   */
  public Fault on(String signingName) {
    return new Fault(kind, time, status, text, signingName, "", calls);
  }

  /**
   * Returns this fault, for one operation only.
   *
   * @param signingName the name that the service's calls are signed for, such as {@code ec2}
   * @param operationName the operation, such as {@code DescribeInstances}
   */
  public Fault on(String signingName, String operationName) {
    return new Fault(kind, time, status, text, signingName, operationName, calls);
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
    return new Fault(kind, time, status, text, service, operation, count);
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
