package dev.referee.ssm;

import com.google.common.base.Splitter;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.List;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The role whose permissions an agent has.
 *
 * @param name its name, without a path
 * @param arn its ARN
 * @param trust its trust policy
 * @param source the source of the role
 */
record AgentRole(String name, String arn, String trust, Source source) {
  private static final int ARN_PARTS = 6;

  /** The sources of an agent's role. */
  enum Source {
    /** The instance profile. */
    PROFILE("ec2.amazonaws.com"),
    /** Default Host Management Configuration. */
    DEFAULT_HOST_MANAGEMENT("ssm.amazonaws.com");

    private final String service;

    Source(String service) {
      this.service = service;
    }

    /** Returns the service that has to be trusted. */
    String service() {
      return service;
    }
  }

  /**
   * Reads a role.
   *
   * @param operation the operation that returned it
   * @throws dev.referee.Inconclusive if a member is missing
   */
  static AgentRole of(String operation, Role role, Source source) {
    String arn = Required.member(operation, "Arn", role.arn());
    if (Splitter.on(':').limit(ARN_PARTS).splitToList(arn).size() < ARN_PARTS) {
      throw Required.unreadable(operation, "has an invalid Arn");
    }
    return new AgentRole(
        Required.member(operation, "RoleName", role.roleName()),
        arn,
        Required.member(operation, "AssumeRolePolicyDocument", role.assumeRolePolicyDocument()),
        source);
  }

  /** Evaluates whether the service that provides the role to the agent may assume it. */
  Decision trusts() {
    List<Decision> decisions =
        services().stream()
            .map(
                service ->
                    Access.of(Principal.service(service))
                        .resource(Policy.of("the trust policy of " + name, trust))
                        .build()
                        .to("sts:AssumeRole", arn))
            .toList();
    return decisions.stream()
        .filter(Decision.Allowed.class::isInstance)
        .findFirst()
        .orElse(decisions.get(0));
  }

  /** In China, services also have other names. */
  private List<String> services() {
    return partition().equals("aws-cn")
        ? List.of(source.service(), source.service() + ".cn")
        : List.of(source.service());
  }

  /** Returns the ARN of an instance in the role's account. */
  String instanceArn(String region, String instanceId) {
    return "arn:%s:ec2:%s:%s:instance/%s".formatted(partition(), region, account(), instanceId);
  }

  private String partition() {
    return arn.split(":", ARN_PARTS)[1];
  }

  private String account() {
    return arn.split(":", ARN_PARTS)[4];
  }

  /** Returns the ARN. */
  @Override
  public String toString() {
    return arn;
  }
}
