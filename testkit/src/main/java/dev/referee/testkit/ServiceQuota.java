package dev.referee.testkit;

/**
 * A quota of AWS that an embedded account holds its team to, under the name and with the default
 * value that Service Quotas has for it.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon VPC
 *     quotas</a>
 */
public enum ServiceQuota {
  /** VPCs per Region, the default VPC among them. */
  VPCS_PER_REGION("L-F678F1CE", 5),

  /** Elastic IP addresses per Region. */
  ELASTIC_IPS_PER_REGION("L-0263D0A3", 5),

  /**
   * Rules per network ACL, counted for each direction and apart for IPv4 and IPv6; the rule that
   * denies whatever no other rule matches is one of them.
   */
  RULES_PER_NETWORK_ACL("L-2AEEBF1A", 20);

  private final String code;
  private final int defaultValue;

  ServiceQuota(String code, int defaultValue) {
    this.code = code;
    this.defaultValue = defaultValue;
  }

  /** Returns the code that Service Quotas has for this quota, as in {@code L-F678F1CE}. */
  public String code() {
    return code;
  }

  /** Returns the value that a new account has. */
  public int defaultValue() {
    return defaultValue;
  }
}
