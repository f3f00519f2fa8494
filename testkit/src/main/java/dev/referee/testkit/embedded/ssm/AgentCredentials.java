package dev.referee.testkit.embedded.ssm;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataEndpointState;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The AWS credentials of an agent: from the instance profile or Default Host Management
 * Configuration.
 *
 * @param call a call that the role makes
 * @param roleName the role
 * @param hostManaged whether it is that of Default Host Management Configuration
 * @param sourceArn the instance
 * @param vpcId where the instance is
 */
record AgentCredentials(
    Call call, String roleName, boolean hostManaged, String sourceArn, String vpcId) {
  private static final String HOST_MANAGEMENT_SINCE = "3.2.582.0";

  /** The possible outcomes of obtaining credentials. */
  enum Outcome {
    TAKEN,
    DENIED,
    FAILED
  }

  /**
   * The result of taking credentials.
   *
   * @param outcome how it went
   * @param credentials the credentials; null if there are none
   */
  record Answer(Outcome outcome, @Nullable AgentCredentials credentials) {
    static final Answer DENIED = new Answer(Outcome.DENIED, null);
    static final Answer FAILED = new Answer(Outcome.FAILED, null);
  }

  /**
   * Takes credentials as the agent does: those of the instance profile when they are good for a
   * registration, else those of Default Host Management Configuration.
   */
  static Answer take(Call context, Instance instance, AgentBuild build) {
    Ec2 ec2 = Ec2.of(context);
    Ec2.ServicePath path = ec2.pathTo(instance, "ssm");
    if (path == null
        || instance.metadataOptions().httpEndpoint() == InstanceMetadataEndpointState.DISABLED) {
      return Answer.FAILED;
    }
    Call profile = ec2.asRoleOf(instance);
    if (profile != null) {
      Answer answer =
          registering(
              instance, path, profile, ResourcePolicy.roleName(profile.principalArn()), false);
      if (answer.outcome() != Outcome.DENIED) {
        return answer;
      }
    }
    String name = HostManagement.of(context).roleName();
    Role role = name == null ? null : Iam.of(context).role(name);
    if (name == null
        || role == null
        || !build.atLeast(HOST_MANAGEMENT_SINCE)
        || !Iam.of(context).trusts(role, "ssm.amazonaws.com")) {
      return Answer.DENIED;
    }
    String session =
        "arn:aws:sts::%s:assumed-role/%s/%s"
            .formatted(context.accountId(), name, instance.instanceId());
    return registering(
        instance,
        path,
        new Call(context.accountId(), context.region(), session, context.store(), context.clock()),
        name,
        true);
  }

  private static Answer registering(
      Instance instance, Ec2.ServicePath path, Call call, String roleName, boolean hostManaged) {
    String arn =
        "arn:aws:ec2:%s:%s:instance/%s"
            .formatted(call.region(), call.accountId(), instance.instanceId());
    AgentCredentials credentials =
        new AgentCredentials(call, roleName, hostManaged, arn, instance.vpcId());
    return credentials.may("ssm:UpdateInstanceInformation", arn, path)
        ? new Answer(Outcome.TAKEN, credentials)
        : Answer.DENIED;
  }

  /**
   * Returns whether the role may do something: by its own policies, and by that of the endpoint on
   * the way.
   */
  boolean may(String action, String resource, Ec2.ServicePath path) {
    VpcEndpoint endpoint = path.endpoint();
    ListMultimap<String, String> context = context(endpoint);
    if (!Iam.of(call).allows(roleName, new NeededPermission(action, resource, context))) {
      return false;
    }
    ResourcePolicy policy = endpoint == null ? null : ResourcePolicy.of(endpoint.policyDocument());
    return policy == null
        || (policy.allows(call, action, resource, context)
            && !policy.denies(call, action, resource, context));
  }

  private ListMultimap<String, String> context(@Nullable VpcEndpoint endpoint) {
    ImmutableListMultimap.Builder<String, String> context = ImmutableListMultimap.builder();
    context.put("aws:RequestedRegion", call.region());
    context.put("aws:SecureTransport", "true");
    context.put("aws:PrincipalAccount", call.accountId());
    context.put("aws:PrincipalArn", "arn:aws:iam::" + call.accountId() + ":role/" + roleName);
    context.put("ec2:SourceInstanceARN", sourceArn);
    if (endpoint != null) {
      context.put("aws:SourceVpc", vpcId);
      context.put("aws:SourceVpce", endpoint.vpcEndpointId());
    }
    return context.build();
  }
}
