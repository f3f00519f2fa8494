package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An event: an operation was called, by a caller of the account or by a service for it.
 *
 * @param call who called, and where
 * @param service the signing name of the service that was called
 * @param protocol the protocol of that service
 * @param operation the operation
 * @param request the request
 * @param answer the answer; null if the call was refused
 * @param error why the call was refused; null if it was not
 * @param caller how the call was made
 */
public record ApiCall(
    Call call,
    String service,
    Protocol protocol,
    String operation,
    SdkPojo request,
    @Nullable SdkPojo answer,
    @Nullable AwsError error,
    Caller caller) {

  /**
   * How a call was made.
   *
   * @param accessKeyId the access key; empty if a service called
   * @param userAgent the program, or the service that called
   * @param invokedBy the service that called, {@code autoscaling.amazonaws.com}; empty if none did
   * @param requestId the id of the request
   */
  public record Caller(String accessKeyId, String userAgent, String invokedBy, String requestId) {

    /** Returns that of a service which calls for the account. */
    public static Caller ofService(String principal, String requestId) {
      return new Caller("", principal, principal, requestId);
    }
  }

  private static final Pattern READS =
      Pattern.compile(
          "(Describe|Get|List|Lookup|Search|Simulate|Estimate|Check|Test|BatchGet|Validate"
              + "|Assume|Decode).*|Decrypt|Encrypt|ReEncrypt|GenerateDataKey.*|Verify|Sign");

  /** Returns whether the operation only reads, as CloudTrail sees it. */
  public boolean readOnly() {
    return READS.matcher(operation).matches();
  }
}
