package dev.referee.kubernetes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.referee.aws.ApiResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outline of a response of an API server, read without building objects of it.
 *
 * @param kind its kind; empty if it is not an object of Kubernetes
 * @param message its message, if it is a Status
 * @param cause the first cause of a Status
 * @param items whether it has items, which every list has
 * @param unreadable why it is not complete JSON; null if it is
 */
record ResponseOutline(
    String kind, String message, String cause, boolean items, @Nullable String unreadable) {
  /** Kubernetes limits the nesting of objects itself; anything deeper is not from it. */
  private static final int DEEPEST = 200;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(8 << 20)
                  .build())
          .build();

  static ResponseOutline of(ApiResponse response) {
    String kind = "";
    String message = "";
    String cause = "";
    boolean items = false;
    try (JsonParser json = JSON.createParser(response.body())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return unreadable("it is not a JSON object");
      }
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        JsonToken value = json.nextToken();
        switch (name) {
          case "kind" -> kind = text(json, value);
          case "message" -> message = text(json, value);
          case "items" -> {
            items = value == JsonToken.START_ARRAY || value == JsonToken.VALUE_NULL;
            json.skipChildren();
          }
          case "details" -> cause = causeIn(json, value);
          default -> json.skipChildren();
        }
      }
      return new ResponseOutline(kind, UntrustedText.line(message), cause, items, null);
    } catch (IOException e) {
      return unreadable("it is not complete JSON");
    }
  }

  private static ResponseOutline unreadable(String why) {
    return new ResponseOutline("", "", "", false, why);
  }

  private static String text(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  private static String causeIn(JsonParser json, JsonToken details) throws IOException {
    if (details != JsonToken.START_OBJECT) {
      json.skipChildren();
      return "";
    }
    String cause = "";
    int depth = 1;
    while (depth > 0) {
      JsonToken token = json.nextToken();
      if (token == null) {
        throw new IOException("The details end early");
      }
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (token == JsonToken.FIELD_NAME
          && json.currentName().equals("reason")
          && cause.isEmpty()) {
        json.nextToken();
        cause = json.getText();
      }
    }
    return cause;
  }

  boolean isStatus() {
    return kind.equals("Status");
  }

  /** Returns whether an eviction was refused by a disruption budget, which also answers 429. */
  boolean isOfBudget() {
    return isStatus() && cause.equals("DisruptionBudget");
  }

  /** Returns why it cannot be the response to a successful operation; empty if it can. */
  Optional<String> fault(String operation) {
    if (unreadable != null) {
      return Optional.of(unreadable);
    }
    if (operation.startsWith("get:/")) {
      return Optional.empty();
    }
    if (kind.isEmpty()) {
      return Optional.of("it has no kind");
    }
    if (isStatus() && !operation.equals("create:pods/eviction")) {
      return Optional.of("it is a Status, and not what was asked for");
    }
    return operation.startsWith("list:") && !(kind.endsWith("List") && items)
        ? Optional.of("it is not a list")
        : Optional.empty();
  }
}
