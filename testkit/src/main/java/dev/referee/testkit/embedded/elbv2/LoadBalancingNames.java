package dev.referee.testkit.embedded.elbv2;

/**
 * Refuses names of load balancers and target groups, in the words of AWS.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html">CreateLoadBalancer</a>
 */
final class LoadBalancingNames {
  private static final int LONGEST = 32;
  private static final String TARGET_GROUP = "(?!.*--)(?!^-)(?!.*-$)^[A-Za-z0-9-]+$";

  private LoadBalancingNames() {}

  static void requireLoadBalancer(String name) {
    String subject = "The load balancer name '" + name + "' ";
    requireShort(subject, name);
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw LoadBalancing.invalid(
          subject + "can only contain characters that are alphanumeric characters and hyphens(-)");
    }
    if (name.startsWith("internal-")) {
      throw LoadBalancing.invalid(subject + "cannot begin with 'internal-'");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      throw LoadBalancing.invalid(subject + "cannot begin or end with a hyphen(-)");
    }
  }

  static void requireTargetGroup(String name) {
    String subject = "Target group name '" + name + "' ";
    requireShort(subject, name);
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw LoadBalancing.invalid(
          subject + "can only contain characters that are alphanumeric characters or hyphens(-)");
    }
    if (!name.matches(TARGET_GROUP)) {
      throw LoadBalancing.invalid(
          ("1 validation error detected: Value '%s' at 'targetGroup.targetGroupArn.targetGroupName'"
                  + " failed to satisfy constraint: Member must satisfy regular expression"
                  + " pattern: %s")
              .formatted(name, TARGET_GROUP));
    }
  }

  private static void requireShort(String subject, String name) {
    if (name.length() > LONGEST) {
      throw LoadBalancing.invalid(subject + "cannot be longer than '" + LONGEST + "' characters");
    }
  }
}
