package dev.referee.ec2;

import static com.google.common.base.Strings.isNullOrEmpty;
import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.ec2.FleetServesExpectations.IN_USE;
import static dev.referee.ec2.FleetServesExpectations.REGISTERED;
import static dev.referee.ec2.FleetServesExpectations.TARGETS_HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.ZONE_ENABLED;

import com.google.common.collect.ImmutableListMultimap;
import dev.referee.aws.AnswerReader;
import dev.referee.ec2.FleetServesMember.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/**
 * The health of the targets of a target group, as Elastic Load Balancing reports it.
 *
 * @param name the target group's name
 * @param byInstance the health by instance id; several entries if it is registered on several ports
 * @param group the target group itself, which is read on demand
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html">
 *     TargetHealth</a>
 */
record FleetServesTargetHealth(
    String name,
    ImmutableListMultimap<String, TargetHealth> byInstance,
    Supplier<Optional<TargetGroup>> group) {
  private static final String OPERATION = "DescribeTargetHealth";

  static FleetServesTargetHealth of(
      String arn,
      List<TargetHealthDescription> answer,
      UnaryOperator<String> instanceWithAddress,
      Supplier<Optional<TargetGroup>> group) {
    ImmutableListMultimap.Builder<String, TargetHealth> byInstance =
        ImmutableListMultimap.builder();
    for (TargetHealthDescription health : answer) {
      AnswerReader.complete(OPERATION, health, "Target", "TargetHealth");
      AnswerReader.complete(OPERATION, health.targetHealth(), "State");
      String id = AnswerReader.complete(OPERATION, health.target(), "Id").id();
      byInstance.put(
          id.startsWith("i-") ? id : instanceWithAddress.apply(id), health.targetHealth());
    }
    return new FleetServesTargetHealth(name(arn), byInstance.build(), group);
  }

  /** Returns the name in a target group's ARN. */
  static String name(String arn) {
    return arn.replaceFirst(".*:targetgroup/([^/]+)/.*", "$1");
  }

  /**
   * Returns the problem that prevents an instance from getting traffic through this target group.
   */
  Optional<Trouble> trouble(String instanceId) {
    List<TargetHealth> all = byInstance.get(instanceId);
    if (all.isEmpty()) {
      return Trouble.broken(REGISTERED, "not registered with the target group " + name);
    }
    // One healthy port is enough; otherwise one that will be healthy.
    List<Optional<Trouble>> problems = all.stream().map(this::trouble).toList();
    return problems.stream()
        .filter(Optional::isEmpty)
        .findFirst()
        .or(
            () ->
                problems.stream().filter(it -> it.filter(Trouble::pending).isPresent()).findFirst())
        .orElse(problems.get(0));
  }

  private Optional<Trouble> trouble(TargetHealth health) {
    String state = nullToEmpty(health.stateAsString());
    return switch (state) {
      case "healthy" -> Optional.empty();
      case "initial" -> Trouble.pending(TARGETS_HEALTHY, words(health));
      case "draining" -> Trouble.broken(REGISTERED, words(health));
      case "unused" -> unused(health);
      default -> Trouble.broken(TARGETS_HEALTHY, words(health));
    };
  }

  private Optional<Trouble> unused(TargetHealth health) {
    return switch (nullToEmpty(health.reasonAsString())) {
      case "Target.NotInUse" ->
          group.get().filter(group -> !group.loadBalancerArns().isEmpty()).isPresent()
              ? Trouble.broken(ZONE_ENABLED, words(health))
              : Trouble.broken(IN_USE, words(health));
      case "Target.NotRegistered" -> Trouble.broken(REGISTERED, words(health));
      default -> Trouble.broken(TARGETS_HEALTHY, words(health));
    };
  }

  private String words(TargetHealth health) {
    String reason =
        isNullOrEmpty(health.reasonAsString()) ? "" : " (" + health.reasonAsString() + ")";
    String described = nullToEmpty(health.description());
    return "%s in the target group %s%s%s"
        .formatted(
            health.stateAsString(), name, reason, described.isEmpty() ? "" : ": " + described);
  }
}
