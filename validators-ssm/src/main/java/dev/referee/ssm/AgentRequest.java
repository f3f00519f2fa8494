package dev.referee.ssm;

import static com.google.common.base.Strings.isNullOrEmpty;

import com.google.common.collect.ImmutableList;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Decisions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The IAM requests of the agent on an instance, with the role that it uses.
 *
 * @param region the instance's Region
 * @param instance the instance of the agent
 * @param role the role that it uses
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html">The
 *     least permissions of an instance for Session Manager</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_ssmmessages.html">Actions
 *     of the Message Gateway Service, which know no resources</a>
 */
record AgentRequest(String region, Instance instance, AgentRole role) {
  /** The action with which an agent registers and reports. */
  static final String REGISTERS = "ssm:UpdateInstanceInformation";

  private static final ImmutableList<String> CHANNELS =
      ImmutableList.of(
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel");

  /** All actions that it needs for a session. */
  static final ImmutableList<String> ACTIONS =
      ImmutableList.<String>builder().add(REGISTERS).addAll(CHANNELS).build();

  /** Returns the actions of a service, for example {@code ssm}. */
  static List<String> actions(String service) {
    return service.equals("ssm") ? ImmutableList.of(REGISTERS) : CHANNELS;
  }

  String instanceArn() {
    return role.instanceArn(region, instance.instanceId());
  }

  /** Evaluates actions with policies. */
  Decisions decide(Access.Builder policies, List<String> actions) {
    Access access = with(policies).build();
    Map<String, Decision> decisions = new LinkedHashMap<>();
    actions.forEach(
        action ->
            decisions.put(
                action, access.to(action, action.equals(REGISTERS) ? instanceArn() : "*")));
    return new Decisions(decisions);
  }

  /** Sets the context that is the same for every path of the request. */
  private Access.Builder with(Access.Builder access) {
    access
        .known("aws:RequestedRegion", region)
        .known("aws:SecureTransport", "true")
        .known("aws:ViaAWSService", "false")
        .absent("aws:MultiFactorAuthPresent", "aws:CalledVia")
        .known("ec2:SourceInstanceARN", instanceArn())
        .known("ssm:SourceInstanceARN", instanceArn());
    if (role.source() == AgentRole.Source.PROFILE && !isNullOrEmpty(instance.vpcId())) {
      access.known("aws:Ec2InstanceSourceVpc", instance.vpcId());
      Optional.ofNullable(instance.privateIpAddress())
          .ifPresent(address -> access.known("aws:Ec2InstanceSourcePrivateIPv4", address));
    }
    return access;
  }

  /** Sets the endpoint of the request, if there is one. */
  static Access.Builder by(Optional<VpcEndpoint> endpoint, Access.Builder access) {
    if (endpoint.isEmpty()) {
      return access.absent("aws:SourceVpc", "aws:SourceVpce", "aws:VpcSourceIp");
    }
    return access
        .known("aws:SourceVpc", endpoint.get().vpcId())
        .known("aws:SourceVpce", endpoint.get().vpcEndpointId());
  }
}
