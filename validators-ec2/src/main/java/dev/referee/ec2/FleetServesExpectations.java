package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link FleetServes}, in the order in which to fix them. */
final class FleetServesExpectations {
  static final Expectation BIG_ENOUGH =
      Expectation.of(
          "GroupTooSmall", "size of the group", "The desired capacity of the group is high enough");
  static final Expectation IN_SERVICE =
      Expectation.of(
          "InstancesNotInService",
          "running instances",
          "Enough instances of the group are in service");
  static final Expectation HEALTHY =
      Expectation.of(
          "InstancesNotHealthy", "health of instances", "Enough instances are running and healthy");
  static final Expectation ENOUGH_ZONES =
      Expectation.of(
          "TooFewZones", "Availability Zones", "The instances are in enough Availability Zones");
  static final Expectation TARGET_GROUP_EXISTS =
      Expectation.of("TargetGroupMissing", "target group", "The target group exists");
  static final Expectation IN_USE =
      Expectation.of(
          "TargetGroupWithoutLoadBalancer",
          "load balancer",
          "A load balancer forwards to the target group");
  static final Expectation REGISTERED =
      Expectation.of(
          "TargetsNotRegistered",
          "targets",
          "Enough instances are registered with the target group");
  static final Expectation ZONE_ENABLED =
      Expectation.of(
          "TargetZoneNotEnabled",
          "zones of the load balancer",
          "The load balancer is enabled in the Availability Zones of the instances");
  static final Expectation TARGETS_HEALTHY =
      Expectation.of(
          "TargetsNotHealthy",
          "health of targets",
          "Enough instances pass the load balancer's health checks");
  static final Expectation JUDGEABLE =
      Expectation.of(
          "LoadBalancerNotJudged",
          "load balancer",
          "Referee can read the health checks of the load balancer");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          SpawnerStoppedExpectations.GROUP_EXISTS,
          SpawnerStoppedExpectations.HAS_INSTANCES,
          BIG_ENOUGH,
          SpawnerStoppedExpectations.PROCESSES_RUN,
          SpawnerStoppedExpectations.CAN_LAUNCH,
          IN_SERVICE,
          HEALTHY,
          ENOUGH_ZONES,
          TARGET_GROUP_EXISTS,
          IN_USE,
          REGISTERED,
          ZONE_ENABLED,
          TARGETS_HEALTHY,
          JUDGEABLE);

  private FleetServesExpectations() {}
}
