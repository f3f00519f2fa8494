package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The steps to a fleet that serves. */
final class ServingSteps {
  static final Expectation BIG_ENOUGH =
      Expectation.of(
          "GroupTooSmall", "size of the group", "The group wants as many instances as are asked");
  static final Expectation IN_SERVICE =
      Expectation.of(
          "InstancesNotInService",
          "running instances",
          "As many instances as are wanted are in service in the group");
  static final Expectation HEALTHY =
      Expectation.of(
          "InstancesNotHealthy",
          "health of instances",
          "As many of them as are wanted run, and are healthy");
  static final Expectation ENOUGH_ZONES =
      Expectation.of(
          "TooFewZones", "Availability Zones", "They are in as many Availability Zones as asked");
  static final Expectation TARGET_GROUP_EXISTS =
      Expectation.of("TargetGroupMissing", "target group", "The target group exists");
  static final Expectation IN_USE =
      Expectation.of(
          "TargetGroupWithoutLoadBalancer",
          "load balancer",
          "A load balancer sends what it gets to the target group");
  static final Expectation REGISTERED =
      Expectation.of(
          "TargetsNotRegistered",
          "targets",
          "As many instances as are wanted are registered with the target group");
  static final Expectation ZONE_ENABLED =
      Expectation.of(
          "TargetZoneNotEnabled",
          "zones of the load balancer",
          "The load balancer serves the zones of the instances");
  static final Expectation TARGETS_HEALTHY =
      Expectation.of(
          "TargetsNotHealthy",
          "health of targets",
          "As many instances as are wanted pass the load balancer's health checks");
  static final Expectation JUDGEABLE =
      Expectation.of(
          "LoadBalancerNotJudged",
          "load balancer",
          "What sends the instances their traffic can be asked for their health");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          SpawnerSteps.GROUP_EXISTS,
          SpawnerSteps.HAS_INSTANCES,
          BIG_ENOUGH,
          SpawnerSteps.PROCESSES_RUN,
          SpawnerSteps.CAN_LAUNCH,
          IN_SERVICE,
          HEALTHY,
          ENOUGH_ZONES,
          TARGET_GROUP_EXISTS,
          IN_USE,
          REGISTERED,
          ZONE_ENABLED,
          TARGETS_HEALTHY,
          JUDGEABLE);

  private ServingSteps() {}
}
