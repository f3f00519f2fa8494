package dev.referee.report;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import com.google.common.collect.ImmutableList;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place in a JSON document, with its path for error messages. */
final class JsonCursor {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode node;
  private final String path;

  private JsonCursor(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  static JsonCursor parse(String json) {
    try {
      return new JsonCursor(MAPPER.readTree(json), "");
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "This is not JSON, at line %s, column %s: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage()),
          e);
    }
  }

  /** Returns the result of a reader; its errors without a path get the path of this place. */
  <T> T read(Function<JsonCursor, T> reader) {
    try {
      return reader.apply(this);
    } catch (WrongHere e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new WrongHere(path, String.valueOf(e.getMessage()));
    }
  }

  Optional<JsonCursor> find(String field) {
    if (!node.isObject()) {
      throw wrong("this is not an object");
    }
    @Nullable JsonNode found = node.get(field);
    return Optional.ofNullable(found).map(child -> new JsonCursor(child, path + "/" + field));
  }

  JsonCursor get(String field) {
    return find(field).orElseThrow(() -> wrong("the field '" + field + "' is missing"));
  }

  <T> List<T> list(Function<JsonCursor, T> reader) {
    if (!node.isArray()) {
      throw wrong("this is not an array");
    }
    ImmutableList.Builder<T> list = ImmutableList.builder();
    for (int i = 0; i < node.size(); i++) {
      list.add(new JsonCursor(node.get(i), path + "/" + i).read(reader));
    }
    return list.build();
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("this is not a text");
    }
    return node.textValue();
  }

  long integer() {
    if (!node.canConvertToLong() || !node.isIntegralNumber()) {
      throw wrong("this is not a 64-bit integer");
    }
    return node.longValue();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw wrong("this is neither true nor false");
    }
    return node.booleanValue();
  }

  Instant instant() {
    try {
      return Instant.parse(text());
    } catch (DateTimeException e) {
      throw wrong("this is not a time such as 2026-11-22T10:00:00Z");
    }
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    return Enums.getIfPresent(type, text())
        .toJavaUtil()
        .orElseThrow(() -> wrong("this is none of " + Arrays.toString(type.getEnumConstants())));
  }

  /** Checks that a field is present and has the value that follows from the others. */
  <T> void mustSay(String field, Function<JsonCursor, T> reader, T follows) {
    JsonCursor said = get(field);
    if (!said.read(reader).equals(follows)) {
      throw said.wrong("expected " + follows + " because of the other fields, found");
    }
  }

  /** Checks that a field, if present, has the value that follows from the others. */
  <T> void maySay(String field, Function<JsonCursor, T> reader, Optional<T> follows) {
    if (follows.isPresent() && find(field).isPresent()) {
      mustSay(field, reader, follows.get());
    } else if (find(field).isPresent()) {
      throw get(field).wrong("this contradicts the other fields");
    }
  }

  IllegalArgumentException wrong(String what) {
    return new WrongHere(path, what + ": " + Ascii.truncate(node.toString(), 80, "..."));
  }

  /** An exception with the path of the innermost place that is wrong. */
  private static final class WrongHere extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    WrongHere(String path, String what) {
      super("At " + (path.isEmpty() ? "the top" : path) + ", " + what);
    }
  }
}
