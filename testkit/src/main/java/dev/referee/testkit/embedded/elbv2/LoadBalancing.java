package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Instant;

/**
 * An emulation of Elastic Load Balancing in one account and Region, without Classic Load Balancers.
 */
public final class LoadBalancing {
  final Call home;
  final Ec2 ec2;
  public final LoadBalancers loadBalancers;
  public final TargetGroups targetGroups;
  public final Listeners listeners;
  public final ListenerRules rules;
  public final Targets targets;
  final TargetChecks checks;
  public final LoadBalancingTags tags;

  private LoadBalancing(Call home) {
    this.home = home;
    this.ec2 = Ec2.of(home);
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
    return home.clock().instant();
  }

  String arn(String resource) {
    return "arn:aws:elasticloadbalancing:%s:%s:%s"
        .formatted(home.region(), home.accountId(), resource);
  }

  /** Returns the last part of a new ARN. */
  String id() {
    return ec2.ids.hex();
  }

  static AwsError error(String code, String message) {
    return new AwsError(400, code, message);
  }

  static AwsError invalid(String message) {
    return error("ValidationError", message);
  }
}
