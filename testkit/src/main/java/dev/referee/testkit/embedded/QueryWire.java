package dev.referee.testkit.embedded;

import com.google.common.collect.Iterables;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Speaks EC2 query and AWS query: parameters in, XML out. */
record QueryWire(boolean ec2) implements Wire {
  private static final String XML = "text/xml;charset=UTF-8";

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    return Iterables.getFirst(request.form().get("Action"), null);
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    return new QueryReader(ec2).read(operation.builder().get(), ParamTree.of(request.form()));
  }

  @Override
  public WireResponse write(
      Service service, String operation, @Nullable SdkPojo answer, String requestId) {
    byte[] body =
        XmlBody.write(
            operation + "Response",
            namespace(service),
            xml -> {
              if (ec2) {
                xml.text("requestId", requestId);
              }
              if (answer != null && ec2) {
                xml.fields(answer);
              } else if (answer != null && !answer.sdkFields().isEmpty()) {
                xml.element(operation + "Result", result -> result.fields(answer));
              }
              if (!ec2) {
                xml.element("ResponseMetadata", data -> data.text("RequestId", requestId));
              }
            });
    return WireResponse.of(200, XML, body, requestId);
  }

  @Override
  public WireResponse error(Service service, AwsError error, String requestId) {
    byte[] body = ec2 ? ec2Error(error, requestId) : queryError(service, error, requestId);
    return WireResponse.of(error.status(), XML, body, requestId);
  }

  private static byte[] ec2Error(AwsError error, String requestId) {
    return XmlBody.write(
        "Response",
        "",
        xml ->
            xml.element(
                    "Errors",
                    errors ->
                        errors.element(
                            "Error",
                            one -> one.text("Code", error.code()).text("Message", error.message())))
                .text("RequestID", requestId));
  }

  private static byte[] queryError(Service service, AwsError error, String requestId) {
    return XmlBody.write(
        "ErrorResponse",
        namespace(service),
        xml ->
            xml.element(
                    "Error",
                    one ->
                        one.text("Type", error.status() < 500 ? "Sender" : "Receiver")
                            .text("Code", error.code())
                            .text("Message", error.message()))
                .text("RequestId", requestId));
  }

  private static String namespace(Service service) {
    return "http://" + service.signingName() + ".amazonaws.com/doc/" + service.apiVersion() + "/";
  }
}
