package dev.referee.ec2;

import static dev.referee.ec2.FleetServesExpectations.BIG_ENOUGH;
import static dev.referee.ec2.FleetServesExpectations.ENOUGH_ZONES;
import static dev.referee.ec2.FleetServesExpectations.HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.IN_SERVICE;
import static dev.referee.ec2.FleetServesExpectations.IN_USE;
import static dev.referee.ec2.FleetServesExpectations.JUDGEABLE;
import static dev.referee.ec2.FleetServesExpectations.REGISTERED;
import static dev.referee.ec2.FleetServesExpectations.TARGETS_HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.TARGET_GROUP_EXISTS;
import static dev.referee.ec2.FleetServesExpectations.ZONE_ENABLED;
import static dev.referee.ec2.ServedFleet.NAME;
import static dev.referee.ec2.ServedFleet.anywhere;
import static dev.referee.ec2.ServedFleet.behind;
import static dev.referee.ec2.SpawnerStoppedExpectations.CAN_LAUNCH;
import static dev.referee.ec2.SpawnerStoppedExpectations.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.HAS_INSTANCES;
import static dev.referee.ec2.SpawnerStoppedExpectations.PROCESSES_RUN;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.model.CreateAutoScalingGroupRequest;
import software.amazon.awssdk.services.autoscaling.model.LaunchTemplateOverrides;
import software.amazon.awssdk.services.autoscaling.model.TrafficSourceIdentifier;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleCondition;

/** The scenarios of the check "The fleet serves". */
class FleetServesTest extends CheckContract<ServedFleet> {

  @Override
  protected ServedFleet begin(Sandbox sandbox) {
    return new ServedFleet(sandbox);
  }

