package dev.referee.testkit.embedded.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.Scalars;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** The REST JSON protocol: a request is spread over path, query, headers and body. */
record RestJsonProtocol() implements WireProtocol {
  private static final JsonProtocol BODY = new JsonProtocol("application/json");

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    return service.routed(request.method(), request.path());
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    Map<String, String> path = operation.route().values(request.path());
    boolean raw = operation.builder().get().sdkFields().stream().anyMatch(field -> isRaw(field));
    JsonNode body = raw ? MissingNode.getInstance() : JsonCodec.parse(request.text());
    return Pojos.fill(
        operation.builder().get(),
        (field, unused) -> {
          String name = field.locationName();
          return switch (field.location()) {
            case PATH, GREEDY_PATH -> text(field, path.get(name), Format.ISO_8601);
            case HEADER -> text(field, request.header(Ascii.toLowerCase(name)), Format.RFC_822);
            case QUERY_PARAM -> query(field, request.query().get(name));
            default -> isRaw(field) ? SdkBytes.fromUtf8String(request.text()) : body(field, body);
          };
        });
  }

  /** Returns whether a field is the whole body, as it is. */
  private static boolean isRaw(SdkField<?> field) {
    return field.containsTrait(PayloadTrait.class)
        && field.marshallingType().getKnownType() == MarshallingKnownType.SDK_BYTES;
  }

  private static @Nullable Object text(SdkField<?> field, @Nullable String text, Format timestamp) {
    return text == null ? null : Scalars.parse(field, text, timestamp);
  }

  private static @Nullable Object query(SdkField<?> field, List<String> values) {
    if (values.isEmpty()) {
      return null;
    }
    return field.marshallingType().getKnownType() == MarshallingKnownType.LIST
        ? values.stream()
            .map(value -> Scalars.parse(Pojos.member(field), value, Format.ISO_8601))
            .toList()
        : Scalars.parse(field, values.get(0), Format.ISO_8601);
  }

  private static @Nullable Object body(SdkField<?> field, JsonNode body) {
    if (!field.containsTrait(PayloadTrait.class)) {
      return JsonCodec.field(field, body);
    }
    return body.isEmpty() ? null : JsonCodec.value(field, body);
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    if (answer == null) {
      return BODY.write(service, operation, null, requestId);
    }
    byte[] raw = rawBody(answer);
    byte[] body = raw == null ? JsonCodec.write(json -> writeBody(json, answer)) : raw;
    WireResponse response = WireResponse.of(200, BODY.contentType(), body, requestId);
    for (SdkField<?> field : answer.sdkFields()) {
      Object value = Pojos.valueOf(field, answer);
      if (value != null && field.location() == MarshallLocation.HEADER) {
        response = response.with(field.locationName(), Scalars.print(field, value, Format.RFC_822));
      }
      if (value instanceof Integer status && field.location() == MarshallLocation.STATUS_CODE) {
        response = response.withStatus(status);
      }
    }
    return response;
  }

  /** Returns the body of an answer that is bytes; null if it is JSON. */
  private static byte @Nullable [] rawBody(SdkPojo answer) {
    for (SdkField<?> field : answer.sdkFields()) {
      if (isRaw(field)) {
        return Pojos.valueOf(field, answer) instanceof SdkBytes bytes
            ? bytes.asByteArray()
            : new byte[0];
      }
    }
    return null;
  }

  private static void writeBody(JsonGenerator json, SdkPojo answer) throws IOException {
    for (SdkField<?> field : answer.sdkFields()) {
      if (field.containsTrait(PayloadTrait.class)
          && Pojos.valueOf(field, answer) instanceof SdkPojo payload) {
        JsonCodec.fields(json, payload, any -> true);
        return;
      }
    }
    JsonCodec.fields(json, answer, field -> field.location() == MarshallLocation.PAYLOAD);
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    return BODY.error(service, error, requestId);
  }

  @Override
  public WireResponse foreignPage(String requestId) {
    return BODY.foreignPage(requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return BODY.otherOperation(service, requestId);
  }
}
