package dev.referee.ec2;

/**
 * Factory methods for checks of EC2 and EC2 Auto Scaling: instances, launch templates, groups.
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
   * back for a quiet period. Judged is the account's Region; in others only strange instances are
   * looked for, and only if {@link SpawnerStoppedBuilder#regions} says so. Findings, in this order,
   * and what they mean:
   *
   * <ol>
   *   <li>{@code GroupMissing}: there is no such group. Deleting it is not the fix.
   *   <li>{@code LaunchTemplateMissing}: what the group launches from does not exist; unknown when
   *       AWS names nothing.
   *   <li>{@code LaunchTemplateNotClean}: there is no version, or no launch configuration, whose
   *       user data starts no instances.
   *   <li>{@code UserDataNotVisible}: something is fetched at boot and run, or is packed so that it
   *       cannot be read; then nobody can say. Pending where {@link
   *       SpawnerStoppedBuilder#unseenQuietPeriod} accepts it later.
   *   <li>{@code DefaultVersionNotMoved}, {@code GroupLaunchesOldVersion}: a clean version exists,
   *       and the group launches another.
   *   <li>{@code ProcessesSuspended}: the group does not launch, terminate or replace by itself.
   *   <li>{@code GroupScaledToZero}: the group wants no instances.
   *   <li>{@code GroupCannotLaunch}: it has none, and its last launch failed.
   *   <li>{@code InstancesNotReplaced}: servers still run the old script: members of the group,
   *       such that it launched or held in the last six weeks and that still run, and such that
   *       were launched from the same template. A server that the group did not launch, or that was
   *       stopped since, is judged by its own user data. Pending while an instance refresh replaces
   *       them, and while EC2 does not list a member.
   *   <li>{@code StrangeInstancesThere}: strange instances exist; a stopped one does too. One
   *       finding for each Region with some, or that could not be looked at.
   *   <li>{@code QuietPeriodNotOver}: the last one was there too short a while ago; pending, until
   *       when.
   * </ol>
   *
   * <p>Accepted is every sound way: a new version that the group names, or follows by {@code
   * $Default} or {@code $Latest}; another template; a launch configuration replaced; mixed
   * instances with overrides, when all of them are clean; instances replaced by a refresh, by hand,
   * or by waiting; the script left in as a comment; and, when so told, the script's permission
   * taken away, or what is fetched from sources that the organiser trusts.
   *
   * <p>No group is {@code FAILED}; a group that CloudFormation is still making is {@code PENDING};
   * no strange instance at all is what is wanted. {@code fixedAt} is when the last strange
   * instance, or the last server with the old script, was ended, by EC2's own times.
   *
   * <p>IAM actions: {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeInstanceRefreshes}, {@code autoscaling:DescribeLaunchConfigurations},
   * {@code autoscaling:DescribeScalingActivities}, {@code ec2:DescribeInstanceAttribute}, {@code
   * ec2:DescribeInstances}, {@code ec2:DescribeLaunchTemplateVersions}, {@code
   * iam:GetInstanceProfile}, {@code iam:SimulatePrincipalPolicy}, {@code iam:GetRole}, {@code
   * iam:ListRolePolicies}, {@code iam:GetRolePolicy}, {@code iam:ListAttachedRolePolicies}, {@code
   * iam:GetPolicy}, {@code iam:GetPolicyVersion}; for all Regions {@code ec2:DescribeRegions}; and
   * for a group of a stack {@code cloudformation:DescribeStackResource} and {@code
   * cloudformation:DescribeStacks}. IAM is asked only about scripts that are still there. A fixed
   * task takes five calls, and one more for each further Region.
   *
   * @see <a href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html">
   *     Instance refresh</a>
   */
  public static SpawnerStoppedBuilder spawnerStopped() {
    return new SpawnerStoppedBuilder();
  }

  /**
   * Begins the check "The required ports are open and no forbidden one is".
   *
   * <p>Judged is what security groups let through, as sets of packets: protocols, ports or ICMP
   * types, and the addresses at the other end, whichever rules they come from. Groups that are
   * selected themselves are judged one by one, whether or not anything has them; those of an
   * instance by network interface: what is required has to be open on the primary one, and what
   * must not be open must not be on any. Findings, in this order, and what they mean:
   *
   * <ol>
   *   <li>{@code GroupMissing}: there is no such group. Deleting it is not the fix.
   *   <li>{@code InstanceMissing}: there is no instance whose groups could be judged.
   *   <li>{@code OtherEndMissing}: a group or prefix list that is required by name does not exist.
   *   <li>{@code PortNotOpen}: something required is not open, or only in part; says which part.
   *   <li>{@code ForbiddenOpen}: something forbidden is open; names the rules, and which part of
   *       each is too much.
   *   <li>{@code MoreOpenThanAsked}: where nothing else may be open, something is.
   * </ol>
   *
   * <p>Accepted is every rule, or set of rules, that covers what is required: wider ports and
   * blocks, protocol {@code -1}, prefix lists, several groups of an interface. A required group is
   * let in by a rule that refers to it, or by rules that cover the private addresses of all its
   * members (their IPv4 addresses, where they have any). What is required or allowed is never
   * forbidden; to require and forbid the same is refused. A rule whose other end cannot be read
   * opens an unknown set: where something depends on it, nobody can say. By default the ports of
   * SSH and RDP must not be open to the Internet; {@link PortsOpenBuilder#forbidden} says what that
   * means exactly. Where nothing else may be open, a rule that refers to a group without members is
   * too much: it is open to whoever joins.
   *
   * <p>No group and no instance are {@code FAILED}; a group that CloudFormation is still making,
   * and what is too much only at an instance that is shutting down, are {@code PENDING}. A rule
   * does not tell when it was made, so {@code fixedAt} is not known.
   *
   * <p>IAM actions: {@code ec2:DescribeSecurityGroupRules}; {@code ec2:DescribeSecurityGroups} for
   * groups by id, name, tag or stack, or {@code ec2:DescribeInstances} for those of instances;
   * where a rule's prefix list decides {@code ec2:GetManagedPrefixListEntries}, where the members
   * of a group do {@code ec2:DescribeNetworkInterfaces}; for a prefix list by name {@code
   * ec2:DescribeManagedPrefixLists}; for a group of a stack {@code
   * cloudformation:DescribeStackResource} and {@code cloudformation:DescribeStacks}. A fixed task
   * takes two calls, and one more for what has to be resolved.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">
   *     Security group rules</a>
   */
  public static PortsOpenBuilder portsOpen() {
    return new PortsOpenBuilder();
  }

  /**
   * Begins the check "The internet cannot reach the instance: no public address, no route".
   *
   * <p>It is about instances themselves: a way in through something else, as through a load
   * balancer that faces the internet, is not its business. Every interface of every instance is
   * judged, and every route table that their subnets use, be it their own or the VPC's main one.
   * Findings, in this order, and what they mean:
   *
   * <ol>
   *   <li>{@code InstanceMissing}: there are fewer instances than there have to be; no instance is
   *       not a private one, and those that are terminated do not count. Pending while
   *       CloudFormation is making it.
   *   <li>{@code InstanceNotRunning}: fewer run than have to. Stopping an instance is not the fix:
   *       it serves nobody, and its public address comes back. Pending while it starts. A stopped
   *       one beside enough that run is judged like them.
   *   <li>{@code InstanceHasPublicAddress}: a private address of an interface has a public IPv4
   *       address, given by AWS or an Elastic IP; or an interface has a global IPv6 address, and
   *       its subnet an IPv6 route to an internet gateway. Pending when only instances have one
   *       that are being terminated.
   *   <li>{@code SubnetRoutesToInternetGateway}: a route leads to an internet gateway that is
   *       attached to the VPC, which makes the subnet public, whatever the route's destination is:
   *       a default route, a narrower one, halves of it, one by a prefix list, or one for IPv6. A
   *       gateway that is not attached lets nothing in, whatever the route's state says; it passes,
   *       and is named.
   *   <li>{@code WayOutLost}: nothing leads to the internet any more; only if a way out must be
   *       kept.
   * </ol>
   *
   * <p>Accepted is every sound way: the instance launched again in a private subnet, when it is
   * selected by something else than its id; addresses taken away; routes deleted, or led to a NAT
   * gateway, a NAT instance, a transit gateway; another route table for the subnet, or another main
   * one; the internet gateway detached; IPv6 behind an egress-only internet gateway.
   *
   * <p>No instance is {@code FAILED}. {@code fixedAt} is never said: AWS keeps no time of a route's
   * or an address's end. VPC Block Public Access is not read; who relies on it alone is not passed.
   *
   * <p>IAM actions: {@code ec2:DescribeAddresses}, {@code ec2:DescribeInstances}, {@code
   * ec2:DescribeInternetGateways}, {@code ec2:DescribeRouteTables}, {@code
   * ec2:GetManagedPrefixListEntries}; for a group {@code autoscaling:DescribeAutoScalingGroups},
   * and for what is of a stack {@code cloudformation:DescribeStackResource} and {@code
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
   * Begins the check "The subnet reaches the required destinations, over a permitted route".
   *
   * <p>The way out of a subnet, or of instances, is followed hop by hop: security groups, network
   * ACLs both ways, routes, gateways, and what is behind those. By default it has to lead to the
   * Internet over IPv4 on TCP 443, without the subnet being public. Findings, in this order, and
   * what they mean:
   *
   * <ol>
   *   <li>{@code SubnetMissing}: there is no such subnet, or no such instance.
   *   <li>{@code SubnetIsPublic}: a route leads to an internet gateway that is attached to the VPC,
   *       whatever the route's destination is; more was opened than the fix needs.
   *   <li>{@code EndpointMissing}, {@code EndpointNotAvailable}, {@code EndpointNotInRouteTable},
   *       {@code EndpointWithoutPrivateDns}: there is no endpoint that can be used for a service
   *       that is asked for.
   *   <li>{@code SecurityGroupBlocks}: the instance's groups do not let it out.
   *   <li>{@code AclBlocks}: the subnet's network ACL does not let it out.
   *   <li>{@code EndpointGroupBlocks}, {@code EndpointAclBlocks}: the endpoint does not let it in.
   *   <li>{@code RouteMissing}, {@code RouteBlackholed}, {@code RouteLeadsElsewhere}: there is no
   *       route, or to something that is gone, or that cannot lead there, as a peering connection.
   *   <li>{@code WayNotVisible}: it leads to something that cannot be seen from here: another
   *       account, a virtual private gateway, a firewall. Then nobody can say.
   *   <li>{@code TransitGatewayNotAttached}, {@code TransitGatewayNotRouted}, {@code
   *       TransitGatewayHasNoWayBack}: the transit gateway does not carry it, or not the answers.
   *   <li>{@code NatGatewayNotAvailable}: pending while it is made.
   *   <li>{@code NatInstanceNotRunning}, {@code NatInstanceChecksAddresses}, {@code
   *       NatInstanceGroupBlocks}: the NAT instance does not forward it.
   *   <li>{@code GatewayNotRouted}, {@code GatewayAclBlocks}: the subnet that the NAT is in has no
   *       way on, or its network ACL blocks it.
   *   <li>{@code InternetGatewayDetached}: the internet gateway is not attached.
   *   <li>{@code NatGatewayPrivate}, {@code AddressMissing}: there is no public address. A subnet
   *       without instances needs none: NAT gateways and load balancers bring their own.
   *   <li>{@code AclBlocksAnswers}: the subnet's network ACL does not let the answers in.
   *   <li>{@code InternetReachable}: only services were asked for, and there is a way to the
   *       Internet.
   * </ol>
   *
   * <p>Accepted is every sound way: NAT gateways, NAT instances, a transit gateway to another VPC
   * of the account, egress-only internet gateways, endpoints; routes of whatever cut, own route
   * tables and main ones. Endpoint policies are not looked at. For answers, network ACLs have to
   * let in the ports that Linux takes, 32768 to 60999; those of Windows where the instances are
   * such; and those of a NAT gateway, 1024 to 65535.
   *
   * <p>No subnet is {@code FAILED}, even if CloudFormation could not create it; one that it is
   * still creating is {@code PENDING}.
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
   * Begins the check "The fleet serves: enough healthy instances, in enough zones".
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
   * and for a group of a stack {@code cloudformation:DescribeStackResource} and {@code
   * cloudformation:DescribeStacks}. A fleet that serves behind one target group takes three calls,
   * and one more for each further hundred instances.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html">
   *     Health checks for instances in an Auto Scaling group</a>
   */
  public static FleetServesBuilder fleetServes() {
    return new FleetServesBuilder();
  }
}
