package dev.referee.testkit;

/**
 * An AWS quota that an embedded account enforces, with the name and the default value of Service
 * Quotas.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC
 *     quotas</a>
 */
public enum ServiceQuota {
  /** VPCs per Region, including the default VPC. */
  VPCS_PER_REGION("L-F678F1CE", 5),

  /** Elastic IP addresses per Region. */
  ELASTIC_IPS_PER_REGION("L-0263D0A3", 5),

  /**
   * Rules per network ACL, counted separately for each direction and for IPv4 and IPv6, including
   * the default rule that denies everything else.
   */
  RULES_PER_NETWORK_ACL("L-2AEEBF1A", 20);

  private final String code;
  private final int defaultValue;

  ServiceQuota(String code, int defaultValue) {
    this.code = code;
    this.defaultValue = defaultValue;
  }

  /** Returns the code of this quota in Service Quotas, for example {@code L-F678F1CE}. */
  public String code() {
    return code;
  }

  /** Returns the default value. */
  public int defaultValue() {
    return defaultValue;
  }
}
