package dev.referee.testkit.embedded.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The protocol Smithy RPC v2 CBOR: the operation at the end of the path, everything else in the
 * body. Newer clients speak it to services that were built for the AWS query protocol.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC v2
 *     CBOR protocol</a>
 */
record CborProtocol() implements WireProtocol {
  static final String HEADER = "smithy-protocol";
  static final String NAME = "rpc-v2-cbor";
  private static final String CBOR = "application/cbor";
  private static final ObjectMapper READER = new ObjectMapper(new CBORFactory());

  /** The tag of a number that is a time, in seconds since the epoch. */
  private static final int EPOCH_TIME = 1;

  /** A writer of the content of the outermost object. */
  @FunctionalInterface
  private interface Content {
    void writeTo(CBORGenerator cbor) throws IOException;
  }

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    int last = request.path().lastIndexOf("/operation/");
    return last < 0 ? null : request.path().substring(last + "/operation/".length());
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    byte[] body = request.body().asByteArrayUnsafe();
    try {
      JsonNode members = body.length == 0 ? READER.createObjectNode() : READER.readTree(body);
      return JsonCodec.read(operation.builder().get(), members);
    } catch (IOException malformed) {
      throw new AwsError(400, "SerializationException", "The request is not CBOR");
    }
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    return response(
        200,
        requestId,
        cbor -> {
          if (answer != null) {
            fields(cbor, answer);
          }
        });
  }

  private static WireResponse response(int status, String requestId, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator cbor = new CBORFactory().createGenerator(bytes)) {
      cbor.writeStartObject();
      content.writeTo(cbor);
      cbor.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException("Cannot write CBOR to memory", impossible);
    }
    return WireResponse.of(status, CBOR, bytes.toByteArray(), requestId).with(HEADER, NAME);
  }

  private static void fields(CBORGenerator cbor, SdkPojo pojo) throws IOException {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = Pojos.valueOf(field, pojo);
      if (value != null) {
        cbor.writeFieldName(field.locationName());
        value(cbor, field, value);
      }
    }
  }

  private static void value(CBORGenerator cbor, SdkField<?> field, @Nullable Object value)
      throws IOException {
    if (value == null) {
      cbor.writeNull();
    } else if (value instanceof SdkPojo nested) {
      cbor.writeStartObject();
      fields(cbor, nested);
      cbor.writeEndObject();
    } else if (value instanceof List<?> list) {
      cbor.writeStartArray();
      for (Object entry : list) {
        value(cbor, Pojos.member(field), entry);
      }
      cbor.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      cbor.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        cbor.writeFieldName(entry.getKey().toString());
        value(cbor, Pojos.value(field), entry.getValue());
      }
      cbor.writeEndObject();
    } else {
      scalar(cbor, value);
    }
  }

  private static void scalar(CBORGenerator cbor, Object value) throws IOException {
    if (value instanceof Instant time) {
      cbor.writeTag(EPOCH_TIME);
      cbor.writeNumber(time.toEpochMilli() / 1000.0);
    } else if (value instanceof SdkBytes bytes) {
      cbor.writeBinary(bytes.asByteArrayUnsafe());
    } else if (value instanceof Boolean truth) {
      cbor.writeBoolean(truth);
    } else if (value instanceof Double || value instanceof Float) {
      cbor.writeNumber(((Number) value).doubleValue());
    } else if (value instanceof Number number) {
      cbor.writeNumber(number.longValue());
    } else {
      cbor.writeString(value.toString());
    }
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    return QueryErrors.add(
        error,
        response(
            error.status(),
            requestId,
            cbor -> {
              cbor.writeStringField("__type", QueryErrors.shape(error.code()));
              cbor.writeStringField("message", error.message());
            }));
  }

  @Override
  public WireResponse foreignPage(String requestId) {
    return emptyList("signIn", requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return emptyList("SomethingElseList", requestId);
  }

  private static WireResponse emptyList(String member, String requestId) {
    return response(
        200,
        requestId,
        cbor -> {
          cbor.writeArrayFieldStart(member);
          cbor.writeEndArray();
        });
  }
}
