package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** A wire protocol: finds the operation, reads the request, writes the response or the error. */
public interface WireProtocol {

  /** Returns the name of the operation that is asked for; null if the request names none. */
  @Nullable String operation(WireRequest request, Service service);

  SdkPojo read(WireRequest request, Service.Entry operation);

  /** Returns the version of the API that a request asks for. */
  default String version(WireRequest request, Service service) {
    return service.apiVersion();
  }

  /** Writes an answer; an absent one is well formed but says nothing. */
  WireResponse write(Service service, String operation, @Nullable SdkPojo answer, String requestId);

  WireResponse error(Service service, AwsError error, String requestId);

  /** Writes a page that is well formed, as the protocol's readers see it, and not AWS's. */
  WireResponse foreignPage(String requestId);

  /** Writes the answer to an operation that nobody asked for. */
  WireResponse otherOperation(Service service, String requestId);

  /** Returns what speaks a protocol to who sent a request. */
  static WireProtocol of(Protocol protocol, WireRequest request) {
    if (protocol != Protocol.AWS_QUERY) {
      return of(protocol);
    }
    if (CborProtocol.NAME.equals(request.header(CborProtocol.HEADER))) {
      return new CborProtocol();
    }
    if (CompatibleJsonProtocol.TYPE.equals(request.header("content-type"))) {
      return new CompatibleJsonProtocol();
    }
    return "application/json".equals(request.header("accept"))
        ? new QueryJsonProtocol()
        : of(protocol);
  }

  /** Returns what speaks a protocol. */
  static WireProtocol of(Protocol protocol) {
    return switch (protocol) {
      case EC2_QUERY -> new QueryProtocol(true);
      case AWS_QUERY -> new QueryProtocol(false);
      case JSON_1_0 -> new JsonProtocol("application/x-amz-json-1.0");
      case JSON_1_1 -> new JsonProtocol("application/x-amz-json-1.1");
      case REST_JSON -> new RestJsonProtocol();
    };
  }
}
