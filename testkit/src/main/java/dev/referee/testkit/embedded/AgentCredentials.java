package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataEndpointState;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/**
 * Is what an agent calls AWS by: the role of the instance profile, or that of Default Host
 * Management Configuration.
 *
 * @param call a call that the role makes
 * @param roleName the role
 * @param hostManaged whether it is that of Default Host Management Configuration
 * @param sourceArn the instance
 */
record AgentCredentials(Call call, String roleName, boolean hostManaged, String sourceArn) {
  private static final String HOST_MANAGEMENT_SINCE = "3.2.582.0";

  /** Says how it went to take credentials. */
  enum Outcome {
    TAKEN,
    DENIED,
    FAILED
  }

  /**
   * Is what came of taking credentials.
   *
   * @param outcome how it went
   * @param credentials the credentials; null when there are none
   */
  record Answer(Outcome outcome, @Nullable AgentCredentials credentials) {
    static final Answer DENIED = new Answer(Outcome.DENIED, null);
    static final Answer FAILED = new Answer(Outcome.FAILED, null);
  }

  /**
   * Takes credentials as the agent does: those of the instance profile when they are good for a
   * registration, else those of Default Host Management Configuration.
   */
  static Answer take(Ec2 ec2, Instance instance, AgentBuild build) {
    if (instance.metadataOptions().httpEndpoint() == InstanceMetadataEndpointState.DISABLED) {
      return Answer.FAILED;
    }
    Call profile = ec2.profiles.asRoleOf(instance, ec2.home.region());
    if (profile != null) {
      Answer answer =
          registering(
              ec2, instance, profile, ResourcePolicy.roleName(profile.principalArn()), false);
      if (answer.outcome() != Outcome.DENIED) {
        return answer;
      }
    }
    String name = HostManagement.of(ec2.home).roleName();
    IamRole role = name == null ? null : IamState.of(ec2.home).roles().get(name);
    if (name == null
        || role == null
        || !build.atLeast(HOST_MANAGEMENT_SINCE)
        || !role.trustsService("ssm.amazonaws.com")) {
      return Answer.DENIED;
    }
    String session =
        "arn:aws:sts::%s:assumed-role/%s/%s"
            .formatted(ec2.home.accountId(), name, instance.instanceId());
    return registering(
        ec2,
        instance,
        new Call(
            ec2.home.accountId(), ec2.home.region(), session, ec2.home.store(), ec2.home.clock()),
        name,
        true);
  }

  private static Answer registering(
      Ec2 ec2, Instance instance, Call call, String roleName, boolean hostManaged) {
    String arn =
        "arn:aws:ec2:%s:%s:instance/%s"
            .formatted(ec2.home.region(), ec2.home.accountId(), instance.instanceId());
    AgentCredentials credentials = new AgentCredentials(call, roleName, hostManaged, arn);
    return credentials.may("ssm:UpdateInstanceInformation", arn)
        ? new Answer(Outcome.TAKEN, credentials)
        : Answer.DENIED;
  }

  /** Says whether the role may do something, by its own policies. */
  boolean may(String action, String resource) {
    IamState iam = IamState.of(call);
    IamRole role = iam.roles().get(roleName);
    return role != null
        && new Permissions(iam).decide(role, action, resource, context())
            == PolicyEvaluationDecisionType.ALLOWED;
  }

  private ListMultimap<String, String> context() {
    return ImmutableListMultimap.of(
        "aws:RequestedRegion",
        call.region(),
        "ec2:SourceInstanceARN",
        sourceArn,
        "aws:PrincipalArn",
        "arn:aws:iam::" + call.accountId() + ":role/" + roleName);
  }
}
