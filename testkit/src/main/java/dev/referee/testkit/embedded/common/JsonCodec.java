package dev.referee.testkit.embedded.common;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** A codec between the JSON of AWS's JSON protocols and the SDK's classes. */
public final class JsonCodec {
  public static final ObjectMapper JSON = new ObjectMapper();

  /** A writer of the content of the outermost object. */
  @FunctionalInterface
  public interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private JsonCodec() {}

  /** Parses a body; an empty one is an empty object. */
  public static JsonNode parse(String body) {
    try {
      return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException malformed) {
      throw new AwsError(400, "SerializationException", "The request is not JSON");
    }
  }

  /** Reads one field of an object; null if the object does not have it. */
  public static @Nullable Object field(SdkField<?> field, JsonNode object) {
    return field(field, object, SdkField::locationName);
  }

  private static @Nullable Object field(
      SdkField<?> field, JsonNode object, Function<SdkField<?>, String> name) {
    JsonNode value = object.get(name.apply(field));
    return value == null || value.isNull() ? null : value(field, value, name);
  }

  public static SdkPojo read(SdkPojo builder, JsonNode object) {
    return read(builder, object, SdkField::locationName);
  }

  /** Reads an object whose members have other names than on the wire. */
  public static SdkPojo read(SdkPojo builder, JsonNode object, Function<SdkField<?>, String> name) {
    return Pojos.fill(builder, (field, unused) -> field(field, object, name));
  }

  public static Object value(SdkField<?> field, JsonNode node) {
    return value(field, node, SdkField::locationName);
  }

  private static Object value(
      SdkField<?> field, JsonNode node, Function<SdkField<?>, String> name) {
    return switch (field.marshallingType().getKnownType()) {
      case SDK_POJO -> read(Pojos.nested(field), node, name);
      case LIST -> {
        List<@Nullable Object> list = new ArrayList<>();
        SdkField<?> member = Pojos.member(field);
        node.forEach(entry -> list.add(entry.isNull() ? null : value(member, entry, name)));
        yield list;
      }
      case MAP -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        SdkField<?> value = Pojos.value(field);
        node.properties()
            .forEach(
                entry ->
                    map.put(
                        entry.getKey(),
                        entry.getValue().isNull() ? null : value(value, entry.getValue(), name)));
        yield map;
      }
      default ->
          Scalars.parse(
              field, node.isValueNode() ? node.asText() : node.toString(), Format.UNIX_TIMESTAMP);
    };
  }

  public static byte[] write(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      content.writeTo(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write JSON to memory", impossible);
    }
    return bytes.toByteArray();
  }

  /** Returns the JSON of a structure. */
  public static String text(SdkPojo pojo) {
    return new String(write(json -> fields(json, pojo, field -> true)), StandardCharsets.UTF_8);
  }

  /** Writes the fields that are set and wanted. */
  public static void fields(JsonGenerator json, SdkPojo pojo, Predicate<SdkField<?>> wanted)
      throws IOException {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = wanted.test(field) ? Pojos.valueOf(field, pojo) : null;
      if (value != null) {
        json.writeFieldName(field.locationName());
        write(json, field, value);
      }
    }
  }

  private static void write(JsonGenerator json, SdkField<?> field, @Nullable Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof SdkPojo nested) {
      json.writeStartObject();
      fields(json, nested, any -> true);
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object entry : list) {
        write(json, Pojos.member(field), entry);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        write(json, Pojos.value(field), entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      json.writeNumber(new BigDecimal(number.toString()));
    } else if (value instanceof Instant instant
        && Scalars.format(field, Format.UNIX_TIMESTAMP) == Format.UNIX_TIMESTAMP) {
      json.writeNumber(Scalars.seconds(instant));
    } else {
      json.writeString(Scalars.print(field, value, Format.UNIX_TIMESTAMP));
    }
  }

  /** Returns the texts of a value that may be one or a list. */
  public static List<String> texts(JsonNode json) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    if (json.isArray()) {
      json.forEach(node -> texts.add(node.asText()));
    } else if (!json.isMissingNode()) {
      texts.add(json.asText());
    }
    return texts.build();
  }
}
