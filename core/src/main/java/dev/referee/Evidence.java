package dev.referee;

import java.time.Instant;

/**
 * One AWS response that a verdict is based on.
 *
 * @param service the service that answered, as IAM names it: {@code ec2}
 * @param operation the operation: {@code DescribeInstances}
 * @param account the AWS account id, or the name of another kind of target
 * @param region the Region; {@code aws-global} for a service without Regions
 * @param endpoint the host that responded
 * @param status the HTTP status of the response
 * @param requestId the request id; empty if there is none
 * @param at when the response arrived
 * @param digest SHA-256 of the response body, in lower-case hexadecimal
 */
public record Evidence(
    String service,
    String operation,
    String account,
    String region,
    String endpoint,
    int status,
    String requestId,
    Instant at,
    String digest) {

  /** Uses what differs most; each response is looked up in the evidence of each check. */
  @Override
  public int hashCode() {
    return 31 * requestId.hashCode() + digest.hashCode();
  }
}
