package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * An emulation of Elastic Load Balancing in one account and Region, without Classic Load Balancers.
 */
public final class LoadBalancing {
  final Call context;
  final Ec2 ec2;
  final LoadBalancers loadBalancers;
  final TargetGroups targetGroups;
  final Listeners listeners;
  final ListenerRules rules;
  final Targets targets;
  final TargetChecks checks;
  final LoadBalancingTags tags;

  private LoadBalancing(Call context) {
    this.context = context;
    this.ec2 = Ec2.of(context);
    this.tags = new LoadBalancingTags();
    this.rules = new ListenerRules(this);
    this.listeners = new Listeners(this);
    this.loadBalancers = new LoadBalancers(this);
    this.targetGroups = new TargetGroups(this);
    this.checks = new TargetChecks(this);
    this.targets = new Targets(this);
  }

  public static LoadBalancing of(Call call) {
    return call.regional(LoadBalancing.class, () -> new LoadBalancing(call));
  }

  Instant now() {
    return context.clock().instant();
  }

  String arn(String resource) {
    return "arn:aws:elasticloadbalancing:%s:%s:%s"
        .formatted(context.region(), context.accountId(), resource);
  }

  /**
   * Refuses anything that is not the ARN of a resource in this account and Region.
   *
   * @param type the type of the resource as its ARN has it
   * @param name that type in words
   * @param arn the value of the request
   */
  void requireArn(String type, String name, @Nullable String arn) {
    String start = arn(type + "/");
    if (arn == null
        || !arn.startsWith(start)
        || !arn.substring(start.length()).matches("([A-Za-z0-9-]+/)+[0-9a-f]+")) {
      throw invalid("'" + arn + "' is not a valid " + name + " ARN");
    }
  }

  /** Returns the last part of a new ARN. */
  String id() {
    return Ids.of(context).hex();
  }

  static AwsError error(String code, String message) {
    return new AwsError(400, code, message);
  }

  static AwsError invalid(String message) {
    return error("ValidationError", message);
  }

  /** Returns a target group; null if there is none. */
  public @Nullable TargetGroup targetGroup(String arn) {
    return targetGroups.contains(arn) ? targetGroups.get(arn) : null;
  }

  /** Registers an instance with a target group. */
  public void register(String targetGroupArn, String instanceId) {
    targets.register(
        RegisterTargetsRequest.builder()
            .targetGroupArn(targetGroupArn)
            .targets(target(instanceId))
            .build(),
        context);
  }

  /** Deregisters an instance, unless it is not registered or the target group is gone. */
  public void deregister(String targetGroupArn, String instanceId) {
    if (targetGroups.contains(targetGroupArn) && targets.isRegistered(targetGroupArn, instanceId)) {
      targets.deregister(
          DeregisterTargetsRequest.builder()
              .targetGroupArn(targetGroupArn)
              .targets(target(instanceId))
              .build(),
          context);
    }
  }

  private static TargetDescription target(String instanceId) {
    return TargetDescription.builder().id(instanceId).build();
  }

  /** Returns whether an instance has passed its health checks. */
  public boolean isHealthy(String targetGroupArn, String instanceId) {
    return targets.isHealthy(targetGroupArn, instanceId);
  }

  /** Returns whether an instance has failed its health checks. */
  public boolean isUnhealthy(String targetGroupArn, String instanceId) {
    return targets.isUnhealthy(targetGroupArn, instanceId);
  }
}
