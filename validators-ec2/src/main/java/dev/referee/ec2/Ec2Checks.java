package dev.referee.ec2;

/**
 * Factory methods for checks of EC2 and EC2 Auto Scaling: instances, launch templates, groups.
 *
 * <p>All of them read the team's {@link dev.referee.aws.Account}, never write, and follow every
 * page. The builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class Ec2Checks {
  private Ec2Checks() {}

  /**
   * Returns a builder of the check "No strange instance is running or coming back".
   *
   * <p>The servers of an Auto Scaling group carry a script in their user data that keeps starting
   * strange instances. It is stopped if the launch template or configuration is clean, the group
   * launches it, no running server has the old script, no strange instance is left, and none has
   * come back for a quiet period. The account's Region is judged. In other Regions, the check only
   * looks for strange instances, and only if {@link SpawnerStoppedBuilder#regions} is set. The
   * findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code GroupMissing}: the group does not exist. Deleting it is not the fix.
   *   <li>{@code LaunchTemplateMissing}: the launch template or configuration of the group does not
   *       exist; unknown if AWS names none.
   *   <li>{@code LaunchTemplateNotClean}: there is no version or launch configuration with user
   *       data that starts no instances.
   *   <li>{@code UserDataNotVisible}: code is downloaded and run at boot, or cannot be unpacked, so
   *       the result is unknown. Pending if {@link SpawnerStoppedBuilder#unseenQuietPeriod} accepts
   *       it later.
   *   <li>{@code DefaultVersionNotMoved}, {@code GroupLaunchesOldVersion}: a clean version exists,
   *       but the group launches another one.
   *   <li>{@code ProcessesSuspended}: processes that launch, terminate or replace instances are
   *       suspended.
   *   <li>{@code GroupScaledToZero}: the desired capacity of the group is 0.
   *   <li>{@code GroupCannotLaunch}: it has no instances, and its last launch failed.
   *   <li>{@code InstancesNotReplaced}: servers still run the old script: members of the group,
   *       running instances that it launched or contained in the last six weeks, and instances that
   *       were launched from the same template. A server that the group did not launch, or that was
   *       stopped since then, is judged by its own user data. Pending while an instance refresh
   *       replaces them, and while EC2 does not list a member.
   *   <li>{@code StrangeInstancesThere}: strange instances exist, including stopped ones. One
   *       finding for each Region with strange instances, or that could not be read.
   *   <li>{@code QuietPeriodNotOver}: the last one was there too recently; pending, with the end of
   *       the period.
   * </ol>
   *
   * <p>Every sound fix is accepted: a new version that the group names, or follows by {@code
   * $Default} or {@code $Latest}; another template; another launch configuration; mixed instances
   * with overrides, if all of them are clean; instances replaced by a refresh, by hand, or by
   * waiting; the script left in as a comment; and, if enabled, the script's permission revoked, or
   * code that is downloaded from trusted sources.
   *
   * <p>Without a group the check is {@code FAILED}; while CloudFormation is still creating the
   * group it is {@code PENDING}; the absence of strange instances is the goal. {@code fixedAt} is
   * the time at which the last strange instance, or the last server with the old script, was
   * terminated, by EC2's own times.
   *
   * <p>IAM actions: {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeInstanceRefreshes}, {@code autoscaling:DescribeLaunchConfigurations},
   * {@code autoscaling:DescribeScalingActivities}, {@code ec2:DescribeInstanceAttribute}, {@code
   * ec2:DescribeInstances}, {@code ec2:DescribeLaunchTemplateVersions}, {@code
   * iam:GetInstanceProfile}, {@code iam:SimulatePrincipalPolicy}, {@code iam:GetRole}, {@code
   * iam:ListRolePolicies}, {@code iam:GetRolePolicy}, {@code iam:ListAttachedRolePolicies}, {@code
   * iam:GetPolicy}, {@code iam:GetPolicyVersion}; for all Regions {@code ec2:DescribeRegions}; and
   * for a group of a stack {@code cloudformation:DescribeStackResource} and {@code
   * cloudformation:DescribeStacks}. IAM is called only for scripts that are still there. A fixed
   * task takes five calls, and one more for each further Region.
   *
   * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html">
   *     Instance refresh</a>
   */
  public static SpawnerStoppedBuilder spawnerStopped() {
    return new SpawnerStoppedBuilder();
  }

  /**
   * Returns a builder of the check "The required ports are open and no forbidden one is".
   *
   * <p>The check judges what security groups allow, as sets of packets: protocols, ports or ICMP
   * types, and the remote addresses, whatever the rules look like. Directly selected groups are
   * judged one by one, even if nothing uses them. The groups of an instance are judged for each
   * network interface: required traffic has to be open on the primary one, and forbidden traffic
   * must not be open on any. The findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code GroupMissing}: the group does not exist. Deleting it is not the fix.
   *   <li>{@code InstanceMissing}: there is no instance whose groups could be judged.
   *   <li>{@code OtherEndMissing}: a required group or prefix list, given by name, does not exist.
   *   <li>{@code PortNotOpen}: required traffic is not open, or only in part; the finding says
   *       which part.
   *   <li>{@code ForbiddenOpen}: forbidden traffic is open; the finding names the rules, and which
   *       part of each is too much.
   *   <li>{@code MoreOpenThanAsked}: something else is open, although nothing else may be.
   * </ol>
   *
   * <p>Every rule, or set of rules, that covers the requirement is accepted: wider ports and
   * blocks, protocol {@code -1}, prefix lists, several groups of an interface. A required group is
   * allowed by a rule that refers to it, or by rules that cover the private addresses of all its
   * members (their IPv4 addresses, if they have any). Required or allowed traffic is never
   * forbidden; requiring and forbidding the same traffic is refused. A rule with an unreadable
   * source or destination opens an unknown set: if the result depends on it, it is unknown. By
   * default the ports of SSH and RDP must not be open to the internet; {@link
   * PortsOpenBuilder#forbidden} defines that exactly. If nothing else may be open, a rule that
   * refers to a group without members is too much, because it is open to any future member.
   *
   * <p>Without a group or an instance the check is {@code FAILED}. A group that CloudFormation is
   * still creating, and excess traffic only of an instance that is shutting down, are {@code
   * PENDING}. EC2 does not record when a rule was created, so {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code ec2:DescribeSecurityGroupRules}; {@code ec2:DescribeSecurityGroups} for
   * groups by id, name, tag or stack, or {@code ec2:DescribeInstances} for those of instances; if a
   * rule's prefix list matters {@code ec2:GetManagedPrefixListEntries}, if the members of a group
   * matter {@code ec2:DescribeNetworkInterfaces}; for a prefix list by name {@code
   * ec2:DescribeManagedPrefixLists}; for a group of a stack {@code
   * cloudformation:DescribeStackResource} and {@code cloudformation:DescribeStacks}. A fixed task
   * takes two calls, and further ones for references that have to be resolved.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">
   *     Security group rules</a>
   */
  public static PortsOpenBuilder portsOpen() {
    return new PortsOpenBuilder();
  }

  /**
   * Returns a builder of the check "The internet cannot reach the instance: no public address, no
   * route".
   *
   * <p>It judges the instances themselves, not access through something else, such as an
   * internet-facing load balancer. Every interface of every instance is judged, and every route
   * table that their subnets use, whether their own or the VPC's main one. The findings, in this
   * order, and their meaning:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: there are fewer instances than required; terminated instances do
   *       not count. Pending while CloudFormation is creating it.
   *   <li>{@code InstanceNotRunning}: fewer instances run than required. Stopping an instance is
   *       not the fix: it serves nobody, and its public address comes back. Pending while it
   *       starts. If enough instances run, stopped ones are judged like them.
   *   <li>{@code InstanceHasPublicAddress}: a private address of an interface has a public IPv4
   *       address, assigned by AWS or an Elastic IP; or an interface has a global IPv6 address, and
   *       its subnet has an IPv6 route to an internet gateway. Pending if only instances that are
   *       being terminated have one.
   *   <li>{@code SubnetRoutesToInternetGateway}: a route leads to an internet gateway that is
   *       attached to the VPC, which makes the subnet public, whatever the route's destination is:
   *       a default route, a narrower one, halves of it, one with a prefix list, or one for IPv6. A
   *       gateway that is not attached lets nothing in, whatever the state of the route; it passes,
   *       and is named.
   *   <li>{@code WayOutLost}: no route leads to the internet any more; only if outbound access is
   *       required.
   * </ol>
   *
   * <p>Every sound fix is accepted: the instance launched again in a private subnet, if it is not
   * selected by its id; addresses removed; routes deleted, or pointed to a NAT gateway, a NAT
   * instance, a transit gateway; another route table for the subnet, or another main one; the
   * internet gateway detached; IPv6 behind an egress-only internet gateway.
   *
   * <p>Without an instance the check is {@code FAILED}. {@code fixedAt} is always unknown, because
   * AWS does not record when a route or an address was removed. VPC Block Public Access is not
   * read; it is not enough by itself.
   *
   * <p>IAM actions: {@code ec2:DescribeAddresses}, {@code ec2:DescribeInstances}, {@code
   * ec2:DescribeInternetGateways}, {@code ec2:DescribeRouteTables}, {@code
   * ec2:GetManagedPrefixListEntries}; for a group {@code autoscaling:DescribeAutoScalingGroups},
   * and for a stack resource {@code cloudformation:DescribeStackResource} and {@code
   * cloudformation:DescribeStacks}. A fixed task takes two calls.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html">Enable
   *     internet access for a VPC using an internet gateway</a>
   */
  public static InstancePrivateBuilder instancePrivate() {
    return new InstancePrivateBuilder();
  }

  /**
   * Returns a builder of the check "The subnet reaches the required destinations, over a permitted
   * route".
   *
   * <p>The check follows the outbound path from a subnet, or from instances, hop by hop: security
   * groups, network ACLs in both directions, routes, gateways, and what is behind them. By default
   * it has to lead to the internet over IPv4 on TCP 443, without the subnet being public. The
   * findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code SubnetMissing}: the subnet or the instance does not exist.
   *   <li>{@code SubnetIsPublic}: a route leads to an internet gateway that is attached to the VPC,
   *       whatever the route's destination is; more was opened than the fix needs.
   *   <li>{@code EndpointMissing}, {@code EndpointNotAvailable}, {@code EndpointNotInRouteTable},
   *       {@code EndpointWithoutPrivateDns}: a required service has no usable endpoint.
   *   <li>{@code SecurityGroupBlocks}: the instance's groups do not allow the traffic out.
   *   <li>{@code AclBlocks}: the subnet's network ACL does not allow the traffic out.
   *   <li>{@code EndpointGroupBlocks}, {@code EndpointAclBlocks}: the endpoint does not allow the
   *       traffic in.
   *   <li>{@code RouteMissing}, {@code RouteBlackholed}, {@code RouteLeadsElsewhere}: there is no
   *       route, or its target no longer exists, or cannot reach the destination, such as a peering
   *       connection.
   *   <li>{@code WayNotVisible}: the path leads to something that cannot be seen from here: another
   *       account, a virtual private gateway, a firewall. The result is then unknown.
   *   <li>{@code TransitGatewayNotAttached}, {@code TransitGatewayNotRouted}, {@code
   *       TransitGatewayHasNoWayBack}: the transit gateway does not forward the traffic or the
   *       replies.
   *   <li>{@code NatGatewayNotAvailable}: pending while it is being created.
   *   <li>{@code NatInstanceNotRunning}, {@code NatInstanceChecksAddresses}, {@code
   *       NatInstanceGroupBlocks}: the NAT instance does not forward the traffic.
   *   <li>{@code GatewayNotRouted}, {@code GatewayAclBlocks}: the subnet of the NAT has no onward
   *       route, or its network ACL blocks the traffic.
   *   <li>{@code InternetGatewayDetached}: the internet gateway is not attached.
   *   <li>{@code NatGatewayPrivate}, {@code AddressMissing}: there is no public address. A subnet
   *       without instances needs none: NAT gateways and load balancers have their own.
   *   <li>{@code AclBlocksAnswers}: the subnet's network ACL does not allow the replies in.
   *   <li>{@code InternetReachable}: only services may be reachable, but there is a path to the
   *       internet.
   * </ol>
   *
   * <p>Every sound design is accepted: NAT gateways, NAT instances, a transit gateway to another
   * VPC of the account, egress-only internet gateways, endpoints; routes of any size, separate
   * route tables and main ones. Endpoint policies are not considered. For replies, network ACLs
   * have to allow the ephemeral ports of Linux in, 32768 to 60999; those of Windows for Windows
   * instances; and those of a NAT gateway, 1024 to 65535.
   *
   * <p>Without a subnet the check is {@code FAILED}, even if CloudFormation could not create it; a
   * subnet that it is still creating is {@code PENDING}.
   *
   * <p>IAM actions: {@code ec2:DescribeEgressOnlyInternetGateways}, {@code ec2:DescribeInstances},
   * {@code ec2:DescribeInternetGateways}, {@code ec2:DescribeNatGateways}, {@code
   * ec2:DescribeNetworkAcls}, {@code ec2:DescribeNetworkInterfaces}, {@code
   * ec2:DescribeRouteTables}, {@code ec2:DescribeSecurityGroupRules}, {@code ec2:DescribeSubnets},
   * {@code ec2:DescribeTransitGatewayAttachments}, {@code
   * ec2:DescribeTransitGatewayVpcAttachments}, {@code ec2:DescribeVpcAttribute}, {@code
   * ec2:DescribeVpcEndpoints}, {@code ec2:GetManagedPrefixListEntries}, {@code
   * ec2:SearchTransitGatewayRoutes}, and for a subnet of a stack {@code
   * cloudformation:DescribeStackResource} and {@code cloudformation:DescribeStacks}. Subnets behind
   * a NAT gateway take six calls, however many they are.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html">Route
   *     tables</a>
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html">
   *     Ephemeral ports</a>
   */
  public static EgressBuilder egress() {
    return new EgressBuilder();
  }

  /**
   * Returns a builder of the check "The fleet serves: enough healthy instances, in enough zones".
   *
   * <p>The fleet is an Auto Scaling group. One of its instances serves if the group has it in
   * service, it is running and passes its status checks in EC2, and every target group that counts
   * reports it as healthy. Enough instances have to serve, in enough Availability Zones. The
   * findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code GroupMissing}: the group does not exist; pending while CloudFormation is creating
   *       it.
   *   <li>{@code GroupScaledToZero}: the desired capacity of the group is 0.
   *   <li>{@code GroupTooSmall}: the desired capacity of the group is less than required.
   *   <li>{@code ProcessesSuspended}: not enough instances serve, because processes that launch,
   *       replace or register instances are suspended.
   *   <li>{@code GroupCannotLaunch}: the group has fewer instances than desired, and its last
   *       launch failed; EC2 Auto Scaling's message says why.
   *   <li>{@code InstancesNotInService}: instances are missing, or in Standby; pending while they
   *       are being launched.
   *   <li>{@code InstancesNotHealthy}: instances are not running, unhealthy according to the group,
   *       or have an impaired status check; pending while a status check is initializing, or while
   *       the group is about to replace terminated instances.
   *   <li>{@code TooFewZones}: the remaining instances are in too few Availability Zones.
   *   <li>{@code TargetGroupMissing}: a target group that counts does not exist.
   *   <li>{@code TargetGroupWithoutLoadBalancer}: no listener or rule forwards to it.
   *   <li>{@code TargetsNotRegistered}: instances are not registered with it, or are draining.
   *   <li>{@code TargetZoneNotEnabled}: instances are in a zone that is not enabled for the load
   *       balancer.
   *   <li>{@code TargetsNotHealthy}: instances fail the load balancer's health checks, with its
   *       reason code; pending during the first checks.
   *   <li>{@code LoadBalancerNotJudged}: a Classic Load Balancer or VPC Lattice is attached, whose
   *       health checks are not read, so the result is unknown.
   * </ol>
   *
   * <p>Every way to get there is accepted: instances launched by the group, attached or registered
   * by hand, replaced or refreshed; mixed and weighted instances; several target groups, by
   * instance or by address. Processes may be suspended as long as enough instances serve. Instances
   * outside the group do not count by default; attach them.
   *
   * <p>Without a group or an instance the check is {@code FAILED}. By default, each selected group
   * has to serve by itself. {@code fixedAt} is unknown, because load balancers do not report since
   * when a target has been healthy.
   *
   * <p>IAM actions: {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeScalingActivities}, {@code ec2:DescribeInstanceStatus}; if load balancers
   * count {@code ec2:DescribeInstances}, {@code elasticloadbalancing:DescribeTargetGroups}, {@code
   * elasticloadbalancing:DescribeTargetHealth}; and for a group of a stack {@code
   * cloudformation:DescribeStackResource} and {@code cloudformation:DescribeStacks}. A fleet that
   * serves behind one target group takes three calls, and one more for each further hundred
   * instances.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html">
   *     Health checks for instances in an Auto Scaling group</a>
   */
  public static FleetServesBuilder fleetServes() {
    return new FleetServesBuilder();
  }
}
