package dev.referee.testkit.embedded.elbv2;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/**
 * The results of health checks of targets.
 *
 * <p>Whatever runs in an embedded account serves on every port, and answers every path with 200,
 * unless a test says otherwise. So a check fails for what AWS knows of: an instance that is down,
 * security groups that do not let the check through, and a matcher that asks for another code.
 */
final class TargetChecks {
  private final LoadBalancing balancing;

  TargetChecks(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  /** Returns why a target is not checked at all; null if it is. */
  @Nullable TargetHealth unchecked(TargetGroup group, RegisteredTarget target) {
    LoadBalancer balancer = balancer(group);
    if (balancer == null) {
      return health(
          TargetHealthStateEnum.UNUSED,
          TargetHealthReasonEnum.TARGET_NOT_IN_USE,
          "Target group is not configured to receive traffic from the load balancer");
    }
    Instance instance = instance(target);
    if (instance != null
        && !Ec2.isIn(instance, InstanceStateName.RUNNING, InstanceStateName.PENDING)) {
      return health(
          TargetHealthStateEnum.UNUSED,
          TargetHealthReasonEnum.TARGET_INVALID_STATE,
          "Target is in the %s state".formatted(instance.state().nameAsString()));
    }
    if (instance != null && !isEnabled(balancer, instance.placement().availabilityZone())) {
      return health(
          TargetHealthStateEnum.UNUSED,
          TargetHealthReasonEnum.TARGET_NOT_IN_USE,
          "Target is in an Availability Zone that is not enabled for the load balancer");
    }
    return balancing.loadBalancers.isActive(balancer)
        ? null
        : health(
            TargetHealthStateEnum.INITIAL,
            TargetHealthReasonEnum.ELB_REGISTRATION_IN_PROGRESS,
            "Target registration is in progress");
  }

  /** Returns the result of the checks of a target. */
  static TargetHealth proven(RegisteredTarget target) {
    if (target.healthy == null) {
      return health(
          TargetHealthStateEnum.INITIAL,
          TargetHealthReasonEnum.ELB_INITIAL_HEALTH_CHECKING,
          "Initial health checks in progress");
    }
    return target.healthy
        ? TargetHealth.builder().state(TargetHealthStateEnum.HEALTHY).build()
        : health(TargetHealthStateEnum.UNHEALTHY, target.reason, words(target));
  }

  private static String words(RegisteredTarget target) {
    return switch (target.reason) {
      case TARGET_TIMEOUT -> "Request timed out";
      case TARGET_RESPONSE_CODE_MISMATCH ->
          "Health checks failed with these codes: [" + target.status + "]";
      default -> "Health checks failed";
    };
  }

  /** Returns why a check of a target fails now; null if it passes. */
  @Nullable TargetHealthReasonEnum failure(TargetGroup group, RegisteredTarget target) {
    LoadBalancer balancer = Objects.requireNonNull(balancer(group));
    Instance instance = instance(target);
    boolean application = balancer.type() == LoadBalancerTypeEnum.APPLICATION;
    if (instance == null
        || !Ec2.isIn(instance, InstanceStateName.RUNNING)
        || !reaches(balancer, instance, port(group, target.port()))) {
      return application
          ? TargetHealthReasonEnum.TARGET_TIMEOUT
          : TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS;
    }
    target.status =
        balancing
            .context
            .store()
            .serviceStatus(instance.instanceId(), () -> untold(group.healthCheckPath(), instance));
    if (target.status == 0) {
      return TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS;
    }
    if (group.matcher() == null
        || group.matcher().httpCode() == null
        || matches(group.matcher().httpCode(), target.status)) {
      return null;
    }
    return application
        ? TargetHealthReasonEnum.TARGET_RESPONSE_CODE_MISMATCH
        : TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS;
  }

  /**
   * Returns the status of a service that no test has set: 200, and 403 if a web server was
   * installed without a page.
   */
  private int untold(@Nullable String path, Instance instance) {
    String script = String.join("\n", balancing.ec2.bootScripts(instance.instanceId()));
    boolean bare =
        script.contains("httpd")
            && script.contains("install")
            && !script.contains("/var/www")
            && !script.contains("index");
    return bare && (path == null || path.equals("/")) ? 403 : 200;
  }

  /** Reads a matcher, for example {@code 200,202} or {@code 200-399}. */
  private static boolean matches(String codes, int status) {
    for (String part : Splitter.on(',').trimResults().split(codes)) {
      List<String> ends = Splitter.on('-').splitToList(part);
      if (Integer.parseInt(ends.get(0)) <= status
          && status <= Integer.parseInt(ends.get(ends.size() - 1))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the port that is checked. */
  static int port(TargetGroup group, int targetPort) {
    return "traffic-port".equals(group.healthCheckPort()) || group.healthCheckPort() == null
        ? targetPort
        : Integer.parseInt(group.healthCheckPort());
  }

  static TargetHealth health(
      TargetHealthStateEnum state, TargetHealthReasonEnum reason, String description) {
    return TargetHealth.builder().state(state).reason(reason).description(description).build();
  }

  private @Nullable LoadBalancer balancer(TargetGroup group) {
    return balancing.rules.loadBalancersUsing(group.targetGroupArn()).stream()
        .map(balancing.loadBalancers::get)
        .findFirst()
        .orElse(null);
  }

  /** Returns the instance that a target is, or that has its address. */
  private @Nullable Instance instance(RegisteredTarget target) {
    return target.id().startsWith("i-")
        ? balancing.ec2.findInstance(target.id())
        : balancing.ec2.instanceWithAddress(target.id());
  }

  /**
   * Returns whether security groups let health checks through. A network load balancer may have
   * none; then nothing holds its checks back.
   */
  private boolean reaches(LoadBalancer from, Instance to, int port) {
    List<String> subnets =
        from.availabilityZones().stream().map(AvailabilityZone::subnetId).toList();
    return balancing.ec2.groupsAllow(from.securityGroups(), subnets, to, port);
  }

  private static boolean isEnabled(LoadBalancer balancer, String zone) {
    return balancer.availabilityZones().stream()
        .map(AvailabilityZone::zoneName)
        .anyMatch(zone::equals);
  }
}
