package dev.referee;

import java.time.Instant;

/**
 * One AWS answer that a verdict is based on.
 *
 * @param service the service that answered, as IAM names it: {@code ec2}
 * @param operation what it was asked: {@code DescribeInstances}
 * @param account whose it is: an AWS account id, or the name of another kind of target
 * @param region where; {@code aws-global} for a service without Regions
 * @param endpoint the host that answered
 * @param status the HTTP status of the answer
 * @param requestId the id that the service gave to the call; empty when it gave none
 * @param at when the answer was there
 * @param digest SHA-256 of the answer's bytes, lower-case hexadecimal
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
    String digest) {}
