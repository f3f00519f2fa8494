package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes checks of what EC2 and EC2 Auto Scaling have: instances, launch templates, groups.
 *
 * <p>All of them look at the team's {@link dev.referee.aws.Account}, only read, and follow every
 * page. The builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class Ec2Checks {
  private Ec2Checks() {}

  /**
   * Begins the check "No strange instance is running or coming back".
   *
   * <p>The servers of an Auto Scaling group carry a script in their user data that keeps starting
   * strange instances. It is stopped when what the group launches from is clean, the group launches
   * it, no running server carries the old script, no strange instance is left, and none has come
   * back for a quiet period. Findings, in this order, and what they mean:
   *
   * <ol>
   *   <li>{@code GroupMissing}: there is no such group. Deleting it is not the fix.
   *   <li>{@code LaunchTemplateMissing}: what the group launches from does not exist.
   *   <li>{@code LaunchTemplateNotClean}: there is no version, or no launch configuration, whose
   *       user data starts no instances.
   *   <li>{@code UserDataNotVisible}: the user data is fetched at boot ({@code #include}), or
   *       packed so that it cannot be read; then nobody can say.
   *   <li>{@code DefaultVersionNotMoved}, {@code GroupLaunchesOldVersion}: a clean version exists,
   *       and the group launches another.
   *   <li>{@code ProcessesSuspended}: the group does not launch, terminate or replace by itself.
   *   <li>{@code GroupScaledToZero}: the group wants no instances.
   *   <li>{@code GroupCannotLaunch}: it has none, and its last launch failed.
   *   <li>{@code InstancesNotReplaced}: servers still run the old script, also such that have left
   *       the group; pending while an instance refresh replaces them.
   *   <li>{@code StrangeInstancesThere}: strange instances exist; a stopped one does too.
   *   <li>{@code QuietPeriodNotOver}: the last one was there too short a while ago; pending, until
   *       when.
   * </ol>
   *
   * <p>Accepted is every sound way: a new version that the group names, or follows by {@code
   * $Default} or {@code $Latest}; another template; a launch configuration replaced; mixed
   * instances with overrides, when all of them are clean; instances replaced by a refresh, by hand,
   * or by waiting; the script left in as a comment; and, when so told, the script's permission
   * taken away.
   *
   * <p>No group is {@code FAILED}; a group that CloudFormation is still making is {@code PENDING};
   * no strange instance at all is what is wanted. {@code fixedAt} is when the last strange
   * instance, or the last server with the old script, was ended, by EC2's own times.
   *
   * <p>IAM actions: {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeInstanceRefreshes}, {@code autoscaling:DescribeLaunchConfigurations},
   * {@code autoscaling:DescribeScalingActivities}, {@code ec2:DescribeInstanceAttribute}, {@code
   * ec2:DescribeInstances}, {@code ec2:DescribeLaunchTemplateVersions}, {@code
   * iam:GetInstanceProfile}, {@code iam:SimulatePrincipalPolicy}, and for a group of a stack {@code
   * cloudformation:DescribeStackResource}. A fixed task takes four calls.
   *
   * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html">
   *     Instance refresh</a>
   */
  public static SpawnerStoppedBuilder spawnerStopped() {
    return new SpawnerStoppedBuilder();
  }

  /** Builds the check that {@link #spawnerStopped} begins. Not thread-safe. */
  public static final class SpawnerStoppedBuilder {
    private @Nullable AutoScalingGroups groups;
    private @Nullable Instances strange;
    private UserDataRule userData = UserDataRule.STARTS_INSTANCES;
    private Duration quietPeriod = Duration.ofMinutes(5);
    private boolean revokedPermissionAccepted;

    private SpawnerStoppedBuilder() {}

    /** Sets whose servers are meant; must be set. */
    public SpawnerStoppedBuilder group(AutoScalingGroups groups) {
      this.groups = groups;
      return this;
    }

    /** Sets how to tell a strange instance; must be set. */
    public SpawnerStoppedBuilder strange(Instances strange) {
      this.strange = strange;
      return this;
    }

    /**
     * Sets what makes user data bad, in place of the calls that start instances (AWS CLI, SDKs,
     * PowerShell). One pattern that is found is enough; comments are left out.
     */
    public SpawnerStoppedBuilder badUserData(Pattern first, Pattern... more) {
      this.userData =
          new UserDataRule(ImmutableList.<Pattern>builder().add(first).add(more).build());
      return this;
    }

    /** Sets for how long none must come back; 5 minutes by default. */
    public SpawnerStoppedBuilder quietPeriod(Duration quietPeriod) {
      checkArgument(
          !quietPeriod.isNegative(), "A quiet period is not negative, and this is %s", quietPeriod);
      this.quietPeriod = quietPeriod;
      return this;
    }

    /**
     * Sets whether it is enough that the script's role may not start instances any more, although
     * the script is still there; not enough by default.
     */
    public SpawnerStoppedBuilder acceptRevokedPermission(boolean accepted) {
      this.revokedPermissionAccepted = accepted;
      return this;
    }

    /**
     * Returns the check.
     *
     * @throws IllegalStateException when the group, or how to tell a strange instance, is not set
     */
    public Check build() {
      checkState(groups != null, "Say whose servers are meant: group(AutoScalingGroups.named(..))");
      checkState(strange != null, "Say what is strange: strange(Instances.tagged(.., ..))");
      return new SpawnerStopped(
          new SpawnerParameters(groups, strange, userData, quietPeriod, revokedPermissionAccepted));
    }
  }

  /**
   * Begins the check "The fleet serves: as many healthy instances as wanted, in enough zones".
   *
   * <p>The fleet is an Auto Scaling group. An instance of it serves when the group has it in
   * service, EC2 runs it and its status checks pass, and every target group that counts says that
   * it is healthy. Enough of them have to serve, in enough Availability Zones. Findings, in this
   * order, and what they mean:
   *
   * <ol>
   *   <li>{@code GroupMissing}: there is no such group; pending while CloudFormation is making it.
   *   <li>{@code GroupScaledToZero}: the group wants no instances.
   *   <li>{@code GroupTooSmall}: the group wants fewer instances than are asked.
   *   <li>{@code ProcessesSuspended}: not enough serve, and that is because the group does not
   *       launch, replace or register by itself.
   *   <li>{@code GroupCannotLaunch}: the group has fewer than it wants, and its last launch failed;
   *       EC2 Auto Scaling's own words say why.
   *   <li>{@code InstancesNotInService}: instances are missing, or on standby; pending while they
   *       are being launched.
   *   <li>{@code InstancesNotHealthy}: EC2 does not run them, the group holds them for unhealthy,
   *       or a status check is impaired; pending while a status check is initializing, or while the
   *       group is about to replace what ended.
   *   <li>{@code TooFewZones}: those that are left are in too few Availability Zones.
   *   <li>{@code TargetGroupMissing}: a target group that counts does not exist.
   *   <li>{@code TargetGroupWithoutLoadBalancer}: no listener or rule forwards to it.
   *   <li>{@code TargetsNotRegistered}: instances are not registered with it, or are draining.
   *   <li>{@code TargetZoneNotEnabled}: instances are in a zone that the load balancer does not
   *       serve.
   *   <li>{@code TargetsNotHealthy}: instances fail the load balancer's health checks, with its
   *       reason code; pending while the first checks are going on.
   *   <li>{@code LoadBalancerNotJudged}: a Classic Load Balancer, or VPC Lattice, is attached;
   *       nobody asks them here, so nobody can say.
   * </ol>
   *
   * <p>Accepted is any way of getting there: instances launched by the group, attached or
   * registered by hand, replaced or refreshed; mixed and weighted instances; several target groups,
   * by instance or by address. Processes may be suspended as long as enough instances serve.
   * Instances that are not in the group do not count, unless told otherwise: attach them.
   *
   * <p>No group, and no instance, is {@code FAILED}. Each selected group has to serve by itself,
   * unless told otherwise. {@code fixedAt} is not known: load balancers do not say since when a
   * target is healthy.
   *
   * <p>IAM actions: {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeScalingActivities}, {@code ec2:DescribeInstanceStatus}; where load
   * balancers count {@code ec2:DescribeInstances}, {@code
   * elasticloadbalancing:DescribeTargetGroups}, {@code elasticloadbalancing:DescribeTargetHealth};
   * and for a group of a stack {@code cloudformation:DescribeStackResource}. A fleet that serves
   * behind one target group takes three calls, and one more for each further hundred instances.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html">
   *     Health checks for instances in an Auto Scaling group</a>
   */
  public static FleetServesBuilder fleetServes() {
    return new FleetServesBuilder();
  }
}
