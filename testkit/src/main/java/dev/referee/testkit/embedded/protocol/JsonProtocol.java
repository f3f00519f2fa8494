package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The protocols JSON 1.0 and JSON 1.1: the operation in a header, everything else in the body. */
record JsonProtocol(String contentType) implements WireProtocol {

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    String target = request.header("x-amz-target");
    return target == null ? null : target.substring(target.lastIndexOf('.') + 1);
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    return JsonCodec.read(operation.builder().get(), JsonCodec.parse(request.text()));
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    byte[] body =
        JsonCodec.write(
            json -> {
              if (answer != null) {
                JsonCodec.fields(json, answer, field -> true);
              }
            });
    return WireResponse.of(200, contentType, body, requestId);
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    Service.QueryErrors query = service.queryErrors();
    String type = query == null ? error.code() : query.namespace() + "#" + error.code();
    byte[] body =
        JsonCodec.write(
            json -> {
              json.writeStringField("__type", type);
              json.writeStringField("message", error.message());
            });
    WireResponse response = WireResponse.of(error.status(), contentType, body, requestId);
    return query == null
        ? response.with("x-amzn-ErrorType", type)
        : response.with(
            "x-amzn-query-error",
            query.code(error.code()) + (error.status() < 500 ? ";Sender" : ";Receiver"));
  }

  @Override
  public WireResponse foreignPage(String requestId) {
    return foreign(contentType, "signIn", requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return foreign(contentType, "SomethingElseList", requestId);
  }

  /** Writes an answer with one member, an empty list, that the caller's operation does not have. */
  static WireResponse foreign(String contentType, String member, String requestId) {
    byte[] body =
        JsonCodec.write(
            json -> {
              json.writeArrayFieldStart(member);
              json.writeEndArray();
            });
    return WireResponse.of(200, contentType, body, requestId);
  }
}
