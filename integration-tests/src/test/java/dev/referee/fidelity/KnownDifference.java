package dev.referee.fidelity;

import dev.referee.Outcome;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.World;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A known difference between moto and AWS in something that moto answers.
 *
 * <p>It explains a world only if the result matches it. When moto supports it, it is not there any
 * more, and goes.
 *
 * @param words what moto does, in words
 * @param explains whether it explains the result of a world
 * @param there proves that moto still does it, in an account in which nothing has happened yet
 */
record KnownDifference(String words, Predicate<Case> explains, Predicate<Sandbox> there) {

  /**
   * A scenario with different verdicts.
   *
   * @param world the world
   * @param asked the calls that set it up on moto
   * @param here its verdict in the embedded account
   * @param there what was said of it on moto; nothing when its story could not be told
   */
  record Case(World<?> world, List<String> asked, Said here, Said there) {
    boolean asked(String operation) {
      return asked.contains(operation);
    }

    /** Returns whether moto was found at that step. */
    boolean stuckAt(String... codes) {
      return List.of(codes).contains(there.next());
    }

    boolean pendingHere() {
      return here.outcome() == Outcome.PENDING;
    }
  }

  static final List<KnownDifference> ALL =
      List.of(
          new KnownDifference(
              "an instance of a group is said to run what its group would launch now",
              it ->
                  it.asked("AutoScaling:CreateAutoScalingGroup")
                      && (it.asked("AutoScaling:UpdateAutoScalingGroup")
                          || it.asked("Ec2:ModifyLaunchTemplate")),
              Proofs::instancesFollowTheirGroup),
          new KnownDifference(
              "a group launches all its instances in one subnet",
              it -> it.stuckAt("TooFewZones"),
              Proofs::groupsUseOneSubnet),
          new KnownDifference(
              "instances of a group do not say what they weigh",
              it ->
                  it.asked("AutoScaling:CreateAutoScalingGroup")
                      && it.stuckAt("InstancesNotInService"),
              Proofs::weightsAreNotTold),
          new KnownDifference(
              "what takes AWS a while is done at once, and does not fail either",
              it ->
                  it.pendingHere()
                      || (it.asked("Ec2:CreateNatGateway")
                          && it.here().next().equals("NatGatewayNotAvailable")),
              Proofs::gatewaysAreAvailableAtOnce),
          new KnownDifference(
              "a resource of a stack does not fail: it is created, or the stack is refused",
              it ->
                  it.asked("CloudFormation:CreateStack") && it.world().kind() == World.Kind.ABSENT,
              Proofs::stacksDoNotFail),
          new KnownDifference(
              "a network ACL does not speak of IPv6",
              it -> it.stuckAt("AclBlocks"),
              Proofs::aclsDoNotKnowIpv6),
          new KnownDifference(
              "a route to what was deleted goes on as if it were there",
              it -> it.here().next().equals("RouteBlackholed") || it.asked("Ec2:DeleteNatGateway"),
              Proofs::routesDoNotGoBlack),
          new KnownDifference(
              "private DNS names of an endpoint stay on",
              it -> it.here().next().equals("EndpointWithoutPrivateDns"),
              Proofs::privateDnsStaysOn),
          new KnownDifference(
              "an automatic public address cannot be refused or taken away",
              it -> it.stuckAt("InstanceHasPublicAddress"),
              Proofs::publicAddressesStay),
          new KnownDifference(
              "an interface gets no IPv6 addresses",
              it -> it.stuckAt("SubnetRoutesToInternetGateway"),
              Proofs::interfacesHaveNoIpv6),
          new KnownDifference(
              "a VPC's default security group lets nothing in",
              it -> it.asked("Ec2:RevokeSecurityGroupIngress") && it.there().equals(Said.NOTHING),
              Proofs::defaultGroupsLetNothingIn),
          new KnownDifference(
              "a wildcard finds no managed prefix list",
              it -> it.asked("Ec2:DescribeManagedPrefixLists") && it.there().equals(Said.NOTHING),
              Proofs::wildcardsFindNoPrefixList),
          new KnownDifference(
              "a transit gateway has no routes but static ones",
              it -> it.stuckAt("TransitGatewayNotRouted", "TransitGatewayHasNoWayBack"),
              Proofs::transitGatewaysDoNotPropagate),
          new KnownDifference(
              "a command is said to have succeeded that nobody ran",
              it -> it.stuckAt("CommandDoesNotAnswer", "SessionDoesNotOpen"),
              Proofs::commandsSucceedWithoutAnInstance),
          new KnownDifference(
              "an interface that is attached gets the groups of its instance, too",
              it -> it.asked("Ec2:AttachNetworkInterface") && it.stuckAt("ForbiddenOpen"),
              Proofs::attachedInterfacesGetGroups),
          new KnownDifference(
              "a group has no scaling activities",
              it ->
                  it.asked("AutoScaling:AttachInstances")
                      && it.here().next().equals("InstancesNotReplaced"),
              Proofs::groupsHaveNoActivities),
          new KnownDifference(
              "the user data of a stopped instance cannot be changed",
              it ->
                  it.asked("Ec2:ModifyInstanceAttribute")
                      && it.asked("Ec2:StopInstances")
                      && it.there().equals(Said.NOTHING),
              Proofs::userDataCannotBeChanged),
          new KnownDifference(
              "instances of a group have no instance profile",
              it ->
                  it.asked("AutoScaling:CreateAutoScalingGroup")
                      && it.asked("Iam:CreateInstanceProfile")
                      && it.stuckAt("LaunchTemplateNotClean"),
              Proofs::membersHaveNoProfile));

  /** Returns the one that explains a world. */
  static Optional<KnownDifference> of(Case seen) {
    return ALL.stream().filter(it -> it.explains().test(seen)).findFirst();
  }
}
