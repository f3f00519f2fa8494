package dev.referee.testkit.embedded.service;

import com.google.common.base.Throwables;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkVersions;
import dev.referee.testkit.embedded.policy.AuthorizationMessage;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.PolicyDecision;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/** A factory of the errors common to all services, in the form of each protocol. */
public record CommonErrors(Protocol protocol) {

  public AwsError unknownKey() {
    String message = "The security token included in the request is invalid.";
    return switch (protocol) {
      case EC2_QUERY ->
          new AwsError(
              401, "AuthFailure", "AWS was not able to validate the provided access credentials");
      case AWS_QUERY -> new AwsError(403, "InvalidClientTokenId", message);
      case JSON_1_0, JSON_1_1 -> new AwsError(400, "UnrecognizedClientException", message);
      case REST_JSON -> new AwsError(403, "UnrecognizedClientException", message);
    };
  }

  public AwsError unsigned() {
    return switch (protocol) {
      case EC2_QUERY ->
          new AwsError(
              400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId");
      case AWS_QUERY ->
          new AwsError(
              403, "MissingAuthenticationToken", "Request is missing Authentication Token");
      default ->
          new AwsError(
              403,
              "MissingAuthenticationTokenException",
              "Request is missing Authentication Token");
    };
  }

  public AwsError expiredToken() {
    String message = "The security token included in the request is expired";
    return switch (protocol) {
      case EC2_QUERY -> new AwsError(400, "RequestExpired", "Request has expired.");
      case AWS_QUERY -> new AwsError(403, "ExpiredToken", message);
      case JSON_1_0, JSON_1_1 -> new AwsError(400, "ExpiredTokenException", message);
      case REST_JSON -> new AwsError(403, "ExpiredTokenException", message);
    };
  }

  public AwsError throttled() {
    return switch (protocol) {
      case EC2_QUERY -> new AwsError(503, "RequestLimitExceeded", "Request limit exceeded.");
      case AWS_QUERY -> new AwsError(400, "Throttling", "Rate exceeded");
      case JSON_1_0, JSON_1_1 -> new AwsError(400, "ThrottlingException", "Rate exceeded");
      case REST_JSON -> new AwsError(429, "ThrottlingException", "Rate exceeded");
    };
  }

  public AwsError denied(Call call, String action) {
    return denied(
        call,
        new NeededPermission(action, "*"),
        new PolicyDecision(PolicyEvaluationDecisionType.IMPLICIT_DENY, "identity-based policy"));
  }

  /**
   * Returns the refusal of a call; only EC2 of the services here encodes the context of a denial.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Troubleshoot
   *     access denied error messages</a>
   */
  public AwsError denied(Call call, NeededPermission needed, PolicyDecision decision) {
    String action = needed.action();
    String reason =
        decision.denied()
            ? " with an explicit deny in " + article(decision.by())
            : " because no " + decision.by() + " allows the " + action + " action";
    String principal =
        "User: "
            + call.principalArn()
            + " is not authorized to perform: "
            + action
            + (needed.resource().equals("*") ? "" : " on resource: " + needed.resource());
    return switch (protocol) {
      case EC2_QUERY ->
          new AwsError(
              403,
              "UnauthorizedOperation",
              "You are not authorized to perform this operation. "
                  + principal
                  + reason
                  + ". Encoded authorization failure message: "
                  + AuthorizationMessage.encoded(call, needed, decision));
      case AWS_QUERY -> new AwsError(403, "AccessDenied", principal + reason);
      case JSON_1_0, JSON_1_1 -> new AwsError(400, "AccessDeniedException", principal + reason);
      case REST_JSON -> new AwsError(403, "AccessDeniedException", principal + reason);
    };
  }

  private static String article(String policy) {
    return (policy.startsWith("i") ? "an " : "a ") + policy;
  }

  public AwsError unknownOperation(String operation, String apiVersion) {
    return switch (protocol) {
      case EC2_QUERY ->
          new AwsError(
              400,
              "InvalidAction",
              "The action " + operation + " is not valid for this web service.");
      case AWS_QUERY ->
          new AwsError(
              400,
              "InvalidAction",
              "Could not find operation " + operation + " for version " + apiVersion);
      case JSON_1_0, JSON_1_1 -> new AwsError(400, "UnknownOperationException", "");
      case REST_JSON -> new AwsError(404, "UnknownOperationException", "");
    };
  }

  public AwsError internalError() {
    return switch (protocol) {
      case EC2_QUERY -> new AwsError(500, "InternalError", "An internal error has occurred");
      case AWS_QUERY ->
          new AwsError(500, "InternalFailure", "The request processing has failed internally");
      default -> new AwsError(500, "InternalServerError", "An error occurred on the server side");
    };
  }

  /** Returns the error of an operation that failed here. Unlike AWS, it contains the cause. */
  public AwsError broken(Throwable cause) {
    AwsError internal = internalError();
    String causes =
        Throwables.getCausalChain(cause).stream()
            .map(Throwable::toString)
            .collect(Collectors.joining(", caused by "));
    String sdk = SdkVersions.problem().map(problem -> " " + problem).orElse("");
    return new AwsError(
        internal.status(),
        internal.code(),
        "%s: the embedded account broke with %s.%s".formatted(internal.message(), causes, sdk));
  }

  public AwsError unavailable() {
    return switch (protocol) {
      case EC2_QUERY ->
          new AwsError(503, "Unavailable", "The server is overloaded and can't handle the request");
      case AWS_QUERY -> new AwsError(503, "ServiceUnavailable", "The service is unavailable");
      default -> new AwsError(503, "ServiceUnavailableException", "The service is unavailable");
    };
  }
}
