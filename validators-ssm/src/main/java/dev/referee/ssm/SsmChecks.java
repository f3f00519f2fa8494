package dev.referee.ssm;

/**
 * Factory methods for checks of Systems Manager: sessions, commands, managed instances.
 *
 * <p>All of them use the team's {@link dev.referee.aws.Account}, and follow every page. The
 * builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class SsmChecks {
  private SsmChecks() {}

  /**
   * Returns a builder of the check "A session to this private instance opens and a command
   * answers".
   *
   * <p>It is active: it starts a session to every selected running instance, types {@code echo} and
   * a nonce, reads the output, and always terminates the session, even if it is interrupted. The
   * result of the session decides; the other findings explain it, and never overrule it. {@link
   * ProofLevel} sets which lower level of proof is enough. The findings, in this order, and their
   * meaning:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: the instance does not exist or is terminated; pending while
   *       CloudFormation is creating it.
   *   <li>{@code InstanceNotRunning}: the instance is stopped; pending while it starts.
   *   <li>{@code InstanceHasPublicAddress}, {@code SubnetRoutesToInternetGateway}, {@code
   *       LoginPortOpened}: the instance did not stay private; these fail the check even if a
   *       session opens.
   *   <li>{@code ProfileNotAttached}: it has no instance profile, and Default Host Management
   *       Configuration provides no role.
   *   <li>{@code ProfileWithoutRole}: the instance profile contains no role, or no longer exists.
   *   <li>{@code RoleNotTrusting}: EC2 may not assume the role.
   *   <li>{@code AgentNotPermitted}: all policies of the role together do not allow everything that
   *       the agent needs; each missing action is named.
   *   <li>{@code MetadataDisabled}: the agent cannot read its credentials.
   *   <li>{@code VpcDnsDisabled}, {@code EndpointMissing}, {@code EndpointNotAvailable}, {@code
   *       EndpointPrivateDnsDisabled}, {@code SecurityGroupBlocks}, {@code AclBlocks}, {@code
   *       EndpointNotOpen}, {@code WayOutBroken}, {@code EndpointPolicyBlocks}: the agent cannot
   *       reach Systems Manager, neither through endpoints nor through the internet.
   *   <li>{@code AgentNotRegistered}, {@code AgentOutdated}, {@code AgentOffline}, {@code
   *       SessionServiceNotConnected}: everything that the agent needs is there, but the agent does
   *       not connect. Pending in its first minutes, and while it waits because the role or the
   *       network path was repaired after it had started: it retries within half an hour, or at
   *       once if it is restarted.
   *   <li>{@code SessionKeyNotUsable}, {@code SessionLogsNotWritable}, {@code RunAsUserMissing}: a
   *       session was closed because of the session preferences.
   *   <li>{@code SessionDoesNotOpen}: no session opened, or no command responded.
   * </ol>
   *
   * <p>Every setup in which a session opens is accepted. Without an instance the check is {@code
   * FAILED}. A silent or broken session, or a failed read, is inconclusive. {@code fixedAt} is
   * unknown.
   *
   * <p>IAM actions: active are {@code ssm:StartSession}, {@code ssm:TerminateSession}, {@code
   * ssmmessages:OpenDataChannel} and, for encrypted sessions, {@code kms:GenerateDataKey}; if a
   * command is enough as proof, they are {@code ssm:SendCommand}, {@code ssm:GetCommandInvocation}
   * and {@code ssm:CancelCommand}. The check declares these and its reads. A private instance to
   * which a session opens takes three calls and the proof. A session whose start got no response
   * cannot be terminated; nobody connects to it, and Systems Manager ends it.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-troubleshooting.html">Troubleshooting
   *     Session Manager</a>
   */
  public static SessionOpensBuilder sessionOpens() {
    return new SessionOpensBuilder();
  }

  /**
   * Returns a builder of the check "A command that is sent to this private instance runs and
   * answers": an alternative to {@link #sessionOpens} if sessions are not allowed.
   *
   * <p>It is active: it sends {@code echo} and a nonce with Run Command, reads the output, and
   * cancels the command if it does not end in time. The findings are those of a session, without
   * those that only sessions need, and {@code CommandDoesNotAnswer} at the end.
   *
   * <p>Without an instance the check is {@code FAILED}. IAM actions: active are {@code
   * ssm:SendCommand}, {@code ssm:GetCommandInvocation} (which is polled) and {@code
   * ssm:CancelCommand}.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html">Run
   *     Command</a>
   */
  public static CommandAnswersBuilder commandAnswers() {
    return new CommandAnswersBuilder();
  }

  /**
   * Returns a builder of the check "The instances are managed: online in Systems Manager", for a
   * set of them, all or a share.
   *
   * <p>Being online does not prove that a session opens. The findings, in this order:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: there are not enough instances.
   *   <li>{@code InstanceNotRunning}: not enough instances run; pending while they start.
   *   <li>{@code AgentNotRegistered}: not enough instances have registered with Systems Manager;
   *       pending in their first minutes.
   *   <li>{@code AgentOffline}: not enough instances report to Systems Manager.
   * </ol>
   *
   * <p>Without an instance the check is {@code FAILED}. IAM actions: {@code ec2:DescribeInstances},
   * {@code ssm:DescribeInstanceInformation}, and for a stack resource {@code
   * cloudformation:DescribeStackResource} and {@code cloudformation:DescribeStacks}. It takes two
   * calls, and one more for each further fifty instances.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html">DescribeInstanceInformation</a>
   */
  public static ManagedInstancesBuilder managedInstances() {
    return new ManagedInstancesBuilder();
  }
}
