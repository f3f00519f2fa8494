package com.example.jam;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

final class SpareInstance implements Check {
  private static final Expectation SPARE =
      Expectation.of("NoSpareInstance", "size of the group", "The group keeps a spare instance");

  @Override
  public String id() {
    return "jam.spare-instance";
  }

  @Override
  public String claim() {
    return "The unicorns survive the loss of one server";
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(SPARE);
  }

  @Override
  public Permissions permissions() {
    return Permissions.ofReads("autoscaling:DescribeAutoScalingGroups");
  }

  @Override
  public Verdict judge(CheckContext context) {
    return context.verdict(
        context
            .target(Account.class)
            .client(AutoScalingClient::builder)
            .describeAutoScalingGroupsPaginator(it -> it.autoScalingGroupNames("unicorn-web"))
            .autoScalingGroups()
            .stream()
            .map(SpareInstance::judge)
            .toList());
  }

  private static Finding judge(AutoScalingGroup group) {
    return (group.minSize() >= 2 ? SPARE.satisfied() : SPARE.unsatisfied())
        .subject(group.autoScalingGroupARN())
        .expected("a minimum size of at least 2")
        .seen("The minimum size is " + group.minSize() + ".")
        .remedy("Raise the minimum size of the group.")
        .build();
  }
}
