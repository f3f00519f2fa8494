package dev.referee.aws;

import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * An operation of an AWS service in a Region.
 *
 * @param service the service as IAM names it: {@code ec2}
 * @param name the operation: {@code DescribeInstances}
 * @param region the Region, or {@code aws-global}
 */
record Operation(String service, String name, String region) {
  static final String PROOF = "sts:GetCallerIdentity";

  /** The services whose name in IAM differs from that in signatures. */
  private static final Map<String, String> SERVICES =
      Map.of("monitoring", "cloudwatch", "tagging", "tag");

  /** The services that have one endpoint for all Regions, with the same responses. */
  private static final Set<String> GLOBAL =
      Set.of("iam", "organizations", "route53", "cloudfront", "globalaccelerator");

  /**
   * The operations whose name in IAM differs from that in the API; from the actions tables of the
   * Service Authorization Reference.
   */
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("s3:HeadBucket", "s3:ListBucket"),
          Map.entry("s3:ListObjects", "s3:ListBucket"),
          Map.entry("s3:ListObjectsV2", "s3:ListBucket"),
          Map.entry("s3:ListObjectVersions", "s3:ListBucketVersions"),
          Map.entry("s3:ListBuckets", "s3:ListAllMyBuckets"),
          Map.entry("s3:HeadObject", "s3:GetObject"),
          Map.entry("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
          Map.entry("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
          Map.entry("s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
          Map.entry("s3:GetBucketLifecycleConfiguration", "s3:GetLifecycleConfiguration"),
          Map.entry("s3:GetBucketNotificationConfiguration", "s3:GetBucketNotification"),
          Map.entry("s3:GetBucketCors", "s3:GetBucketCORS"),
          Map.entry("lambda:Invoke", "lambda:InvokeFunction"));

  static Operation of(ExecutionAttributes attributes) {
    @SuppressWarnings("deprecation") // an interceptor has no other way to get the signing name
    String signing =
        attributes.getAttribute(
            software.amazon.awssdk.auth.signer.AwsSignerExecutionAttribute.SERVICE_SIGNING_NAME);
    String service = SERVICES.getOrDefault(signing, signing);
    return new Operation(
        service,
        attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME),
        GLOBAL.contains(service)
            ? "aws-global"
            : attributes.getAttribute(AwsExecutionAttribute.AWS_REGION).id());
  }

  /** Returns the IAM action that allows it. */
  String action() {
    String action = service + ":" + name;
    return ACTIONS.getOrDefault(action, action);
  }

  /** Returns whether it is GetCallerIdentity, which needs no permission. */
  boolean isProof() {
    return action().equals(PROOF);
  }

  @Override
  public String toString() {
    return service + ":" + name + " in " + region;
  }
}
