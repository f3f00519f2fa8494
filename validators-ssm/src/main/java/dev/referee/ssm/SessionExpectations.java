package dev.referee.ssm;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Expectation;
import dev.referee.networks.InternetExposure;
import java.util.stream.Stream;

/** The expectations of session checks, in the order in which to fix them. */
final class SessionExpectations {
  // The instance.
  static final Expectation THERE =
      Expectation.of("InstanceMissing", "instances", "The instances exist");
  static final Expectation RUNNING =
      Expectation.of("InstanceNotRunning", "instances", "The instances are running");

  // It stays private.
  static final Expectation NO_PUBLIC_ADDRESS = InternetExposure.NO_PUBLIC_ADDRESS;
  static final Expectation NO_GATEWAY_ROUTE = InternetExposure.NO_GATEWAY_ROUTE;
  static final Expectation NO_PORT_OPENED =
      Expectation.of(
          "LoginPortOpened",
          "security groups of the instances",
          "No login port (SSH, RDP) is open to the internet");

  // Its identity.
  static final Expectation PROFILE_ATTACHED =
      Expectation.of(
          "ProfileNotAttached",
          "identity of the instances",
          "The instances have an instance profile, or Default Host Management covers them");
  static final Expectation PROFILE_HAS_ROLE =
      Expectation.of(
          "ProfileWithoutRole",
          "identity of the instances",
          "The instance profiles exist and contain a role");
  static final Expectation ROLE_TRUSTED =
      Expectation.of(
          "RoleNotTrusting",
          "identity of the instances",
          "The trust policy of the role allows EC2 to assume it");

  // Its permissions.
  static final Expectation AGENT_PERMITTED =
      Expectation.of(
          "AgentNotPermitted",
          "permissions of the role",
          "The role has the permissions that the agent needs");

  // Its path to Systems Manager.
  static final Expectation METADATA_REACHED =
      Expectation.of(
          "MetadataDisabled", "metadata of the instances", "The agent can read its credentials");
  static final Expectation VPC_DNS =
      Expectation.of("VpcDnsDisabled", "DNS of the VPC", "The VPC resolves names");
  static final Expectation ENDPOINT_THERE =
      Expectation.of(
          "EndpointMissing",
          "path to Systems Manager",
          "The instances have a network path to Systems Manager: VPC endpoints, or the internet");
  static final Expectation ENDPOINT_AVAILABLE =
      Expectation.of("EndpointNotAvailable", "VPC endpoints", "The endpoints are available");
  static final Expectation ENDPOINT_PRIVATE_DNS =
      Expectation.of(
          "EndpointPrivateDnsDisabled",
          "names of the VPC endpoints",
          "The names of the services resolve to the endpoints");
  static final Expectation GROUP_LETS_OUT =
      Expectation.of(
          "SecurityGroupBlocks",
          "security groups of the instances",
          "The security groups of the instances allow the agent's traffic out");
  static final Expectation ACL_LETS_THROUGH =
      Expectation.of(
          "AclBlocks",
          "network ACLs",
          "The network ACLs allow the agent's traffic out and the answers in");
  static final Expectation ENDPOINT_OPEN =
      Expectation.of(
          "EndpointNotOpen",
          "security groups of the VPC endpoints",
          "The security groups of the endpoints allow the instances in");
  static final Expectation WAY_LEADS_OUT =
      Expectation.of(
          "WayOutBroken", "path to Systems Manager", "The route to Systems Manager is complete");
  static final Expectation ENDPOINT_POLICY =
      Expectation.of(
          "EndpointPolicyBlocks",
          "policies of the VPC endpoints",
          "The policies of the endpoints allow the agent's calls");

  // Its agent.
  static final Expectation REGISTERED =
      Expectation.of(
          "AgentNotRegistered", "agents", "The agents have registered with Systems Manager");
  static final Expectation VERSION =
      Expectation.of(
          "AgentOutdated", "versions of the agents", "The agents are new enough for sessions");
  static final Expectation FETCHES =
      Expectation.of(
          "AgentOutdated",
          "versions of the agents",
          "The agents are new enough to receive commands in their network");
  static final Expectation ONLINE =
      Expectation.of("AgentOffline", "agents", "The agents report to Systems Manager");
  static final Expectation CONNECTED =
      Expectation.of(
          "SessionServiceNotConnected",
          "connection of the agents",
          "The agents are connected to the session service");

  // The proof.
  static final Expectation SESSION_KEY =
      Expectation.of(
          "SessionKeyNotUsable",
          "session preferences",
          "The KMS key of the session preferences can be used");
  static final Expectation SESSION_LOGS =
      Expectation.of(
          "SessionLogsNotWritable",
          "session preferences",
          "The logs of the session preferences can be written");
  static final Expectation RUN_AS =
      Expectation.of(
          "RunAsUserMissing",
          "session preferences",
          "The Run As user of the session preferences exists");
  static final Expectation OPENS =
      Expectation.of("SessionDoesNotOpen", "session", "A session opens and a command answers");

  static final Expectation ANSWERS =
      Expectation.of("CommandDoesNotAnswer", "command", "A command runs and answers");

  /** All steps to a session, in order. */
  static final ImmutableList<Expectation> TO_SESSION =
      ImmutableList.of(
          THERE,
          RUNNING,
          NO_PUBLIC_ADDRESS,
          NO_GATEWAY_ROUTE,
          NO_PORT_OPENED,
          PROFILE_ATTACHED,
          PROFILE_HAS_ROLE,
          ROLE_TRUSTED,
          AGENT_PERMITTED,
          METADATA_REACHED,
          VPC_DNS,
          ENDPOINT_THERE,
          ENDPOINT_AVAILABLE,
          ENDPOINT_PRIVATE_DNS,
          GROUP_LETS_OUT,
          ACL_LETS_THROUGH,
          ENDPOINT_OPEN,
          WAY_LEADS_OUT,
          ENDPOINT_POLICY,
          REGISTERED,
          VERSION,
          ONLINE,
          CONNECTED,
          SESSION_KEY,
          SESSION_LOGS,
          RUN_AS,
          OPENS);

  private static final ImmutableSet<Expectation> OF_SESSIONS =
      ImmutableSet.of(CONNECTED, SESSION_KEY, SESSION_LOGS, RUN_AS, OPENS);

  /** All steps to a command that responds, in order, without those that only sessions need. */
  static final ImmutableList<Expectation> TO_COMMAND =
      Stream.concat(
              TO_SESSION.stream()
                  .filter(step -> !OF_SESSIONS.contains(step))
                  .map(step -> step.equals(VERSION) ? FETCHES : step),
              Stream.of(ANSWERS))
          .collect(ImmutableList.toImmutableList());

  private SessionExpectations() {}
}
