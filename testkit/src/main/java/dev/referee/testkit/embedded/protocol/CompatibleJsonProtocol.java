package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The protocol JSON 1.0 of a service that was built for the AWS query protocol. */
record CompatibleJsonProtocol() implements WireProtocol {
  static final String TYPE = "application/x-amz-json-1.0";
  private static final JsonProtocol JSON = new JsonProtocol(TYPE);

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    return JSON.operation(request, service);
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    return JSON.read(request, operation);
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    return JSON.write(service, operation, answer, requestId);
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    AwsError named = new AwsError(error.status(), QueryErrors.shape(error.code()), error.message());
    return QueryErrors.add(error, JSON.error(service, named, requestId));
  }

  @Override
  public WireResponse foreignPage(String requestId) {
    return JSON.foreignPage(requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return JSON.otherOperation(service, requestId);
  }
}
