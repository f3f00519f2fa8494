package dev.referee.testkit.embedded.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.Fleet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Tests the stack resources that belong to an Auto Scaling group. */
class ScalingStacksTest {
  private static final String TEMPLATE =
      """
      Resources:
        Out:
          Type: AWS::AutoScaling::ScalingPolicy
          Properties:
            AutoScalingGroupName: web
            PolicyType: TargetTrackingScaling
            TargetTrackingConfiguration:
              TargetValue: 50
              PredefinedMetricSpecification: {PredefinedMetricType: ASGAverageCPUUtilization}
        Start:
          Type: AWS::AutoScaling::LifecycleHook
          Properties:
            AutoScalingGroupName: web
            LifecycleHookName: start
            LifecycleTransition: autoscaling:EC2_INSTANCE_LAUNCHING
            HeartbeatTimeout: 300
        Morning:
          Type: AWS::AutoScaling::ScheduledAction
          Properties:
            AutoScalingGroupName: web
            Recurrence: 0 9 * * *
            StartTime: '2031-01-01T09:00:00Z'
            DesiredCapacity: 1
        Pool:
          Type: AWS::AutoScaling::WarmPool
          Properties: {AutoScalingGroupName: web, MaxGroupPreparedCapacity: 1}
      Outputs:
        Policy: {Value: !GetAtt Out.PolicyName}
      """;

  private final Fleet fleet = new Fleet();
  private final CloudFormationClient stacks = fleet.account.client(CloudFormationClient::builder);

  @BeforeEach
  void group() {
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    fleet.group("web", "$Latest", 0);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Stack stack() {
    return stacks.describeStacks(r -> r.stackName("game")).stacks().get(0);
  }

  private LifecycleHook hook() {
    return fleet
        .scaling
        .describeLifecycleHooks(r -> r.autoScalingGroupName("web"))
        .lifecycleHooks()
        .get(0);
  }

  @Test
  void areMadeChangedAndDeleted() {
    stacks.createStack(r -> r.stackName("game").templateBody(TEMPLATE));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(fleet.scaling.describePolicies().scalingPolicies())
        .singleElement()
        .satisfies(
            one -> assertThat(one.policyName()).isEqualTo(stack().outputs().get(0).outputValue()));
    assertThat(hook().heartbeatTimeout()).isEqualTo(300);
    assertThat(fleet.scaling.describeScheduledActions().scheduledUpdateGroupActions())
        .singleElement()
        .satisfies(one -> assertThat(one.startTime()).isEqualTo("2031-01-01T09:00:00Z"));
    assertThat(fleet.group().warmPoolConfiguration().maxGroupPreparedCapacity()).isEqualTo(1);
    stacks.updateStack(
        r -> r.stackName("game").templateBody(TEMPLATE.replace("Timeout: 300", "Timeout: 600")));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(hook().heartbeatTimeout()).isEqualTo(600);
    stacks.deleteStack(r -> r.stackName("game"));
    fleet.passMinutes(2);
    assertThat(fleet.scaling.describePolicies().scalingPolicies()).isEmpty();
    assertThat(fleet.scaling.describeScheduledActions().scheduledUpdateGroupActions()).isEmpty();
    assertThat(fleet.group().warmPoolConfiguration()).isNull();
    assertThat(
            fleet
                .scaling
                .describeLifecycleHooks(r -> r.autoScalingGroupName("web"))
                .lifecycleHooks())
        .isEmpty();
  }

  @Test
  void failForAGroupThatIsNotThere() {
    stacks.createStack(
        r -> r.stackName("game").templateBody(TEMPLATE.replace("Name: web", "Name: none")));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
  }
}
