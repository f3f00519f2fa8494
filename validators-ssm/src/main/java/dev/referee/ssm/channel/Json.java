package dev.referee.ssm.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Conversions of payloads to and from JSON, for input whose size is already limited. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(32)
                          .maxNameLength(256)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** Reads an object. An error does not quote it, because it may contain a secret. */
  static JsonNode read(String name, byte[] payload) throws DataChannelException {
    try {
      JsonNode node = MAPPER.readTree(payload);
      if (node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw DataChannelException.malformed("The " + name + " is not JSON");
    }
    throw DataChannelException.malformed("The " + name + " is not a JSON object");
  }

  /** Reads Base64 bytes from an object. */
  static byte[] bytes(String name, JsonNode node) throws DataChannelException {
    try {
      if (node.isTextual()) {
        return node.binaryValue();
      }
    } catch (IOException e) {
      throw DataChannelException.malformed("The " + name + " is not Base64");
    }
    throw DataChannelException.malformed("The " + name + " is missing");
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps of texts, numbers and bytes can be written", e);
    }
  }
}
