package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.ec2.FleetServesExpectations.ENOUGH_ZONES;
import static dev.referee.ec2.FleetServesExpectations.HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.IN_SERVICE;
import static dev.referee.ec2.FleetServesExpectations.IN_USE;
import static dev.referee.ec2.FleetServesExpectations.REGISTERED;
import static dev.referee.ec2.FleetServesExpectations.TARGET_GROUP_EXISTS;
import static dev.referee.ec2.FleetServesExpectations.ZONE_ENABLED;
import static java.util.stream.Collectors.joining;

import dev.referee.Expectation;
import java.util.List;

/**
 * The remedies for instances that do not pass a step.
 *
 * @param fleet the names of the groups
 * @param targetGroups the names or ARNs of the target groups that count
 * @param groups the groups
 * @param zones the required number of Availability Zones
 */
record FleetServesRemedy(
    String fleet, List<String> targetGroups, List<FleetServesGroup> groups, int zones) {

  String of(Expectation step, List<FleetServesMember> stuck) {
    if (step.equals(IN_SERVICE) && stuck.isEmpty()) {
      return "Raise the desired capacity of "
          + fleet
          + ": it already has all the instances that it wants.";
    }
    if (step.equals(IN_SERVICE)) {
      return "Put them back into service (exit Standby), or terminate them so that the group"
          + " launches others.";
    }
    if (step.equals(HEALTHY)) {
      return "Terminate them so that the group launches others, or repair them and set them"
          + " healthy.";
    }
    if (step.equals(ENOUGH_ZONES)) {
      return spread();
    }
    String names = targetGroups.stream().map(FleetServesTargetHealth::name).collect(joining(", "));
    if (step.equals(TARGET_GROUP_EXISTS)) {
      return "Create the target group again, and attach it to " + fleet + ".";
    }
    if (step.equals(IN_USE)) {
      return "Add a listener, or a listener rule, that forwards to %s.".formatted(names);
    }
    if (step.equals(REGISTERED)) {
      return "Attach %s to %s, which registers its instances; or register them by hand."
          .formatted(names, fleet);
    }
    if (step.equals(ZONE_ENABLED)) {
      return "Enable these Availability Zones for the load balancer, with a subnet in each: "
          + stuck.stream().map(FleetServesMember::zone).distinct().sorted().collect(joining(", "))
          + ".";
    }
    return unhealthy(stuck);
  }

  /** Returns the remedy for too few zones: more subnets help only if the group has too few. */
  private String spread() {
    List<String> has =
        groups.stream()
            .flatMap(group -> group.group().availabilityZones().stream())
            .distinct()
            .sorted()
            .toList();
    if (has.size() < zones) {
      return "Add subnets in %s Availability Zone%s to %s%s."
          .formatted(
              zones - has.size() == 1 ? "another" : zones - has.size() + " other",
              zones - has.size() == 1 ? "" : "s",
              fleet,
              has.isEmpty() ? "" : "; it has " + String.join(", ", has) + " so far");
    }
    if (groups.stream().mapToInt(FleetServesGroup::desired).sum() < zones) {
      return "Raise the desired capacity of %s to %d, so that there is an instance in each zone."
          .formatted(fleet, zones);
    }
    return "%s has subnets in enough zones (%s): terminate an instance in the zone with the most instances, and"
            .formatted(fleet, String.join(", ", has))
        + " the group launches another in a zone with fewer instances.";
  }

  private String unhealthy(List<FleetServesMember> stuck) {
    String words = stuck.stream().map(FleetServesMember::words).collect(joining(" "));
    String keeps =
        groups.stream()
                .anyMatch(group -> !nullToEmpty(group.group().healthCheckType()).contains("ELB"))
            ? " The group has only EC2 health checks, so it does not replace them."
            : "";
    if (words.contains("Target.ResponseCodeMismatch")) {
      return "They answer the health check with an unexpected status code: check its path, its"
          + " success codes, and the response of the application."
          + keeps;
    }
    if (words.contains("Target.InvalidState")) {
      return "Start them, or terminate them so that the group replaces them." + keeps;
    }
    return "The health check gets no response: check that their security groups allow the load"
        + " balancer in on the health check port, and that something listens there."
        + keeps;
  }
}
