package dev.referee.testkit.embedded.autoscaling;

import static java.util.Comparator.comparingDouble;

import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.MetricType;
import software.amazon.awssdk.services.autoscaling.model.PredefinedMetricSpecification;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.StepAdjustment;
import software.amazon.awssdk.services.autoscaling.model.TargetTrackingConfiguration;

/** The rules that a scaling policy must keep, with the words that it is refused in. */
final class ScalingPolicyRules {
  static final String SIMPLE = "SimpleScaling";
  static final String STEP = "StepScaling";
  private static final String TRACKING = "TargetTrackingScaling";
  private static final Set<String> ADJUSTMENTS =
      Set.of("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity");
  private static final int MOST_STEPS = 20;
  private static final double LEAST_TARGET = 8.51592E-12;
  private static final double MOST_TARGET = 1.174271E17;

  private ScalingPolicyRules() {}

  static void check(PutScalingPolicyRequest request) {
    String type = request.policyType() == null ? SIMPLE : request.policyType();
    switch (type) {
      case SIMPLE -> simple(request);
      case STEP -> step(request);
      case TRACKING -> tracking(request);
      default -> throw AutoScaling.invalid("Invalid policy type: " + type);
    }
  }

  private static void simple(PutScalingPolicyRequest request) {
    adjustmentType(request, SIMPLE);
    String not = " is not supported for a SimpleScaling policy";
    absent(request, "MetricAggregationType", not);
    absent(request, "EstimatedInstanceWarmup", not);
    absent(request, "StepAdjustments", not);
    absent(request, "TargetTrackingConfiguration", not);
    if (request.scalingAdjustment() == null) {
      throw AutoScaling.invalid("Scaling increment must be specified for a SimpleScaling policy");
    }
    notNegative(request, request.scalingAdjustment());
  }

  private static void step(PutScalingPolicyRequest request) {
    adjustmentType(request, STEP);
    String not = " is not supported for a StepScaling policy";
    absent(request, "ScalingAdjustment", not);
    absent(request, "TargetTrackingConfiguration", not);
    List<StepAdjustment> steps = request.stepAdjustments();
    if (steps.isEmpty()) {
      throw AutoScaling.invalid(
          "You should specify at least one StepAdjustment with a StepScaling policy");
    }
    if (steps.size() > MOST_STEPS) {
      throw AutoScaling.invalid("There can be at most 20 step adjustments per scaling policy");
    }
    steps.forEach(adjustment -> notNegative(request, adjustment.scalingAdjustment()));
    intervals(steps);
  }

  private static void tracking(PutScalingPolicyRequest request) {
    String not = " are not supported for a TargetTracking policy";
    absent(request, "MetricAggregationType", not);
    absent(request, "MinAdjustmentMagnitude", not);
    absent(request, "ScalingAdjustment", not);
    absent(request, "StepAdjustments", not);
    absent(request, "PredictiveScalingConfiguration", not);
    TargetTrackingConfiguration target = request.targetTrackingConfiguration();
    if (target == null) {
      throw AutoScaling.invalid("You should provide a TargetTrackingConfiguration");
    }
    PredefinedMetricSpecification predefined = target.predefinedMetricSpecification();
    if ((predefined == null) == (target.customizedMetricSpecification() == null)) {
      throw AutoScaling.invalid(
          "You should provide either a CustomizedMetricSpecification or a"
              + " PredefinedMetricSpecification");
    }
    if (target.targetValue() == null
        || target.targetValue() < LEAST_TARGET
        || target.targetValue() > MOST_TARGET) {
      throw AutoScaling.invalid("Target value must be between 8.51592E-12 and 1.174271E17");
    }
    if (predefined != null) {
      resourceLabel(predefined);
    }
  }

  private static void resourceLabel(PredefinedMetricSpecification metric) {
    boolean needed = metric.predefinedMetricType() == MetricType.ALB_REQUEST_COUNT_PER_TARGET;
    if (needed == (metric.resourceLabel() == null)) {
      throw AutoScaling.invalid(
          "Resource label should %sbe specified for predefined metric type %s"
              .formatted(needed ? "" : "not ", metric.predefinedMetricTypeAsString()));
    }
  }

  private static void adjustmentType(PutScalingPolicyRequest request, String type) {
    String adjustment = request.adjustmentType();
    if (adjustment == null) {
      throw AutoScaling.invalid("You must specify an AdjustmentType for policy type: " + type);
    }
    if (!ADJUSTMENTS.contains(adjustment)) {
      throw AutoScaling.invalid("Invalid adjustment type: " + adjustment);
    }
  }

  private static void absent(PutScalingPolicyRequest request, String member, String otherwise) {
    Object value = SdkFieldCopier.member(request, member);
    if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
      throw AutoScaling.invalid(member + otherwise);
    }
  }

  private static void notNegative(PutScalingPolicyRequest request, @Nullable Integer adjustment) {
    if ("ExactCapacity".equals(request.adjustmentType()) && adjustment != null && adjustment < 0) {
      throw AutoScaling.invalid(
          "The lowest value for ScalingAdjustment parameter is 0 with the specified adjustment"
              + " type");
    }
  }

  static double lower(StepAdjustment step) {
    Double bound = step.metricIntervalLowerBound();
    return bound == null ? Double.NEGATIVE_INFINITY : bound;
  }

  static double upper(StepAdjustment step) {
    Double bound = step.metricIntervalUpperBound();
    return bound == null ? Double.POSITIVE_INFINITY : bound;
  }

  /** Checks that the steps cover a range without gaps, and each value of it once. */
  private static void intervals(List<StepAdjustment> steps) {
    for (StepAdjustment adjustment : steps) {
      if (adjustment.metricIntervalLowerBound() == null
          && adjustment.metricIntervalUpperBound() == null) {
        throw AutoScaling.invalid(
            "Both lower and upper bounds of a StepAdjustment cannot be left unspecified");
      }
      if (lower(adjustment) >= upper(adjustment)) {
        throw AutoScaling.invalid("LowerBound must be less than the UpperBound for StepAdjustment");
      }
    }
    long openBelow =
        steps.stream().filter(adjustment -> adjustment.metricIntervalLowerBound() == null).count();
    long openAbove =
        steps.stream().filter(adjustment -> adjustment.metricIntervalUpperBound() == null).count();
    String most = "At most one StepAdjustment may have an unspecified %s bound";
    if (openBelow > 1) {
      throw AutoScaling.invalid(most.formatted("lower"));
    }
    if (openAbove > 1) {
      throw AutoScaling.invalid(most.formatted("upper"));
    }
    List<StepAdjustment> sorted =
        steps.stream().sorted(comparingDouble(ScalingPolicyRules::lower)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      double gap = lower(sorted.get(i)) - upper(sorted.get(i - 1));
      if (gap < 0) {
        throw AutoScaling.invalid("StepAdjustment intervals cannot overlap");
      }
      if (gap > 0) {
        throw AutoScaling.invalid("StepAdjustment intervals cannot have gaps between them");
      }
    }
    String open =
        "There must be a StepAdjustment with an unspecified %1$s bound (i.e., %1$s bound is null)"
            + " when one StepAdjustment has a %2$s %1$s bound";
    if (openAbove == 0 && upper(sorted.get(sorted.size() - 1)) > 0) {
      throw AutoScaling.invalid(open.formatted("upper", "positive"));
    }
    if (openBelow == 0 && lower(sorted.get(0)) < 0) {
      throw AutoScaling.invalid(open.formatted("lower", "negative"));
    }
  }
}