  @Override
  protected Check check(ServedFleet fleet) {
    FleetServesBuilder builder =
        Ec2Checks.fleetServes()
            .group(fleet.judged)
            .zones(fleet.zones)
            .together(fleet.together)
            .acceptOutsiders(fleet.outsiders)
            .loadBalancerHealth(fleet.loadBalancers);
    fleet.atLeast.ifPresent(builder::atLeast);
    List<String> named = fleet.namedTargetGroups;
    if (!named.isEmpty()) {
      builder.targetGroups(named.get(0), named.subList(1, named.size()).toArray(String[]::new));
    }
    return builder.build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  @Override
  protected Worlds<ServedFleet> worlds() {
    Worlds<ServedFleet> worlds = new Worlds<>();
    brokenGroups(worlds);
    brokenTargets(worlds);
    fixed(worlds);
    overFixed(worlds);
    others(worlds);
    return worlds;
  }

  private static Consumer<CreateAutoScalingGroupRequest.Builder> weighted(int weight) {
    return it ->
        it.mixedInstancesPolicy(
            mixed ->
                mixed.launchTemplate(
                    template ->
                        template
                            .launchTemplateSpecification(
                                SpawningFleet.specification(NAME, "$Latest"))
                            .overrides(
                                LaunchTemplateOverrides.builder()
                                    .instanceType("t3.large")
                                    .weightedCapacity(String.valueOf(weight))
                                    .build())));
  }

  private static void brokenGroups(Worlds<ServedFleet> worlds) {
    worlds
        .broken(
            "the group wants none",
            HAS_INSTANCES,
            it -> it.prepared().group(NAME, group -> group.desiredCapacity(0)))
        .broken("the group wants fewer than are asked", BIG_ENOUGH, it -> it.built().asking(4))
        .broken(
            "launching is suspended, and an instance was terminated",
            PROCESSES_RUN,
            it -> it.built().suspend("Launch").terminateOne().later(5))
        .broken(
            "all is suspended, and an instance is stopped",
            PROCESSES_RUN,
            it -> it.built().suspend().stopOne().later(5))
        .broken(
            "nothing is replaced that is unhealthy",
            PROCESSES_RUN,
            it -> {
              String id = it.built().suspend("ReplaceUnhealthy").oneServer();
              it.autoScaling.setInstanceHealth(
                  health -> health.instanceId(id).healthStatus("Unhealthy"));
              it.later(5);
            })
        .broken(
            "a new instance is not added to the load balancer",
            PROCESSES_RUN,
            it ->
                it.built()
                    .suspend("AddToLoadBalancer")
                    .update(group -> group.desiredCapacity(4))
                    .later(5))
        .broken(
            "instances are launched from an image that does not exist",
            CAN_LAUNCH,
            it -> {
              it.built()
                  .ec2
                  .createLaunchTemplateVersion(
                      version ->
                          version
                              .launchTemplateName(NAME)
                              .sourceVersion("1")
                              .launchTemplateData(data -> data.imageId("ami-00000000000000bad")));
              it.terminateOne().later(5);
            })
        .broken(
            "what the group launches from was deleted",
            CAN_LAUNCH,
            it -> {
              it.built().ec2.deleteLaunchTemplate(template -> template.launchTemplateName(NAME));
              it.terminateOne().later(5);
            })
        .broken(
            "two that weigh four are not the three that are asked",
            IN_SERVICE,
            it ->
                it.asking(3)
                    .prepared()
                    .group(
                        NAME,
                        behind(it.targetGroup)
                            .andThen(weighted(2))
                            .andThen(group -> group.desiredCapacity(4)))
                    .later(5))
        .broken(
            "an instance is unhealthy",
            HEALTHY,
            it -> {
              String id = it.built().oneServer();
              it.autoScaling.setInstanceHealth(
                  health -> health.instanceId(id).healthStatus("Unhealthy"));
            })
        .broken(
            "all are in one zone",
            ENOUGH_ZONES,
            it ->
                it.prepared()
                    .group(
                        NAME,
                        behind(it.targetGroup)
                            .andThen(group -> group.vpcZoneIdentifier(it.subnets.get(1))))
                    .later(5))
        .broken(
            "more zones are asked than the group has",
            ENOUGH_ZONES,
            it -> {
              it.zones = 3;
              it.prepared()
                  .group(
                      NAME,
                      behind(it.targetGroup)
                          .andThen(
                              group ->
                                  group.vpcZoneIdentifier(
                                      it.subnets.get(0) + "," + it.subnets.get(2))))
                  .later(5);
            });
  }

  private static void brokenTargets(Worlds<ServedFleet> worlds) {
    worlds
        .broken(
            "the target group was deleted",
            TARGET_GROUP_EXISTS,
            it -> {
              it.built().balancing.deleteListener(gone -> gone.listenerArn(it.listener));
              it.balancing.deleteTargetGroup(gone -> gone.targetGroupArn(it.targetGroup));
            })
        .broken(
            "a target group of that name does not exist",
            TARGET_GROUP_EXISTS,
            it -> it.built().namedTargetGroups = List.of("unicorn-api"))
        .broken(
            "the listener was deleted",
            IN_USE,
            it -> it.built().balancing.deleteListener(gone -> gone.listenerArn(it.listener)))
        .broken(
            "the listener answers by itself",
            IN_USE,
            it -> {
              it.built()
                  .balancing
                  .modifyListener(
                      listener ->
                          listener
                              .listenerArn(it.listener)
                              .defaultActions(
                                  software.amazon.awssdk.services.elasticloadbalancingv2.model
                                      .Action.builder()
                                      .type("fixed-response")
                                      .fixedResponseConfig(fixed -> fixed.statusCode("503"))
                                      .build()));
              it.later(1);
            })
        .broken(
            "no load balancer was made",
            IN_USE,
            it -> it.alone().targets("unicorn", 80).group(NAME, behind(it.targetGroup)).later(5))
        .broken("the instances are draining", REGISTERED, it -> it.built().deregister(it.servers()))
        .broken(
            "an instance was deregistered",
            REGISTERED,
            it -> it.built().deregister(List.of(it.oneServer())).later(10))
        .broken(
            "the group was never attached to the target group",
            REGISTERED,
            it -> {
              it.namedTargetGroups = List.of("unicorn");
              it.prepared().group(NAME, group -> {}).later(5);
            })
        .broken(
            "the load balancer does not serve one of the zones",
            ZONE_ENABLED,
            it -> {
              it.built()
                  .balancing
                  .setSubnets(
                      to ->
                          to.loadBalancerArn(it.balancer)
                              .subnets(it.subnets.get(0), it.subnets.get(1)));
              it.later(1);
            })
        .broken(
            "the security group lets no check in",
            TARGETS_HEALTHY,
            it -> it.built().shutOut().later(2))
        .broken(
            "the target group's port is not open",
            TARGETS_HEALTHY,
            it ->
                it.alone()
                    .balancer("application")
                    .targets("unicorn", 8080)
                    .listening()
                    .group(NAME, behind(it.targetGroup))
                    .later(5))
        .broken(
            "another port is checked than is open",
            TARGETS_HEALTHY,
            it -> it.built().modify(group -> group.healthCheckPort("8081")).later(2))
        .broken(
            "another answer is asked for than comes",
            TARGETS_HEALTHY,
            it ->
                it.built().modify(group -> group.matcher(codes -> codes.httpCode("301"))).later(2))
        .broken(
            "the load balancer may send nothing",
            TARGETS_HEALTHY,
            it -> {
              it.built()
                  .ec2
                  .revokeSecurityGroupEgress(
                      firewall ->
                          firewall
                              .groupId(it.balancerFirewall)
                              .ipPermissions(
                                  IpPermission.builder()
                                      .ipProtocol("-1")
                                      .ipRanges(IpRange.builder().cidrIp("0.0.0.0/0").build())
                                      .build()));
              it.later(2);
            })
        .broken(
            "servers were replaced by hand, outside the group, which is not enough here",
            BIG_ENOUGH,
            it -> {
              it.asking(3).built().update(group -> group.desiredCapacity(1));
              it.register(it.byHand(1, 1)).register(it.byHand(2, 2)).later(3);
            })
        .broken(
            "servers outside the group would do, and are not healthy",
            BIG_ENOUGH,
            it -> {
              it.outsiders = true;
              it.asking(3).built().update(group -> group.desiredCapacity(1));
              it.register(it.byHand(2, 2)).shutOut().later(3);
            })
        .broken(
            "a second target group is attached, on a port that is not open",
            TARGETS_HEALTHY,
            it -> {
              String first = it.prepared().targetGroup;
              it.targets("unicorn-admin", 8443).listening("HTTP", 8443);
              it.group(NAME, behind(first, it.targetGroup)).later(5);
            })
        .broken(
            "they are being checked for one target group, and missing in another",
            REGISTERED,
            it -> {
              String first = it.prepared().targetGroup;
              it.targets("unicorn-admin", 8443).listening("HTTP", 8443);
              it.group(NAME, group -> {}).later(5);
              it.namedTargetGroups = List.of("unicorn", "unicorn-admin");
              it.autoScaling.attachLoadBalancerTargetGroups(
                  group -> group.autoScalingGroupName(NAME).targetGroupARNs(first));
            })
        .broken(
            "a network load balancer's checks are not let in",
            TARGETS_HEALTHY,
            it ->
                it.alone()
                    .balancer("network")
                    .targets("unicorn", to -> to.protocol("TCP").port(80))
                    .listening("TCP", 80)
                    .group(NAME, behind(it.targetGroup))
                    .later(5));
  }

  private static void fixed(Worlds<ServedFleet> worlds) {
    worlds
        .fixed("three serve in three zones", it -> it.built())
        .fixedAnotherWay(
            "the security group was opened to addresses, not to a group",
            it -> it.built().shutOut().later(2).letIn(80, anywhere()).later(2))
        .fixedAnotherWay(
            "an instance was terminated by hand, and replaced",
            it -> it.built().terminateOne().later(6))
        .fixedAnotherWay(
            "an instance was attached by hand",
            it -> {
              it.prepared()
                  .group(NAME, behind(it.targetGroup).andThen(group -> group.desiredCapacity(2)));
              List<String> ids = it.later(1).byHand(1, 2);
              it.autoScaling.attachInstances(
                  group -> group.autoScalingGroupName(NAME).instanceIds(ids));
              it.asking(3).later(5);
            })
        .fixedAnotherWay(
            "servers were replaced by hand, outside the group, which is enough here",
            it -> {
              it.outsiders = true;
              it.asking(3).built().update(group -> group.desiredCapacity(1));
              it.register(it.byHand(1, 1)).register(it.byHand(2, 2)).later(3);
            })
        .fixedAnotherWay(
            "a new group in place of the old one",
            it -> {
              it.built()
                  .autoScaling
                  .deleteAutoScalingGroup(
                      group -> group.autoScalingGroupName(NAME).forceDelete(true));
              it.group("unicorn-new", behind(it.targetGroup)).tag("unicorn-new").later(6);
            })
        .fixedAnotherWay(
            "from blue to green: the old group wants none any more",
            it -> {
              it.together = true;
              it.built().group("unicorn-green", behind(it.targetGroup)).tag(NAME);
              it.tag("unicorn-green").update(group -> group.desiredCapacity(0)).later(6);
            })
        .fixedAnotherWay(
            "mixed instances that weigh two each",
            it ->
                it.prepared()
                    .group(
                        NAME,
                        behind(it.targetGroup)
                            .andThen(weighted(2))
                            .andThen(group -> group.desiredCapacity(4)))
                    .later(5))
        .fixedAnotherWay(
            "a traffic source in place of a target group",
            it -> {
              it.prepared().group(NAME, group -> {}).later(2);
              it.autoScaling.attachTrafficSources(
                  group ->
                      group
                          .autoScalingGroupName(NAME)
                          .trafficSources(
                              TrafficSourceIdentifier.builder()
                                  .identifier(it.targetGroup)
                                  .type("elbv2")
                                  .build()));
              it.later(3);
            })
        .fixedAnotherWay(
            "registered by hand, and not attached",
            it -> {
              it.namedTargetGroups = List.of("unicorn");
              it.prepared().group(NAME, group -> {}).later(2);
              it.register(it.servers()).later(3);
            })
        .fixedAnotherWay(
            "registered by their addresses, behind a network load balancer",
            it -> {
              it.alone().letIn(80, anywhere()).balancer("network");
              it.targets("by-address", to -> to.protocol("TCP").port(80).targetType("ip"));
              it.listening("TCP", 80).group(NAME, group -> {}).later(2);
              it.namedTargetGroups = List.of(it.targetGroup);
              it.register(it.addresses()).later(3);
            })
        .fixedAnotherWay(
            "a rule forwards, and the listener does not",
            it -> {
              it.alone().balancer("application").targets("default", 80).listening();
              it.targets("unicorn", 80)
                  .balancing
                  .createRule(
                      rule ->
                          rule.listenerArn(it.listener)
                              .priority(1)
                              .conditions(
                                  RuleCondition.builder()
                                      .field("path-pattern")
                                      .values("/unicorn/*")
                                      .build())
                              .actions(it.forward()));
              it.group(NAME, behind(it.targetGroup)).later(5);
            })
        .fixedAnotherWay(
            "no load balancer at all", it -> it.alone().group(NAME, group -> {}).later(5))
        .fixedAnotherWay(
            "processes are suspended, and enough serve", it -> it.built().suspend().later(5))
        .fixedAnotherWay(
            "an instance refresh is running, and enough serve",
            it -> {
              it.asking(2).built();
              it.autoScaling.startInstanceRefresh(
                  refresh ->
                      refresh
                          .autoScalingGroupName(NAME)
                          .preferences(
                              slowly -> slowly.minHealthyPercentage(66).instanceWarmup(600)));
              it.later(2);
            })
        .fixedAnotherWay(
            "load balancers do not count here, and a Classic one is attached",
            it -> {
              it.loadBalancers = false;
              it.alone().group(NAME, group -> group.loadBalancerNames("classic")).later(5);
            });
  }

  private static void overFixed(Worlds<ServedFleet> worlds) {
    worlds
        .overFixed(
            "the group was scaled to zero, so that nothing is unhealthy",
            HAS_INSTANCES,
            it -> it.built().shutOut().update(group -> group.desiredCapacity(0)).later(6))
        .overFixed(
            "the group was scaled to the one that is healthy",
            BIG_ENOUGH,
            it -> it.asking(3).built().update(group -> group.desiredCapacity(1)).later(6))
        .overFixed(
            "an instance was put on standby, and no longer wanted",
            BIG_ENOUGH,
            it -> {
              String id = it.asking(3).built().oneServer();
              it.autoScaling.enterStandby(
                  standby ->
                      standby
                          .autoScalingGroupName(NAME)
                          .instanceIds(id)
                          .shouldDecrementDesiredCapacity(true));
              it.later(2);
            })
        .overFixed(
            "the target group was detached, so that nobody asks for its health",
            REGISTERED,
            it -> {
              it.namedTargetGroups = List.of("unicorn");
              it.built()
                  .shutOut()
                  .autoScaling
                  .detachLoadBalancerTargetGroups(
                      group -> group.autoScalingGroupName(NAME).targetGroupARNs(it.targetGroup));
              it.later(6);
            })
        .overFixed(
            "the group asks EC2 alone for health, so that the unhealthy stay",
            TARGETS_HEALTHY,
            it ->
                it.prepared()
                    .group(
                        NAME,
                        behind(it.targetGroup)
                            .andThen(
                                group -> group.healthCheckType("ELB").healthCheckGracePeriod(600)))
                    .later(5)
                    .update(group -> group.healthCheckType("EC2"))
                    .shutOut()
                    .later(15))
        .overFixed(
            "health checks were suspended, so that a stopped instance stays",
            PROCESSES_RUN,
            it -> it.built().suspend("HealthCheck").stopOne().later(10))
        .overFixed(
            "health checks were suspended, and EC2 has long forgotten an instance",
            PROCESSES_RUN,
            it -> it.built().suspend("HealthCheck").terminateOne().later(70))
        .overFixed(
            "the group was moved into the one zone that works",
            ENOUGH_ZONES,
            it ->
                it.prepared()
                    .group(
                        NAME,
                        behind(it.targetGroup)
                            .andThen(group -> group.vpcZoneIdentifier(it.subnets.get(2))))
                    .later(5));
  }

  private static void others(Worlds<ServedFleet> worlds) {
    worlds
        .absent("there is no such group", Outcome.FAILED, GROUP_EXISTS, it -> it.alone())
        .absent(
            "the group was deleted",
            Outcome.FAILED,
            GROUP_EXISTS,
            it -> {
              it.built()
                  .autoScaling
                  .deleteAutoScalingGroup(
                      group -> group.autoScalingGroupName(NAME).forceDelete(true));
              it.later(5);
            })
        .settling(
            "CloudFormation is still creating the group",
            SpawnerStoppedExpectations.GROUP_EXISTS,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(7));
              ServedStack.create(it);
            })
        .settling(
            "CloudFormation has not begun to create the group",
            SpawnerStoppedExpectations.GROUP_EXISTS,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(20));
              ServedStack.create(it);
            })
        .absent(
            "there is no such stack",
            Outcome.FAILED,
            GROUP_EXISTS,
            it -> it.judged = AutoScalingGroups.inStack("unicorn", "Group"))
        .add(
            Kind.ABSENT,
            "a Classic Load Balancer is attached, which is not asked",
            Outcome.INCONCLUSIVE,
            JUDGEABLE.code(),
            it -> it.alone().group(NAME, group -> group.loadBalancerNames("classic")).later(5))
        .several(
            "a second group with the tag wants none",
            HAS_INSTANCES,
            it ->
                it.built()
                    .group("unicorn-api", group -> group.desiredCapacity(0))
                    .tag(NAME)
                    .tag("unicorn-api"))
        .several(
            "two groups together are still too few",
            BIG_ENOUGH,
            it -> {
              it.together = true;
              it.asking(7).built().group("unicorn-green", behind(it.targetGroup));
              it.tag(NAME).tag("unicorn-green").later(5);
            })
        .pageTwo(
            "the group that does not serve is the last of many",
            HAS_INSTANCES,
            it -> {
              it.built().tag(NAME);
              for (int i = 0; i < 5; i++) {
                it.group("unicorn-" + i, group -> group.desiredCapacity(2)).tag("unicorn-" + i);
              }
              it.group("unicorn-last", group -> group.desiredCapacity(0)).tag("unicorn-last");
              it.later(5);
            })
        .settling(
            "the group is launching",
            IN_SERVICE,
            it -> it.prepared().group(NAME, behind(it.targetGroup)))
        .settling(
            "EC2 is still checking the new instances",
            HEALTHY,
            it -> it.alone().group(NAME, group -> {}).later(1))
        .settling(
            "an instance was terminated a moment ago", HEALTHY, it -> it.built().terminateOne())
        .settling(
            "the load balancer is still being made",
            TARGETS_HEALTHY,
            it -> {
              it.alone().targets("unicorn", 80).group(NAME, behind(it.targetGroup)).later(5);
              it.balancer("application").listening().later(1);
            })
        .settling(
            "the first health checks are going on",
            TARGETS_HEALTHY,
            it -> {
              it.prepared().group(NAME, group -> {}).later(5);
              it.autoScaling.attachLoadBalancerTargetGroups(
                  group -> group.autoScalingGroupName(NAME).targetGroupARNs(it.targetGroup));
            })
        .settling(
            "an instance refresh is running, and all are wanted",
            IN_SERVICE,
            it -> {
              it.built()
                  .autoScaling
                  .startInstanceRefresh(group -> group.autoScalingGroupName(NAME));
              it.later(1);
            })
        .fixedAnotherWay("the fleet is a stack", ServedStack::create);
  }
}
