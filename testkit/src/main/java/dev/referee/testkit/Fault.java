package dev.referee.testkit;

import java.time.Duration;
import java.util.Optional;

/**
 * A fault in the calls to an {@link EmbeddedAccount}.
 *
 * <p>It applies to every call of the account until it is cleared, unless {@link #on} and {@link
 * #times} say otherwise: {@code Fault.throttle().on("ec2", "DescribeInstances").times(2)}. Errors
 * have the code, the status and the format of the called service.
 *
 * <p>Immutable.
 *
 * @param kind the kind of the fault
 * @param time the delay in real time, for kinds with a delay
 * @param status the HTTP status of {@link Kind#ERROR} and {@link Kind#STATUS}; 200 otherwise
 * @param text the code of {@link Kind#ERROR}, the body of {@link Kind#BODY}, the path of {@link
 *     Kind#MISSING_MEMBER}; empty otherwise
 * @param service the signing name of the service that it applies to; empty for all
 * @param operation the operation that it applies to; empty for all
 * @param calls the number of calls that it applies to; {@link Integer#MAX_VALUE} until it is
 *     cleared
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
    /** The service throttles the call. */
    THROTTLE,
    /** The service denies the call. */
    DENY,
    /** The service says that the credentials have expired. */
    EXPIRED_TOKEN,
    /** The response is late. */
    STALL,
    /** The connection is closed without a response. */
    HANG_UP,
    /** The connection ends in the middle of the response body. */
    BREAK_OFF,
    /** The response body is sent slowly, in small pieces. */
    SLOW_BODY,
    /** The service fails: 500. */
    INTERNAL_ERROR,
    /** The service is overloaded: 503. */
    UNAVAILABLE,
    /** The response is 200 with bytes that are not in the service's protocol. */
    GARBAGE,
    /** The response is 200, well formed and empty. */
    EMPTY,
    /** The service returns an error with a given code and status. */
    ERROR,
    /** The response is 200 with a request id and a given body. */
    BODY,
    /** The response is 200 with a request id and a well-formed page that is not from AWS. */
    FOREIGN_PAGE,
    /** The response is 200 and belongs to another operation of the service. */
    OTHER_OPERATION,
    /** The response is an error document of the service, with status 200. */
    ERROR_DOCUMENT,
    /** The response has another status. */
    STATUS,
    /** The response lacks a member. */
    MISSING_MEMBER
  }

  /** Returns a fault: throttling. */
  public static Fault throttle() {
    return of(Kind.THROTTLE, Duration.ZERO);
  }

  /** Returns a fault: access denied. */
  public static Fault deny() {
    return of(Kind.DENY, Duration.ZERO);
  }

  /** Returns a fault: expired credentials. */
  public static Fault expiredToken() {
    return of(Kind.EXPIRED_TOKEN, Duration.ZERO);
  }

  /**
   * Returns a fault: a late response, in real time.
   *
   * @param time the delay
   */
  public static Fault stall(Duration time) {
    return of(Kind.STALL, time);
  }

  /** Returns a fault: the connection is closed without a response. */
  public static Fault hangUp() {
    return of(Kind.HANG_UP, Duration.ZERO);
  }

  /** Returns a fault: the connection ends in the middle of the response body. */
  public static Fault breakOff() {
    return of(Kind.BREAK_OFF, Duration.ZERO);
  }

  /**
   * Returns a fault: the response body is sent slowly, in real time.
   *
   * @param time the time for the whole body
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

  /** Returns a fault: 200 with bytes that are not in the service's protocol. */
  public static Fault garbage() {
    return of(Kind.GARBAGE, Duration.ZERO);
  }

  /** Returns a fault: 200 with a well-formed, empty response. */
  public static Fault empty() {
    return of(Kind.EMPTY, Duration.ZERO);
  }

  /**
   * Returns a fault: an error of the service.
   *
   * @param code the error code in the response, for example {@code NoSuchEntity}
   * @param status the HTTP status, at least 400
   */
  public static Fault error(String code, int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("An error has a status of 400 to 599, not " + status);
    }
    return of(Kind.ERROR, status, code);
  }

  /** Returns a fault: 200 with a request id and no body. */
  public static Fault emptyBody() {
    return body("");
  }

  /**
   * Returns a fault: 200 with a request id and the given body.
   *
   * @param body the body, for example <code>{}</code>
   */
  public static Fault body(String body) {
    return of(Kind.BODY, 200, body);
  }

  /**
   * Returns a fault: 200 with a request id and a well-formed page that is not from AWS, for example
   * the sign-in page of a proxy.
   */
  public static Fault foreignPage() {
    return of(Kind.FOREIGN_PAGE, Duration.ZERO);
  }

  /** Returns a fault: 200 with the response of another operation of the same service. */
  public static Fault otherOperation() {
    return of(Kind.OTHER_OPERATION, Duration.ZERO);
  }

  /** Returns a fault: an error document of the service, with status 200. */
  public static Fault errorDocument() {
    return of(Kind.ERROR_DOCUMENT, Duration.ZERO);
  }

  /**
   * Returns a fault: the response has the given HTTP status. 204, 304 and redirections have no
   * body; all others have the normal body.
   *
   * @param status the status, for example 204 or 206
   */
  public static Fault status(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("An answer has a status of 200 to 599, not " + status);
    }
    return of(Kind.STATUS, status, "");
  }

  /**
   * Returns a fault: the response lacks a member that AWS sends.
   *
   * @param path the path of the member in the response, with the names of the SDK, for example
   *     {@code Reservations[0].Instances[0].State}; a response without this member is not changed
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
   * @param signingName the name that the service's calls are signed for, for example {@code ec2}
   */
  public Fault on(String signingName) {
    return new Fault(kind, time, status, text, signingName, "", calls);
  }

  /**
   * Returns this fault, for one operation only.
   *
   * @param signingName the name that the service's calls are signed for, for example {@code ec2}
   * @param operationName the operation, for example {@code DescribeInstances}
   */
  public Fault on(String signingName, String operationName) {
    return new Fault(kind, time, status, text, signingName, operationName, calls);
  }

  /**
   * Returns this fault, for the next calls only.
   *
   * @param count the number of calls; at least one
   */
  public Fault times(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A fault hits at least one call, not " + count);
    }
    return new Fault(kind, time, status, text, service, operation, count);
  }

  /**
   * Returns whether this fault applies to a call.
   *
   * @param calledService the called service's signing name
   * @param calledOperation the called operation
   */
  public boolean concerns(String calledService, String calledOperation) {
    return (service.isEmpty() || service.equals(calledService))
        && (operation.isEmpty() || operation.equals(calledOperation));
  }

  /** Returns this fault with one call less to apply to. */
  public Optional<Fault> afterOne() {
    if (calls == Integer.MAX_VALUE) {
      return Optional.of(this);
    }
    return calls == 1 ? Optional.empty() : Optional.of(times(calls - 1));
  }
}
