package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.ec2.ServingSteps.ENOUGH_ZONES;
import static dev.referee.ec2.ServingSteps.HEALTHY;
import static dev.referee.ec2.ServingSteps.IN_SERVICE;
import static dev.referee.ec2.ServingSteps.IN_USE;
import static dev.referee.ec2.ServingSteps.REGISTERED;
import static dev.referee.ec2.ServingSteps.TARGET_GROUP_EXISTS;
import static dev.referee.ec2.ServingSteps.ZONE_ENABLED;
import static java.util.stream.Collectors.joining;

import dev.referee.Expectation;
import java.util.List;

/**
 * Says what to do about instances that do not get past a step.
 *
 * @param fleet the names of the groups
 * @param targetGroups the names or ARNs of the target groups that count
 * @param groups the groups
 */
record ServingRemedy(String fleet, List<String> targetGroups, List<ServingGroup> groups) {

  String of(Expectation step, List<ServingMember> stuck) {
    if (step.equals(IN_SERVICE) && stuck.isEmpty()) {
      return "Raise the desired capacity of " + fleet + ": it wants no more instances than it has.";
    }
    if (step.equals(IN_SERVICE)) {
      return "Bring them back into service (exit standby), or let the group launch others.";
    }
    if (step.equals(HEALTHY)) {
      return "Terminate them, and the group launches others; or mend them, and set them healthy.";
    }
    if (step.equals(ENOUGH_ZONES)) {
      return ("Let the group launch into subnets of more zones; it is set to %s. What runs stays in"
              + " its zone until it is replaced.")
          .formatted(
              groups.stream()
                  .flatMap(group -> group.group().availabilityZones().stream())
                  .distinct()
                  .collect(joining(", ")));
    }
    String names = targetGroups.stream().map(TargetHealths::name).collect(joining(", "));
    if (step.equals(TARGET_GROUP_EXISTS)) {
      return "Create the target group again, and attach it to " + fleet + ".";
    }
    if (step.equals(IN_USE)) {
      return "Let a listener, or a rule of one, forward to %s.".formatted(names);
    }
    if (step.equals(REGISTERED)) {
      return "Attach %s to %s, which registers its instances; or register them by hand."
          .formatted(names, fleet);
    }
    if (step.equals(ZONE_ENABLED)) {
      return "Enable their zones for the load balancer: give it a subnet in each.";
    }
    return unhealthy(stuck);
  }

  private String unhealthy(List<ServingMember> stuck) {
    String words = stuck.stream().map(ServingMember::words).collect(joining(" "));
    String keeps =
        groups.stream()
                .anyMatch(group -> !nullToEmpty(group.group().healthCheckType()).contains("ELB"))
            ? " The group checks health by EC2 alone, so it keeps them."
            : "";
    if (words.contains("Target.ResponseCodeMismatch")) {
      return "They answer the health check with another code than it asks for: look at its path,"
          + " at its matcher, and at what the application answers."
          + keeps;
    }
    if (words.contains("Target.InvalidState")) {
      return "Start them, or let the group replace them." + keeps;
    }
    return "No answer comes to the health check: look whether their security groups let the load"
        + " balancer in on the port that is checked, and whether something listens there."
        + keeps;
  }
}
