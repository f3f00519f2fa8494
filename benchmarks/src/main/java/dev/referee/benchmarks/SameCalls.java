package dev.referee.benchmarks;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A check that makes only the calls of {@link ByHand}, to measure the engine alone. */
final class SameCalls implements Check {
  private static final Expectation FIXED =
      Expectation.of("ServersFixed", "servers", "The servers are fixed");

  @Override
  public String id() {
    return "benchmark.same-calls";
  }

  @Override
  public String claim() {
    return FIXED.claim();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(FIXED);
  }

  @Override
  public Permissions permissions() {
    return Permissions.ofReads(
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplateVersions");
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    boolean fixed =
        ByHand.isFixed(
            account.client(Ec2Client::builder), account.client(AutoScalingClient::builder));
    return context.verdict(
        List.of(fixed ? FIXED.satisfied().build() : FIXED.unsatisfied().build()));
  }
}
