package dev.referee.aws;

import com.google.common.collect.ImmutableSet;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The error codes of AWS and their meaning. Codes decide, not the HTTP status: services with a JSON
 * protocol return 400 for errors for which others return 403 or 429.
 */
final class ErrorCodes {
  static final Set<String> DENIED =
      Set.of(
          "AccessDenied",
          "AccessDeniedException",
          "UnauthorizedOperation",
          "UnauthorizedException",
          "AuthorizationError",
          "AuthorizationErrorException",
          "NotAuthorized",
          "NotAuthorizedException",
          "ForbiddenException",
          "AllAccessDisabled");

  static final Set<String> CLOCK =
      Set.of("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");

  static final Set<String> EXPIRED =
      Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");

  static final Set<String> UNKNOWN_KEY =
      Set.of(
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "AuthFailure",
          "InvalidAccessKeyId",
          "InvalidToken",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException");

  static final Set<String> WRONG_SECRET =
      Set.of(
          "SignatureDoesNotMatch",
          "InvalidSignature",
          "InvalidSignatureException",
          "IncompleteSignature",
          "IncompleteSignatureException");

  static final Set<String> NOT_OPTED_IN =
      Set.of("OptInRequired", "SubscriptionRequiredException", "RegionDisabledException");

  private static final Set<String> CREDENTIALS =
      ImmutableSet.<String>builder()
          .addAll(CLOCK)
          .addAll(EXPIRED)
          .addAll(UNKNOWN_KEY)
          .addAll(WRONG_SECRET)
          .build();

  /** The codes that the SDK retries, and those for an unavailable service. */
  private static final Set<String> TRANSIENT =
      Set.of(
          "InternalError",
          "InternalFailure",
          "InternalServerError",
          "PriorRequestNotComplete",
          "RequestTimeout",
          "RequestTimeoutException",
          "ServiceUnavailable",
          "ServiceUnavailableException",
          "Unavailable");

  private ErrorCodes() {}

  static boolean isThrottle(int status, String code) {
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build()
        .isThrottlingException();
  }

  /** Returns whether it means that a quota is used up, so that waiting does not help. */
  static boolean isQuota(String code) {
    return code.contains("LimitExceeded") || code.contains("QuotaExceeded");
  }

  static boolean isTransient(String code) {
    return TRANSIENT.contains(code);
  }

  /** Returns whether the credentials were refused, so that others may work. */
  static boolean isOfCredentials(String code) {
    return CREDENTIALS.contains(code);
  }

  /** Returns whether a retry a moment later would get the same refusal. */
  static boolean isDefinite(String code) {
    return !isTransient(code) && !isOfCredentials(code) && !isThrottle(400, code);
  }
}
