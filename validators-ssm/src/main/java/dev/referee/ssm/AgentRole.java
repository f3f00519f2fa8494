package dev.referee.ssm;

import dev.referee.aws.iam.Access;
import dev.referee.aws.iam.Decision;
import dev.referee.aws.iam.Policy;
import dev.referee.aws.iam.Principal;
import java.util.List;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * Is the role that an agent acts by.
 *
 * @param name its name, without a path
 * @param arn its ARN
 * @param trust its trust policy
 * @param source how the agent comes by it
 */
record AgentRole(String name, String arn, String trust, Source source) {

  /** Says how an agent comes by a role. */
  enum Source {
    /** By the instance profile. */
    PROFILE("ec2.amazonaws.com"),
    /** By Default Host Management Configuration. */
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

  static AgentRole of(Role role, Source source) {
    return new AgentRole(role.roleName(), role.arn(), role.assumeRolePolicyDocument(), source);
  }

  /** Decides whether the role lets the service assume it that hands it to the agent. */
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

  /** In China, services have names of their own, too. */
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
    return arn.split(":", 6)[1];
  }

  private String account() {
    return arn.split(":", 6)[4];
  }

  /** Returns the ARN. */
  @Override
  public String toString() {
    return arn;
  }
}
