package dev.referee.testkit.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A fault between a client and an {@link EmbeddedKubernetes}.
 *
 * <p>It hits every request until it is cleared, unless {@link #on} and {@link #times} say
 * otherwise: {@code KubernetesFault.throttle(Duration.ofSeconds(1)).on("list", "pods").times(2)}.
 * Errors have the form that Kubernetes has for them.
 *
 * <p>Immutable.
 *
 * @param kind what goes wrong
 * @param time how long it takes, for what takes time
 * @param text the body of {@link Kind#BODY}, the address of {@link Kind#REDIRECT}; empty otherwise
 * @param size the bytes, or the levels, of what has a size; 0 otherwise
 * @param verb the verb that it hits, such as {@code list}; empty for all
 * @param resource the resource that it hits, such as {@code pods} or {@code pods/log}; empty for
 *     all
 * @param requests how many requests it hits; {@link Integer#MAX_VALUE} until it is cleared
 */
public record KubernetesFault(
    Kind kind, Duration time, String text, long size, String verb, String resource, int requests) {

  /** The kinds of faults. */
  public enum Kind {
    /** The server knows nobody of this token: 401. */
    UNAUTHORIZED,
    /** The user may not: 403. */
    FORBIDDEN,
    /** The API server has no such kind of resource: 404. */
    NOT_SERVED,
    /** The resource version or the continue token is too old: 410. */
    EXPIRED,
    /** There are too many requests: 429 with Retry-After. */
    THROTTLE,
    /** The server fails: 500. */
    INTERNAL_ERROR,
    /** The server is overloaded: 503. */
    UNAVAILABLE,
    /** The answer comes late, by real time. */
    STALL,
    /** The answer comes when the account's clock has been moved. */
    DELAY,
    /** The connection stays open; there is no answer. */
    HANG,
    /** The connection is closed; there is no answer. */
    HANG_UP,
    /** The connection ends in the middle of the answer's body. */
    BREAK_OFF,
    /** The answer is 200 with bytes that are no JSON. */
    GARBAGE,
    /** The answer is 200 with another body. */
    BODY,
    /** The answer is 200 with a page of somebody else. */
    FOREIGN_PAGE,
    /** The answer is 200 with JSON of very many levels. */
    DEEP_NESTING,
    /** The list always has one page more. */
    ENDLESS_LIST,
    /** The list is very long. */
    HUGE_LIST,
    /** The server sends the client to another address. */
    REDIRECT
  }

  /** Returns a fault: 401, as for a token that nobody knows. */
  public static KubernetesFault unauthorized() {
    return of(Kind.UNAUTHORIZED);
  }

  /** Returns a fault: 403, as for a user without the permission. */
  public static KubernetesFault forbidden() {
    return of(Kind.FORBIDDEN);
  }

  /** Returns a fault: 404, as for a kind whose CustomResourceDefinition is not installed. */
  public static KubernetesFault notServed() {
    return of(Kind.NOT_SERVED);
  }

  /** Returns a fault: 410, as for a continue token that is too old. */
  public static KubernetesFault expired() {
    return of(Kind.EXPIRED);
  }

  /**
   * Returns a fault: 429.
   *
   * @param retryAfter what the server asks for, in whole seconds
   */
  public static KubernetesFault throttle(Duration retryAfter) {
    return of(Kind.THROTTLE, retryAfter);
  }

  /** Returns a fault: 500. */
  public static KubernetesFault internalError() {
    return of(Kind.INTERNAL_ERROR);
  }

  /** Returns a fault: 503. */
  public static KubernetesFault unavailable() {
    return of(Kind.UNAVAILABLE);
  }

  /**
   * Returns a fault: the answer comes late, by real time.
   *
   * @param time how late
   */
  public static KubernetesFault stall(Duration time) {
    return of(Kind.STALL, time);
  }

  /**
   * Returns a fault: the answer comes late, by the account's clock. It waits until somebody moves
   * that.
   *
   * @param time how late
   */
  public static KubernetesFault delay(Duration time) {
    return of(Kind.DELAY, time);
  }

  /** Returns a fault: the connection stays open, and no answer comes. */
  public static KubernetesFault hang() {
    return of(Kind.HANG);
  }

  /** Returns a fault: the connection is closed before an answer. */
  public static KubernetesFault hangUp() {
    return of(Kind.HANG_UP);
  }

  /**
   * Returns a fault: the connection ends in the middle of the body.
   *
   * @param bytes how many bytes of the body come
   */
  public static KubernetesFault breakOff(long bytes) {
    return of(Kind.BREAK_OFF, "", bytes);
  }

  /** Returns a fault: 200 with bytes that begin as JSON and are none. */
  public static KubernetesFault garbage() {
    return of(Kind.GARBAGE);
  }

  /**
   * Returns a fault: 200, and this body.
   *
   * @param json what comes instead of the answer, such as <code>{}</code>
   */
  public static KubernetesFault body(String json) {
    return of(Kind.BODY, json, 0);
  }

  /** Returns a fault: 200 with an HTML page, as a proxy's sign-in page is. */
  public static KubernetesFault foreignPage() {
    return of(Kind.FOREIGN_PAGE);
  }

  /**
   * Returns a fault: 200 with a list whose one object is nested deeply.
   *
   * @param levels how deeply
   */
  public static KubernetesFault deepNesting(int levels) {
    return of(Kind.DEEP_NESTING, "", levels);
  }

  /** Returns a fault: lists have the right objects, and always a token for a next page. */
  public static KubernetesFault endlessList() {
    return of(Kind.ENDLESS_LIST);
  }

  /**
   * Returns a fault: lists have so many objects of the same kind that the body has this size. It is
   * written as it is read.
   *
   * @param bytes the size of the body, at least
   */
  public static KubernetesFault hugeList(long bytes) {
    return of(Kind.HUGE_LIST, "", bytes);
  }

  /**
   * Returns a fault: 302.
   *
   * @param location where the client is sent
   */
  public static KubernetesFault redirect(URI location) {
    return of(Kind.REDIRECT, location.toString(), 0);
  }

  private static KubernetesFault of(Kind kind) {
    return of(kind, Duration.ZERO);
  }

  private static KubernetesFault of(Kind kind, Duration time) {
    return new KubernetesFault(kind, time, "", 0, "", "", Integer.MAX_VALUE);
  }

  private static KubernetesFault of(Kind kind, String text, long size) {
    return new KubernetesFault(kind, Duration.ZERO, text, size, "", "", Integer.MAX_VALUE);
  }

  /**
   * Returns this fault, for one resource only.
   *
   * @param name the plural name of the resource, with its subresource if it has one: {@code
   *     pods/log}
   */
  public KubernetesFault on(String name) {
    return new KubernetesFault(kind, time, text, size, "", name, requests);
  }

  /**
   * Returns this fault, for one verb on one resource only.
   *
   * @param requestVerb the verb: {@code get}, {@code list}, {@code watch}, {@code create} and so on
   * @param name the plural name of the resource, with its subresource if it has one: {@code
   *     pods/log}
   */
  public KubernetesFault on(String requestVerb, String name) {
    return new KubernetesFault(kind, time, text, size, requestVerb, name, requests);
  }

  /**
   * Returns this fault, for the next requests only.
   *
   * @param count how many requests it hits; at least one
   */
  public KubernetesFault times(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("A fault hits at least one request, not " + count);
    }
    return new KubernetesFault(kind, time, text, size, verb, resource, count);
  }

  boolean concerns(ApiRequest request) {
    return (verb.isEmpty() || verb.equals(request.verb()))
        && (resource.isEmpty() || resource.equals(request.ruleName()));
  }

  /** Returns what is left of this fault after it hit one request. */
  Optional<KubernetesFault> afterOne() {
    if (requests == Integer.MAX_VALUE) {
      return Optional.of(this);
    }
    return requests == 1 ? Optional.empty() : Optional.of(times(requests - 1));
  }
}
