package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The AWS query protocol for clients that accept JSON, with JSON responses in the shape of the XML.
 * What checks logins to EKS asks STS so.
 */
record QueryJsonProtocol() implements WireProtocol {
  private static final QueryProtocol XML = new QueryProtocol(false);
  private static final String JSON = "application/json";

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    return XML.operation(request, service);
  }

  @Override
  public String version(WireRequest request, Service service) {
    return XML.version(request, service);
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    return XML.read(request, operation);
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    byte[] body =
        JsonCodec.write(
            json -> {
              json.writeObjectFieldStart(operation + "Response");
              if (answer != null) {
                json.writeObjectFieldStart(operation + "Result");
                JsonCodec.fields(json, answer, field -> true);
                json.writeEndObject();
              }
              json.writeObjectFieldStart("ResponseMetadata");
              json.writeStringField("RequestId", requestId);
              json.writeEndObject();
              json.writeEndObject();
            });
    return WireResponse.of(200, JSON, body, requestId);
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    byte[] body =
        JsonCodec.write(
            json -> {
              json.writeObjectFieldStart("Error");
              json.writeStringField("Code", error.code());
              json.writeStringField("Message", error.message());
              json.writeStringField("Type", error.status() < 500 ? "Sender" : "Receiver");
              json.writeEndObject();
              json.writeStringField("RequestId", requestId);
            });
    return WireResponse.of(error.status(), JSON, body, requestId);
  }

  @Override
  public WireResponse foreignPage(String requestId) {
    return JsonProtocol.foreign(JSON, "signIn", requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return write(service, "DescribeSomethingElse", null, requestId);
  }
}
