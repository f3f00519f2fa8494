package dev.referee.ssm;

import static dev.referee.ssm.SessionExpectations.METADATA_REACHED;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * A diagnosis of agents that are not connected: their roles, permissions and network paths.
 * Everything that can be seen is judged, regardless of other findings.
 */
final class SessionDiagnosis {
  static final Permissions READS =
      IdentityStep.READS.and(AgentPermission.READS).and(AgentConnectivity.READS);

  private final IdentityStep identity;
  private final AgentPermission permission;
  private final AgentConnectivity connectivity;

  SessionDiagnosis(Account account) {
    Identity roles = new Identity(account);
    this.identity = new IdentityStep(roles);
    this.connectivity = new AgentConnectivity(account);
    this.permission = new AgentPermission(account, roles, connectivity);
  }

  /** Returns the connectivity of the agents. */
  AgentConnectivity ways() {
    return connectivity;
  }

  /** Returns the findings about a running instance, in the order of the steps. */
  ImmutableList<Finding> judge(Instance instance) {
    return ImmutableList.<Finding>builder()
        .addAll(identity.judge(instance))
        .addAll(permission.judge(instance))
        .add(metadata(instance))
        .addAll(connectivity.judge(instance))
        .addAll(connectivity.policies(instance, () -> permission.acting(instance)))
        .build();
  }

  /** Judges whether the agent can read its credentials from the instance metadata. */
  private static Finding metadata(Instance instance) {
    String id = instance.instanceId();
    boolean off =
        instance.metadataOptions() != null
            && "disabled".equals(instance.metadataOptions().httpEndpointAsString());
    return off
        ? METADATA_REACHED
            .unsatisfied()
            .subject(id)
            .expected("the instance metadata service, which provides the role's credentials")
            .seen("The instance metadata service of %s is off.".formatted(id))
            .remedy("Enable the HTTP endpoint in the instance metadata options of " + id + ".")
            .build()
        : METADATA_REACHED
            .satisfied()
            .subject(id)
            .seen("The instance metadata service is on.")
            .build();
  }
}
