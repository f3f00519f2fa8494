package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.ManualClock;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The store of the mock server. Objects are as old as their manifest says, which an API server
 * would overwrite; without a time, they were created now by the account's clock.
 */
final class MockObjectStore extends KubernetesCrudDispatcher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "metadata";
  private static final String CREATED = "creationTimestamp";

  private final ManualClock clock;

  /** The age in the body of the request that this thread handles; empty if there is none. */
  private final ThreadLocal<String> created = ThreadLocal.withInitial(() -> "");

  MockObjectStore(ManualClock clock) {
    this.clock = clock;
  }

  /** Stores nothing for a dry run. */
  @Override
  public MockResponse handleCreate(RecordedRequest request) {
    return request.getPath().endsWith("?dryRun=All")
        ? new MockResponse().setResponseCode(201).setBody(request.getBody().readUtf8())
        : handle(request, super::handleCreate);
  }

  @Override
  public MockResponse handleUpdate(RecordedRequest request) {
    return handle(request, super::handleUpdate);
  }

  private MockResponse handle(
      RecordedRequest request, Function<RecordedRequest, MockResponse> handler) {
    // A body can be read once.
    byte[] body = request.getBody().readByteArray();
    created.set(parse(new String(body, UTF_8)).path(METADATA).path(CREATED).asText());
    try {
      return handler.apply(
          new RecordedRequest(
              request.getHttpVersion(),
              request.method(),
              request.getPath(),
              request.getHeaders(),
              new Buffer(body)));
    } finally {
      created.remove();
    }
  }

  @Override
  public void processEvent(
      String path,
      AttributeSet pathAttributes,
      @Nullable AttributeSet oldAttributes,
      @Nullable GenericKubernetesResource resource,
      @Nullable String newState) {
    String time = created.get();
    if (newState != null && time.isEmpty() && oldAttributes == null) {
      time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
    super.processEvent(
        path,
        pathAttributes,
        oldAttributes,
        resource,
        newState == null || time.isEmpty() ? newState : withTime(newState, time));
  }

  private static String withTime(String state, String time) {
    JsonNode object = parse(state);
    if (object.path(METADATA) instanceof ObjectNode metadata) {
      metadata.put(CREATED, time);
    }
    return object.toString();
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
