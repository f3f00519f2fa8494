package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** The administrator's requests to a control plane, as JSON. */
record AdminApiClient(ControlPlane plane) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the body; missing if it is no JSON
   */
  record Answer(int status, JsonNode body) {
    boolean isOk() {
      return status / 100 == 2;
    }
  }

  Answer get(String path) {
    return send("GET", path, null);
  }

  Answer send(String method, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(plane.address().resolve(path))
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()));
    if (!plane.adminToken().isEmpty()) {
      request.header("Authorization", "Bearer " + plane.adminToken());
    }
    try {
      HttpResponse<byte[]> answer =
          plane.http().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), parsed(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException("The control plane does not answer " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the control plane was asked", e);
    }
  }

  private static JsonNode parsed(byte[] body) throws IOException {
    boolean json = body.length > 0 && (body[0] == '{' || body[0] == '[');
    return json ? JSON.readTree(new String(body, UTF_8)) : MissingNode.getInstance();
  }
}
