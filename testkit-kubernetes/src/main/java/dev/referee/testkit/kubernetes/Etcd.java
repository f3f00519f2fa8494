package dev.referee.testkit.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The store of a real control plane, asked by its JSON gateway.
 *
 * <p>For one thread at a time.
 *
 * @see <a href="https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/">Why gRPC gateway</a>
 */
final class Etcd {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "/registry/";

  /** The first key after all others: the slash's successor ends the range. */
  private static final String END = "/registry0";

  /** What the API server writes by itself all the time. */
  private static final Pattern ITS_OWN =
      Pattern.compile(
          "/registry/(leases/kube-system/apiserver-|masterleases/|ranges/|apiregistration).*");

  private final URI address;
  private final HttpClient http;
  private Map<String, Saved> start = Map.of();

  Etcd(URI address, HttpClient http) {
    this.address = address;
    this.http = http;
  }

  /** A value with the revision at which it was written. */
  private record Saved(String value, long revision) {}

  /** Remembers the state to go back to. */
  void save() {
    start = read(false);
  }

  /** Goes back to the state that was saved. */
  void restore() {
    Map<String, Saved> now = read(true);
    removeAdded(now);
    start.forEach(
        (key, saved) -> {
          Saved current = now.get(key);
          if (!isItsOwn(key) && (current == null || current.revision() != saved.revision())) {
            start.put(key, new Saved(saved.value(), put(key, saved.value())));
          }
        });
  }

  private static boolean isItsOwn(String key) {
    return ITS_OWN.matcher(key).matches();
  }

  /** Deletes by ranges what was not there: thousands of objects side by side are one call. */
  private void removeAdded(Map<String, Saved> now) {
    @Nullable String first = null;
    @Nullable String last = null;
    for (String key : now.keySet()) {
      if (start.containsKey(key) || isItsOwn(key)) {
        delete(first, last);
        first = null;
      } else {
        first = first == null ? key : first;
        last = key;
      }
    }
    delete(first, last);
  }

  private void delete(@Nullable String first, @Nullable String last) {
    if (first != null && last != null) {
      ObjectNode range = JSON.createObjectNode();
      range.put("key", encoded(first)).put("range_end", encoded(last + "\0"));
      call("deleterange", range);
    }
  }

  /** Deletes all keys that contain a part. */
  void deleteContaining(String part) {
    List<String> found = new ArrayList<>(read(true).keySet());
    found.removeIf(key -> !key.contains(part) && !(key + "/").endsWith(part));
    found.forEach(key -> delete(key, key));
  }

  /**
   * Rewrites an object, past the API server: it would not let anybody change some of its metadata.
   * The server sees the change as it sees every other one.
   *
   * @param revision the resource version of the object
   * @param change changes the stored object
   */
  void rewrite(String revision, Consumer<ObjectNode> change) {
    ObjectNode range = JSON.createObjectNode();
    range.put("key", encoded(ALL)).put("range_end", encoded(END));
    range.put("min_mod_revision", revision).put("max_mod_revision", revision);
    for (JsonNode one : call("range", range).path("kvs")) {
      byte[] value = Base64.getDecoder().decode(one.path("value").asText());
      if (parsed(value) instanceof ObjectNode object) {
        change.accept(object);
        String key = new String(Base64.getDecoder().decode(one.path("key").asText()), UTF_8);
        put(key, Base64.getEncoder().encodeToString(object.toString().getBytes(UTF_8)));
      }
    }
  }

  private static JsonNode parsed(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new UncheckedIOException("The store does not keep JSON", e);
    }
  }

  /** Returns the values, by key; empty ones if only keys are wanted. */
  private Map<String, Saved> read(boolean keysOnly) {
    ObjectNode range = JSON.createObjectNode();
    range.put("key", encoded(ALL)).put("range_end", encoded(END)).put("keys_only", keysOnly);
    Map<String, Saved> found = new TreeMap<>();
    for (JsonNode one : call("range", range).path("kvs")) {
      found.put(
          new String(Base64.getDecoder().decode(one.path("key").asText()), UTF_8),
          new Saved(one.path("value").asText(), one.path("mod_revision").asLong()));
    }
    return found;
  }

  /** Writes a value and returns its revision. */
  private long put(String key, String value) {
    ObjectNode pair = JSON.createObjectNode().put("key", encoded(key)).put("value", value);
    return call("put", pair).path("header").path("revision").asLong();
  }

  private static String encoded(String key) {
    return Base64.getEncoder().encodeToString(key.getBytes(UTF_8));
  }

  private JsonNode call(String operation, ObjectNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v3/kv/" + operation))
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "etcd answers %s with %d: %s"
                .formatted(operation, answer.statusCode(), new String(answer.body(), UTF_8)));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException("etcd does not answer " + operation, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while etcd was asked for " + operation, e);
    }
  }
}
