package dev.referee.testkit.embedded.autoscaling;

import static dev.referee.testkit.embedded.autoscaling.LifecycleHooksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.model.Alarm;
import software.amazon.awssdk.services.autoscaling.model.MetricType;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityInProgressException;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.StepAdjustment;
import software.amazon.awssdk.services.autoscaling.model.TargetTrackingConfiguration;

/** Tests scaling policies: storing, refusing and executing them. */
class ScalingPoliciesTest {
  private final Fleet fleet = new Fleet();

  @BeforeEach
  void group() {
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    fleet.group("web", "$Latest", 0);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private PutScalingPolicyResponse put(Consumer<PutScalingPolicyRequest.Builder> how) {
    return fleet.scaling.putScalingPolicy(
        r -> r.autoScalingGroupName("web").policyName("out").applyMutation(how));
  }

  private List<ScalingPolicy> policies() {
    return fleet.scaling.describePoliciesPaginator().scalingPolicies().stream().toList();
  }

  private static TargetTrackingConfiguration.Builder cpu(double target) {
    return TargetTrackingConfiguration.builder()
        .targetValue(target)
        .predefinedMetricSpecification(
            m -> m.predefinedMetricType(MetricType.ASG_AVERAGE_CPU_UTILIZATION));
  }

  private static StepAdjustment step(@Nullable Double from, @Nullable Double to, int change) {
    return StepAdjustment.builder()
        .metricIntervalLowerBound(from)
        .metricIntervalUpperBound(to)
        .scalingAdjustment(change)
        .build();
  }

  private PutScalingPolicyResponse steps(StepAdjustment... steps) {
    return put(
        r -> r.policyType("StepScaling").adjustmentType("ChangeInCapacity").stepAdjustments(steps));
  }

  @Nested
  class Kept {
    @Test
    void asSimpleScalingUnlessTheTypeIsGiven() {
      String arn = put(r -> r.adjustmentType("ChangeInCapacity").scalingAdjustment(1)).policyARN();
      assertThat(arn)
          .matches(
              "arn:aws:autoscaling:us-east-1:222222222222:scalingPolicy:[0-9a-f-]{36}"
                  + ":autoScalingGroupName/web:policyName/out");
      assertThat(policies())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.policyARN()).isEqualTo(arn);
                assertThat(one.policyType()).isEqualTo("SimpleScaling");
                assertThat(one.scalingAdjustment()).isEqualTo(1);
                assertThat(one.enabled()).isTrue();
                assertThat(one.alarms()).isEmpty();
              });
      assertThat(put(r -> r.adjustmentType("ExactCapacity").scalingAdjustment(2)).policyARN())
          .isEqualTo(arn);
      assertThat(policies().get(0).adjustmentType()).isEqualTo("ExactCapacity");
    }

    @Test
    void withTheAlarmsOfTargetTracking() {
      PutScalingPolicyResponse made =
          put(
              r ->
                  r.policyType("TargetTrackingScaling")
                      .targetTrackingConfiguration(cpu(50).build()));
      assertThat(made.alarms())
          .extracting(Alarm::alarmName)
          .satisfiesExactlyInAnyOrder(
              high -> assertThat(high).startsWith("TargetTracking-web-AlarmHigh-"),
              low -> assertThat(low).startsWith("TargetTracking-web-AlarmLow-"));
      assertThat(policies().get(0).targetTrackingConfiguration().targetValue()).isEqualTo(50);
      assertThat(policies().get(0).targetTrackingConfiguration().disableScaleIn()).isFalse();
    }

    @Test
    void untilTheyOrTheirGroupAreDeleted() {
      String arn = steps(step(0.0, null, 1)).policyARN();
      put(r -> r.policyName("in").adjustmentType("ChangeInCapacity").scalingAdjustment(-1));
      assertThat(
              fleet
                  .scaling
                  .describePolicies(r -> r.autoScalingGroupName("web").policyTypes("StepScaling"))
                  .scalingPolicies())
          .extracting(ScalingPolicy::policyName)
          .containsExactly("out");
      fleet.scaling.deletePolicy(r -> r.policyName(arn));
      assertThat(policies()).extracting(ScalingPolicy::policyName).containsExactly("in");
      assertThatThrownBy(
              () ->
                  fleet.scaling.deletePolicy(r -> r.policyName("out").autoScalingGroupName("web")))
          .hasMessageContaining("not found");
      fleet.scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName("web"));
      assertThat(policies()).isEmpty();
    }
  }

  @Nested
  class Refused {
    @Test
    void withoutWhatTheirTypeNeeds() {
      refused(
          () -> put(r -> r.scalingAdjustment(1)),
          "You must specify an AdjustmentType for policy type: SimpleScaling");
      refused(
          () -> put(r -> r.adjustmentType("ChangeInCapacity")),
          "Scaling increment must be specified for a SimpleScaling policy");
      refused(
          ScalingPoliciesTest.this::steps,
          "You should specify at least one StepAdjustment with a StepScaling policy");
      refused(
          () -> put(r -> r.policyType("TargetTrackingScaling")),
          "You should provide a TargetTrackingConfiguration");
    }

    @Test
    void withWhatIsOfAnotherType() {
      refused(
          () ->
              put(
                  r ->
                      r.adjustmentType("ChangeInCapacity")
                          .scalingAdjustment(1)
                          .stepAdjustments(step(0.0, null, 1))),
          "StepAdjustments is not supported for a SimpleScaling policy");
      refused(
          () ->
              put(
                  r ->
                      r.policyType("StepScaling")
                          .adjustmentType("ChangeInCapacity")
                          .scalingAdjustment(1)
                          .stepAdjustments(step(0.0, null, 1))),
          "ScalingAdjustment is not supported for a StepScaling policy");
      refused(
          () ->
              put(
                  r ->
                      r.policyType("TargetTrackingScaling")
                          .scalingAdjustment(1)
                          .targetTrackingConfiguration(cpu(50).build())),
          "ScalingAdjustment are not supported for a TargetTracking policy");
    }

    @Test
    void whoseStepsLeaveGapsOrOverlap() {
      refused(
          () -> steps(step(null, null, 1)),
          "Both lower and upper bounds of a StepAdjustment cannot be left unspecified");
      refused(
          () -> steps(step(0.0, 10.0, 1), step(20.0, null, 2)),
          "StepAdjustment intervals cannot have gaps between them");
      refused(
          () -> steps(step(0.0, 10.0, 1), step(5.0, null, 2)),
          "StepAdjustment intervals cannot overlap");
      refused(
          () -> steps(step(0.0, null, 1), step(5.0, null, 2)),
          "At most one StepAdjustment may have an unspecified upper bound");
      refused(
          () -> steps(step(0.0, 10.0, 1)),
          "There must be a StepAdjustment with an unspecified upper bound (i.e., upper bound is"
              + " null) when one StepAdjustment has a positive upper bound");
      refused(
          () -> steps(step(-10.0, 0.0, 1)),
          "There must be a StepAdjustment with an unspecified lower bound (i.e., lower bound is"
              + " null) when one StepAdjustment has a negative lower bound");
      assertThat(policies()).isEmpty();
    }

    @Test
    void whoseTargetIsNone() {
      refused(
          () ->
              put(
                  r ->
                      r.policyType("TargetTrackingScaling")
                          .targetTrackingConfiguration(cpu(0).build())),
          "Target value must be between 8.51592E-12 and 1.174271E17");
      refused(
          () ->
              put(
                  r ->
                      r.policyType("TargetTrackingScaling")
                          .targetTrackingConfiguration(
                              t ->
                                  t.targetValue(10.0)
                                      .predefinedMetricSpecification(
                                          m ->
                                              m.predefinedMetricType(
                                                  MetricType.ALB_REQUEST_COUNT_PER_TARGET)))),
          "Resource label should be specified for predefined metric type"
              + " ALBRequestCountPerTarget");
    }
  }

  @Nested
  class Executed {
    private void execute(@Nullable Double value) {
      fleet.scaling.executePolicy(
          r ->
              r.autoScalingGroupName("web")
                  .policyName("out")
                  .metricValue(value)
                  .breachThreshold(value == null ? null : 50.0));
    }

    @ParameterizedTest
    @CsvSource({
      "ChangeInCapacity, 3, 7",
      "ChangeInCapacity, 20, 10",
      "ChangeInCapacity, -9, 0",
      "ExactCapacity, 2, 2",
      "PercentChangeInCapacity, 50, 6",
      "PercentChangeInCapacity, 10, 5",
      "PercentChangeInCapacity, -10, 3",
    })
    void changeTheCapacityWithinItsBounds(String type, int adjustment, int expected) {
      fleet.scaling.setDesiredCapacity(r -> r.autoScalingGroupName("web").desiredCapacity(4));
      put(r -> r.adjustmentType(type).scalingAdjustment(adjustment));
      execute(null);
      assertThat(fleet.group().desiredCapacity()).isEqualTo(expected);
    }

    @Test
    void changeItByAtLeastTheMagnitude() {
      fleet.scaling.setDesiredCapacity(r -> r.autoScalingGroupName("web").desiredCapacity(4));
      put(
          r ->
              r.adjustmentType("PercentChangeInCapacity")
                  .scalingAdjustment(10)
                  .minAdjustmentMagnitude(3));
      execute(null);
      assertThat(fleet.group().desiredCapacity()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"55, 1", "60, 2", "400, 2"})
    void takeTheStepOfTheBreach(double value, int expected) {
      steps(step(0.0, 10.0, 1), step(10.0, null, 2));
      execute(value);
      assertThat(fleet.group().desiredCapacity()).isEqualTo(expected);
    }

    @Test
    void waitForTheCooldownWhenAskedTo() {
      put(r -> r.adjustmentType("ChangeInCapacity").scalingAdjustment(1).cooldown(600));
      execute(null);
      assertThatThrownBy(
              () ->
                  fleet.scaling.executePolicy(
                      r -> r.autoScalingGroupName("web").policyName("out").honorCooldown(true)))
          .isInstanceOf(ScalingActivityInProgressException.class);
      fleet.passMinutes(11);
      fleet.scaling.executePolicy(
          r -> r.autoScalingGroupName("web").policyName("out").honorCooldown(true));
      assertThat(fleet.group().desiredCapacity()).isEqualTo(2);
    }
  }
}
