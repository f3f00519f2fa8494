package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.Session;
import software.amazon.awssdk.services.ssm.model.SessionStatus;

/** A session that was started. */
final class SsmSession {
  final String id;
  final String target;
  final String documentName;
  final String owner;
  final @Nullable String reason;
  final Instant started;

  /** The type of session, from its document. */
  final String type;

  /** The properties of the session's document, with the parameters' values in them. */
  final JsonNode properties;

  /** The account's preferences for all sessions, as they were when this one started. */
  final JsonNode preferences;

  String token;
  SessionStatus status = SessionStatus.CONNECTED;
  @Nullable Instant ended;

  SsmSession(
      String id,
      String target,
      String owner,
      @Nullable String reason,
      Instant started,
      Kind kind,
      JsonNode preferences,
      String token) {
    this.id = id;
    this.target = target;
    this.documentName = kind.documentName();
    this.owner = owner;
    this.reason = reason;
    this.started = started;
    this.type = kind.type();
    this.properties = kind.properties();
    this.preferences = preferences;
    this.token = token;
  }

  /**
   * The kind of a session.
   *
   * @param documentName its document
   * @param type the type of session that the document declares
   * @param properties the properties of the document, with the parameters' values in them
   */
  record Kind(String documentName, String type, JsonNode properties) {}

  /**
   * Returns how long it may last, as the preferences have it: as long as nobody does anything, and
   * never longer than its maximum. Here nobody ever does so much that it idles later.
   */
  Duration longest() {
    long idle = preferences.path("idleSessionTimeout").asLong(20);
    long most = preferences.path("maxSessionDuration").asLong(idle);
    return Duration.ofMinutes(most > 0 ? Math.min(idle, most) : idle);
  }

  boolean active() {
    return ended == null;
  }

  /** Ends; once is enough. */
  void end(SessionStatus how, Instant now) {
    if (active()) {
      status = how;
      ended = now;
    }
  }

  /** Ends the session as the agent did; a text that is not empty is the error. */
  void ended(String output, Instant now) {
    end(output.isEmpty() ? SessionStatus.TERMINATED : SessionStatus.FAILED, now);
  }

  Session shown() {
    return Session.builder()
        .sessionId(id)
        .target(target)
        .status(status)
        .startDate(started)
        .endDate(ended)
        .documentName(documentName)
        .owner(owner)
        .reason(reason)
        .build();
  }
}
