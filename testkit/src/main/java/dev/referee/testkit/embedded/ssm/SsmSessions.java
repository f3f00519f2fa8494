package dev.referee.testkit.embedded.ssm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Lists;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Page;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ssm.model.DescribeSessionsRequest;
import software.amazon.awssdk.services.ssm.model.DescribeSessionsResponse;
import software.amazon.awssdk.services.ssm.model.ResumeSessionRequest;
import software.amazon.awssdk.services.ssm.model.ResumeSessionResponse;
import software.amazon.awssdk.services.ssm.model.Session;
import software.amazon.awssdk.services.ssm.model.SessionFilter;
import software.amazon.awssdk.services.ssm.model.SessionState;
import software.amazon.awssdk.services.ssm.model.SessionStatus;
import software.amazon.awssdk.services.ssm.model.StartSessionRequest;
import software.amazon.awssdk.services.ssm.model.StartSessionResponse;
import software.amazon.awssdk.services.ssm.model.TerminateSessionRequest;
import software.amazon.awssdk.services.ssm.model.TerminateSessionResponse;

/** An emulation of sessions that retains the active ones and the latest terminated ones. */
final class SsmSessions {
  /** The number of sessions that are remembered; AWS does it for thirty days. */
  static final int MOST = 500;

  static final String PREFERENCES = "SSM-SessionManagerRunShell";

  private final Ssm ssm;
  private final DataChannels channels;
  private final Map<String, SsmSession> byId = new LinkedHashMap<>(); // the oldest first

  SsmSessions(Ssm ssm, DataChannels channels) {
    this.ssm = ssm;
    this.channels = channels;
  }

  StartSessionResponse start(StartSessionRequest request, Call call) {
    SsmSession.Kind kind = kind(request);
    if (!ssm.instances.connected(request.target())) {
      throw Ssm.error("TargetNotConnected", request.target() + " is not connected.");
    }
    String user = call.principalArn().substring(call.principalArn().lastIndexOf('/') + 1);
    SsmSession made =
        new SsmSession(
            user + "-0" + Ids.of(ssm.context).hex(),
            request.target(),
            call.principalArn(),
            request.reason(),
            ssm.now(),
            kind,
            preferences(),
            token());
    byId.put(made.id, made);
    forget();
    ssm.context.later(
        made.longest(),
        () -> {
          made.end(SessionStatus.TERMINATED, ssm.now());
          channels.hangUp(made);
        });
    return StartSessionResponse.builder()
        .sessionId(made.id)
        .tokenValue(made.token)
        .streamUrl(channels.open(ssm, made))
        .build();
  }

  private void forget() {
    Iterator<SsmSession> oldest = byId.values().iterator();
    for (int more = byId.size() - MOST; more > 0 && oldest.hasNext(); more--) {
      if (!oldest.next().active()) {
        oldest.remove();
      }
    }
  }

  private SsmSession.Kind kind(StartSessionRequest request) {
    String name = request.documentName();
    if (name == null || name.equals(PREFERENCES)) {
      return new SsmSession.Kind(PREFERENCES, "Standard_Stream", JsonCodec.parse("{}"));
    }
    SsmDocument document = ssm.documents.named(name);
    if (!document.type.equals("Session")) {
      throw Ssm.error(
          "InvalidDocument",
          "Document type: '%s' is not supported. Only type: 'Session' is supported for Start Session."
              .formatted(document.type));
    }
    JsonNode content = document.content().json();
    DocumentParameters parameters =
        new DocumentParameters(document.name, document.content(), request.parameters());
    return new SsmSession.Kind(
        document.name,
        content.path("sessionType").asText(),
        parameters.resolved(content.path("properties")));
  }

  /** Returns what the account's preferences for sessions say; nothing when there are none. */
  private JsonNode preferences() {
    SsmDocument document = ssm.documents.find(PREFERENCES);
    return (document == null ? JsonCodec.parse("") : document.content().json()).path("inputs");
  }

  ResumeSessionResponse resume(ResumeSessionRequest request, Call call) {
    SsmSession session = byId.get(request.sessionId());
    if (session == null || !session.active()) {
      throw Ssm.error(
          "DoesNotExistException", "Session " + request.sessionId() + " does not exist.");
    }
    session.token = token();
    return ResumeSessionResponse.builder()
        .sessionId(session.id)
        .tokenValue(session.token)
        .streamUrl(channels.open(ssm, session))
        .build();
  }

  TerminateSessionResponse terminate(TerminateSessionRequest request, Call call) {
    SsmSession session = byId.get(request.sessionId());
    if (session != null) {
      session.end(SessionStatus.TERMINATED, ssm.now());
      channels.hangUp(session);
    }
    return TerminateSessionResponse.builder().sessionId(request.sessionId()).build();
  }

  DescribeSessionsResponse describe(DescribeSessionsRequest request, Call call) {
    boolean active = request.state() == SessionState.ACTIVE;
    List<Session> found =
        Lists.reverse(List.copyOf(byId.values())).stream()
            .filter(session -> session.active() == active)
            .map(SsmSession::shown)
            .filter(
                session -> request.filters().stream().allMatch(filter -> matches(session, filter)))
            .toList();
    Page<Session> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeSessionsResponse.builder().sessions(page.items()).nextToken(page.next()).build();
  }

  private static boolean matches(Session session, SessionFilter filter) {
    return switch (filter.key()) {
      case INVOKED_AFTER -> session.startDate().isAfter(Instant.parse(filter.value()));
      case INVOKED_BEFORE -> session.startDate().isBefore(Instant.parse(filter.value()));
      case TARGET -> session.target().equals(filter.value());
      case OWNER -> session.owner().equals(filter.value());
      case STATUS -> session.statusAsString().equals(filter.value());
      case SESSION_ID -> session.sessionId().equals(filter.value());
      default -> throw Ssm.error("InvalidFilterKey", "The specified key is not valid.");
    };
  }

  private String token() {
    return "AAEAA" + Ids.of(ssm.context).hex() + Ids.of(ssm.context).hex();
  }
}
