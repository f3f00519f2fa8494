package dev.referee.testkit.embedded.protocol;

import com.google.common.collect.Iterables;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.service.Service;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The protocols EC2 query and AWS query: form parameters in requests, XML in responses. */
record QueryProtocol(boolean ec2) implements WireProtocol {
  private static final String XML = "text/xml;charset=UTF-8";

  /**
   * The operations whose result is an empty structure, which is an empty element in the response
   * that boto3 requires. Others have no result and no element. AWS's models distinguish them; the
   * SDK's classes do not.
   */
  private static final Set<String> EMPTY_RESULTS =
      Set.of(
          "ActivateOrganizationsAccess",
          "AddTags",
          "AttachLoadBalancerTargetGroups",
          "AttachLoadBalancers",
          "AttachTrafficSources",
          "CompleteLifecycleAction",
          "ContinueUpdateRollback",
          "DeactivateOrganizationsAccess",
          "DeactivateType",
          "DeleteChangeSet",
          "DeleteLifecycleHook",
          "DeleteListener",
          "DeleteLoadBalancer",
          "DeleteRule",
          "DeleteSharedTrustStoreAssociation",
          "DeleteStackSet",
          "DeleteTargetGroup",
          "DeleteTrustStore",
          "DeleteWarmPool",
          "DeregisterTargets",
          "DeregisterType",
          "DetachLoadBalancerTargetGroups",
          "DetachLoadBalancers",
          "DetachTrafficSources",
          "ExecuteChangeSet",
          "PutLifecycleHook",
          "PutWarmPool",
          "RecordHandlerProgress",
          "RecordLifecycleActionHeartbeat",
          "RegisterTargets",
          "RemoveListenerCertificates",
          "RemoveTags",
          "RemoveTrustStoreRevocations",
          "SetInstanceProtection",
          "SetTypeDefaultVersion",
          "StopStackSetOperation",
          "TagResource",
          "UntagResource",
          "UpdateRole");

  @Override
  public @Nullable String operation(WireRequest request, Service service) {
    return Iterables.getFirst(request.form().get("Action"), null);
  }

  @Override
  public String version(WireRequest request, Service service) {
    return ec2
        ? service.apiVersion()
        : Objects.requireNonNullElse(
            Iterables.getFirst(request.form().get("Version"), null), service.apiVersion());
  }

  @Override
  public SdkPojo read(WireRequest request, Service.Entry operation) {
    requireXml(request);
    return new QueryReader(ec2).read(operation.builder().get(), ParamTree.of(request.form()));
  }

  /** Refuses characters that an XML response cannot contain, as AWS does. */
  private void requireXml(WireRequest request) {
    request
        .form()
        .forEach(
            (name, value) -> {
              if (!value.codePoints().allMatch(QueryProtocol::isXml)) {
                throw new AwsError(
                    400,
                    ec2 ? "InvalidParameterValue" : "ValidationError",
                    "The value of parameter %s has a character that is not valid in XML"
                        .formatted(name.replaceAll("\\p{Cntrl}", "?")));
              }
            });
  }

  /**
   * Returns whether XML 1.0 has a character.
   *
   * @see <a href="https://www.w3.org/TR/xml/#charsets">Extensible Markup Language, characters</a>
   */
  private static boolean isXml(int character) {
    return character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }

  private static boolean hasResult(String operation, SdkPojo answer) {
    return !answer.sdkFields().isEmpty() || EMPTY_RESULTS.contains(operation);
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
              } else if (answer != null && hasResult(operation, answer)) {
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

  @Override
  public WireResponse foreignPage(String requestId) {
    byte[] body =
        XmlBody.write(
            "html", "", xml -> xml.element("body", page -> page.text("p", "Sign in to go on.")));
    return WireResponse.of(200, XML, body, requestId);
  }

  @Override
  public WireResponse otherOperation(Service service, String requestId) {
    return write(service, "DescribeSomethingElse", null, requestId);
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
                            body ->
                                body.text("Code", error.code()).text("Message", error.message())))
                .text("RequestID", requestId));
  }

  private static byte[] queryError(Service service, AwsError error, String requestId) {
    return XmlBody.write(
        "ErrorResponse",
        namespace(service),
        xml ->
            xml.element(
                    "Error",
                    body ->
                        body.text("Type", error.status() < 500 ? "Sender" : "Receiver")
                            .text("Code", error.code())
                            .text("Message", error.message()))
                .text("RequestId", requestId));
  }

  private static String namespace(Service service) {
    return "http://" + service.signingName() + ".amazonaws.com/doc/" + service.apiVersion() + "/";
  }
}
