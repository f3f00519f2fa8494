package dev.referee.ssm;

/**
 * Makes checks of what Systems Manager reaches: sessions, commands, managed instances.
 *
 * <p>All of them look at the team's {@link dev.referee.aws.Account}, and follow every page. The
 * builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class SsmChecks {
  private SsmChecks() {}

  /**
   * Begins the check "A session to this private instance opens and a command answers".
   *
   * <p>It is active: it starts a session to every instance that is meant and runs, types {@code
   * echo} and a nonce, reads the answer, and terminates the session in every case, also when it is
   * interrupted. What comes of that decides; the rest explains, and never overrules it. {@link
   * Proof} says what may be enough instead. Findings, in this order, and what they mean:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: it is not there: terminated, or never made; pending while
   *       CloudFormation is making it.
   *   <li>{@code InstanceNotRunning}: it is stopped; pending while it starts.
   *   <li>{@code InstanceHasPublicAddress}, {@code SubnetRoutesToInternetGateway}, {@code
   *       LoginPortOpened}: it did not stay private; these fail it also when a session opens.
   *   <li>{@code ProfileNotAttached}: it has no instance profile, and Default Host Management
   *       Configuration gives no role.
   *   <li>{@code ProfileWithoutRole}: the instance profile holds no role, or is gone.
   *   <li>{@code RoleNotTrusting}: EC2 may not assume the role.
   *   <li>{@code AgentNotPermitted}: the role may not do all that the agent needs, by the effect of
   *       all its policies; each missing action is named.
   *   <li>{@code MetadataDisabled}: the agent cannot read its credentials.
   *   <li>{@code VpcDnsDisabled}, {@code EndpointMissing}, {@code EndpointNotAvailable}, {@code
   *       EndpointPrivateDnsDisabled}, {@code SecurityGroupBlocks}, {@code AclBlocks}, {@code
   *       EndpointNotOpen}, {@code WayOutBroken}, {@code EndpointPolicyBlocks}: the agent does not
   *       get to Systems Manager, neither by endpoints nor by a way out.
   *   <li>{@code AgentNotRegistered}, {@code AgentOutdated}, {@code AgentOffline}, {@code
   *       SessionServiceNotConnected}: all that it needs is there, and the agent does not do it.
   *       Pending in its first minutes, and while it sleeps because the role or the way was
   *       repaired after it had started: it looks again within half an hour, or at once when it is
   *       restarted.
   *   <li>{@code SessionKeyNotUsable}, {@code SessionLogsNotWritable}, {@code RunAsUserMissing}: a
   *       session was closed because of what the session preferences ask for.
   *   <li>{@code SessionDoesNotOpen}: no session opened, or no command answered.
   * </ol>
   *
   * <p>Accepted is every way by which a session opens. No instance is {@code FAILED}. What is
   * silent or breaks off, and what could not be asked, is inconclusive. {@code fixedAt} is not
   * known.
   *
   * <p>IAM actions: active are {@code ssm:StartSession}, {@code ssm:TerminateSession}, {@code
   * ssmmessages:OpenDataChannel} and, for encrypted sessions, {@code kms:GenerateDataKey}; where a
   * command is proof enough they are {@code ssm:SendCommand}, {@code ssm:GetCommandInvocation} and
   * {@code ssm:CancelCommand}. The check declares those and what it reads. A private instance to
   * which a session opens takes three calls and the proof. A session whose start was never answered
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
   * Begins the check "A command that is sent to this private instance runs and answers": the claim
   * of {@link #sessionOpens} for those who allow no sessions.
   *
   * <p>It is active: it sends {@code echo} and a nonce by Run Command, reads what it wrote, and
   * cancels the command when it is not done in time. The findings are those of a session, without
   * those that only sessions need, and at their end {@code CommandDoesNotAnswer}.
   *
   * <p>No instance is {@code FAILED}. IAM actions: active are {@code ssm:SendCommand}, {@code
   * ssm:GetCommandInvocation} (which is asked again and again) and {@code ssm:CancelCommand}.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html">Run
   *     Command</a>
   */
  public static CommandAnswersBuilder commandAnswers() {
    return new CommandAnswersBuilder();
  }

  /**
   * Begins the check "The instances are managed: online in Systems Manager", for a set of them, all
   * or a share.
   *
   * <p>Being online is a symptom: it does not say that a session opens. Findings, in this order:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: there are not enough.
   *   <li>{@code InstanceNotRunning}: not enough of them run; pending while they start.
   *   <li>{@code AgentNotRegistered}: Systems Manager does not know enough of them; pending in
   *       their first minutes.
   *   <li>{@code AgentOffline}: not enough of them report.
   * </ol>
   *
   * <p>No instance is {@code FAILED}. IAM actions: {@code ec2:DescribeInstances}, {@code
   * ssm:DescribeInstanceInformation}, and for an instance of a stack {@code
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
