package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * An emulation of registered targets, with health checks at the intervals of their groups.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html">
 *     Health checks</a>
 */
final class Targets {
  private final LoadBalancing balancing;
  private final Map<String, List<RegisteredTarget>> byGroup = new LinkedHashMap<>();

  Targets(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  RegisterTargetsResponse register(RegisterTargetsRequest request, Call call) {
    TargetGroup group = balancing.targetGroups.get(request.targetGroupArn());
    request.targets().forEach(target -> usable(group, target));
    request.targets().forEach(target -> register(group, target));
    return RegisterTargetsResponse.builder().build();
  }

  private void usable(TargetGroup group, TargetDescription target) {
    if (!group.targetTypeAsString().equals("instance")) {
      return;
    }
    Instance instance = balancing.ec2.findInstance(target.id());
    if (instance == null || !Ec2.isIn(instance, InstanceStateName.RUNNING)) {
      throw LoadBalancing.error(
          "InvalidTarget",
          "The following targets are not in a running state and cannot be registered: '"
              + target.id()
              + "'");
    }
    if (!Objects.equals(instance.vpcId(), group.vpcId())) {
      throw LoadBalancing.error(
          "InvalidTarget",
          "The following targets are not in the target group VPC '%s': '%s'"
              .formatted(group.vpcId(), target.id()));
    }
  }

  private void register(TargetGroup group, TargetDescription given) {
    TargetDescription full =
        given.port() == null ? given.toBuilder().port(group.port()).build() : given;
    RegisteredTarget old = find(group.targetGroupArn(), full);
    if (old != null) {
      if (old.drained != null) {
        old.drained = null;
        old.unproven();
      }
      return;
    }
    RegisteredTarget target = new RegisteredTarget(full);
    of(group.targetGroupArn()).add(target);
    watch(group.targetGroupArn(), target);
  }

  /** Checks a target from now on, until it is gone. */
  private void watch(String groupArn, RegisteredTarget target) {
    int seconds = balancing.targetGroups.get(groupArn).healthCheckIntervalSeconds();
    balancing.context.later(
        Duration.ofSeconds(seconds),
        () -> {
          if (balancing.targetGroups.contains(groupArn) && there(groupArn).contains(target)) {
            check(balancing.targetGroups.get(groupArn), target);
            watch(groupArn, target);
          }
        });
  }

  private void check(TargetGroup group, RegisteredTarget target) {
    if (target.drained != null) {
      return;
    }
    if (balancing.checks.unchecked(group, target) == null) {
      target.checked(
          balancing.checks.failure(group, target),
          group.healthyThresholdCount(),
          group.unhealthyThresholdCount());
    } else {
      target.unproven();
    }
  }

  DeregisterTargetsResponse deregister(DeregisterTargetsRequest request, Call call) {
    TargetGroup group = balancing.targetGroups.get(request.targetGroupArn());
    for (TargetDescription given : request.targets()) {
      List<RegisteredTarget> meant = meant(group.targetGroupArn(), given);
      if (meant.isEmpty()) {
        throw LoadBalancing.error(
            "InvalidTarget", "The following targets are not registered: '" + given.id() + "'");
      }
      meant.forEach(target -> drain(group, target));
    }
    return DeregisterTargetsResponse.builder().build();
  }

  /** Lets a target drain; one that never got traffic is gone at once. */
  private void drain(TargetGroup group, RegisteredTarget target) {
    String arn = group.targetGroupArn();
    if (target.drained != null) {
      return;
    }
    if (balancing.rules.loadBalancersUsing(arn).isEmpty()) {
      of(arn).remove(target);
      return;
    }
    target.drained = balancing.now().plusSeconds(balancing.targetGroups.drainingSeconds(arn));
  }

  DescribeTargetHealthResponse describe(DescribeTargetHealthRequest request, Call call) {
    TargetGroup group = balancing.targetGroups.get(request.targetGroupArn());
    List<TargetHealthDescription> all = new ArrayList<>();
    if (request.targets().isEmpty()) {
      there(group.targetGroupArn()).stream()
          .filter(target -> target.drained != null || !isTerminated(target))
          .forEach(target -> all.add(described(group, target)));
    }
    for (TargetDescription given : request.targets()) {
      List<RegisteredTarget> meant = meant(group.targetGroupArn(), given);
      meant.forEach(target -> all.add(described(group, target)));
      if (meant.isEmpty()) {
        all.add(
            described(
                group,
                given.toBuilder().port(given.port() == null ? group.port() : given.port()).build(),
                TargetChecks.health(
                    TargetHealthStateEnum.UNUSED,
                    TargetHealthReasonEnum.TARGET_NOT_REGISTERED,
                    "Target is not registered to the target group")));
      }
    }
    return DescribeTargetHealthResponse.builder().targetHealthDescriptions(all).build();
  }

  private TargetHealthDescription described(TargetGroup group, RegisteredTarget target) {
    return described(group, target.description, health(group, target));
  }

  private static TargetHealthDescription described(
      TargetGroup group, TargetDescription target, TargetHealth health) {
    return TargetHealthDescription.builder()
        .target(target)
        .healthCheckPort(String.valueOf(TargetChecks.port(group, target.port())))
        .targetHealth(health)
        .build();
  }

  private TargetHealth health(TargetGroup group, RegisteredTarget target) {
    if (target.drained != null || isTerminated(target)) {
      return TargetChecks.health(
          TargetHealthStateEnum.DRAINING,
          TargetHealthReasonEnum.TARGET_DEREGISTRATION_IN_PROGRESS,
          "Target deregistration is in progress");
    }
    TargetHealth unchecked = balancing.checks.unchecked(group, target);
    return unchecked == null ? TargetChecks.proven(target) : unchecked;
  }

  /** Returns whether a target of that id is registered and proven unhealthy. */
  boolean isUnhealthy(String groupArn, String id) {
    return balancing.targetGroups.contains(groupArn)
        && is(groupArn, id, TargetHealthStateEnum.UNHEALTHY);
  }

  boolean isHealthy(String groupArn, String id) {
    return is(groupArn, id, TargetHealthStateEnum.HEALTHY);
  }

  private boolean is(String groupArn, String id, TargetHealthStateEnum state) {
    TargetGroup group = balancing.targetGroups.get(groupArn);
    return there(groupArn).stream()
        .filter(target -> target.id().equals(id))
        .anyMatch(target -> health(group, target).state() == state);
  }

  boolean isRegistered(String groupArn, String id) {
    return there(groupArn).stream()
        .anyMatch(target -> target.id().equals(id) && target.drained == null);
  }

  void forget(String groupArn) {
    byGroup.remove(groupArn);
  }

  /**
   * Returns the targets that still exist: neither drained, nor instances that EC2 no longer
   * describes.
   */
  private List<RegisteredTarget> there(String groupArn) {
    of(groupArn).removeIf(this::isGone);
    return List.copyOf(of(groupArn));
  }

  private boolean isGone(RegisteredTarget target) {
    return (target.drained != null && !balancing.now().isBefore(target.drained))
        || (target.id().startsWith("i-") && balancing.ec2.findInstance(target.id()) == null);
  }

  /**
   * Returns whether a target is a terminated instance. It counts as deregistered: only a request
   * that names it is answered with it.
   */
  private boolean isTerminated(RegisteredTarget target) {
    Instance instance = balancing.ec2.findInstance(target.id());
    return instance != null && Ec2.isIn(instance, InstanceStateName.TERMINATED);
  }

  private List<RegisteredTarget> meant(String groupArn, TargetDescription given) {
    return there(groupArn).stream()
        .filter(target -> target.id().equals(given.id()))
        .filter(target -> given.port() == null || given.port() == target.port())
        .toList();
  }

  private @Nullable RegisteredTarget find(String groupArn, TargetDescription given) {
    return meant(groupArn, given).stream().findFirst().orElse(null);
  }

  private List<RegisteredTarget> of(String groupArn) {
    return byGroup.computeIfAbsent(groupArn, same -> new ArrayList<>());
  }
}
