package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.Alarm;
import software.amazon.awssdk.services.autoscaling.model.DeletePolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.DeletePolicyResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribePoliciesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribePoliciesResponse;
import software.amazon.awssdk.services.autoscaling.model.ExecutePolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.ExecutePolicyResponse;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyRequest;
import software.amazon.awssdk.services.autoscaling.model.PutScalingPolicyResponse;
import software.amazon.awssdk.services.autoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.autoscaling.model.StepAdjustment;

/**
 * The scaling policies of groups. There are no metrics here: a policy changes a group when it is
 * executed, and the alarms of target tracking are only named.
 */
final class ScalingPolicies {
  private static final int PAGE = 50;
  private static final int PERCENT = 100;

  private final AutoScaling scaling;

  ScalingPolicies(AutoScaling scaling) {
    this.scaling = scaling;
  }

  static void addTo(Service service) {
    service
        .on(
            PutScalingPolicyRequest.class,
            PutScalingPolicyRequest::builder,
            (r, c) -> AutoScaling.of(c).policies.put(r, c))
        .on(
            DescribePoliciesRequest.class,
            DescribePoliciesRequest::builder,
            (r, c) -> AutoScaling.of(c).policies.describe(r, c))
        .on(
            DeletePolicyRequest.class,
            DeletePolicyRequest::builder,
            (r, c) -> AutoScaling.of(c).policies.delete(r))
        .on(
            ExecutePolicyRequest.class,
            ExecutePolicyRequest::builder,
            (r, c) -> AutoScaling.of(c).policies.execute(r));
  }

  PutScalingPolicyResponse put(PutScalingPolicyRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    ScalingPolicyRules.check(request);
    ScalingPolicy before = group.policies.get(request.policyName());
    ScalingPolicy.Builder policy =
        SdkFieldCopier.overlay(
            request,
            ScalingPolicy.builder()
                .policyType(ScalingPolicyRules.SIMPLE)
                .enabled(true)
                .stepAdjustments(List.of())
                .policyARN(
                    before == null ? arn(group, request.policyName(), call) : before.policyARN())
                .alarms(before == null ? List.of() : before.alarms()));
    if (request.targetTrackingConfiguration() != null) {
      policy.targetTrackingConfiguration(
          request.targetTrackingConfiguration().toBuilder()
              .disableScaleIn(
                  Boolean.TRUE.equals(request.targetTrackingConfiguration().disableScaleIn()))
              .build());
      if (before == null || before.alarms().isEmpty()) {
        policy.alarms(alarm(group, "High", call), alarm(group, "Low", call));
      }
    }
    ScalingPolicy made = policy.build();
    group.policies.put(made.policyName(), made);
    return PutScalingPolicyResponse.builder()
        .policyARN(made.policyARN())
        .alarms(made.alarms())
        .build();
  }

  private String arn(ScalingGroup group, String name, Call call) {
    return "arn:aws:autoscaling:%s:%s:scalingPolicy:%s:autoScalingGroupName/%s:policyName/%s"
        .formatted(call.region(), call.accountId(), scaling.ids.uuid(), group.name(), name);
  }

  private Alarm alarm(ScalingGroup group, String side, Call call) {
    String name = "TargetTracking-%s-Alarm%s-%s".formatted(group.name(), side, scaling.ids.uuid());
    return Alarm.builder()
        .alarmName(name)
        .alarmARN(
            "arn:aws:cloudwatch:%s:%s:alarm:%s".formatted(call.region(), call.accountId(), name))
        .build();
  }

  private DescribePoliciesResponse describe(DescribePoliciesRequest request, Call call) {
    Stream<ScalingGroup> groups =
        request.autoScalingGroupName() == null
            ? scaling.groups.values().stream()
            : Stream.of(scaling.group(request.autoScalingGroupName()));
    List<String> names = request.policyNames();
    List<String> types = request.policyTypes();
    List<ScalingPolicy> all =
        groups
            .flatMap(group -> group.policies.values().stream())
            .filter(
                policy ->
                    names.isEmpty()
                        || names.contains(policy.policyName())
                        || names.contains(policy.policyARN()))
            .filter(policy -> types.isEmpty() || types.contains(policy.policyType()))
            .toList();
    Page<ScalingPolicy> page =
        Page.of(
            all, ScalingGroups.orDefault(request.maxRecords(), PAGE), request.nextToken(), call);
    return DescribePoliciesResponse.builder()
        .scalingPolicies(page.items())
        .nextToken(page.next())
        .build();
  }

  DeletePolicyResponse delete(DeletePolicyRequest request) {
    Map.Entry<ScalingGroup, ScalingPolicy> found =
        find(request.autoScalingGroupName(), request.policyName());
    found.getKey().policies.remove(found.getValue().policyName());
    return DeletePolicyResponse.builder().build();
  }

  /** Returns a policy, and its group, by its ARN or by its name and that of the group. */
  private Map.Entry<ScalingGroup, ScalingPolicy> find(@Nullable String group, String policy) {
    Stream<ScalingGroup> groups =
        group == null ? scaling.groups.values().stream() : Stream.of(scaling.group(group));
    Optional<Map.Entry<ScalingGroup, ScalingPolicy>> found =
        groups
            .flatMap(one -> one.policies.values().stream().map(its -> Map.entry(one, its)))
            .filter(
                entry ->
                    entry.getValue().policyARN().equals(policy)
                        || (group != null && entry.getValue().policyName().equals(policy)))
            .findFirst();
    return found.orElseThrow(() -> AutoScaling.invalid("Policy " + policy + " not found"));
  }

  private ExecutePolicyResponse execute(ExecutePolicyRequest request) {
    Map.Entry<ScalingGroup, ScalingPolicy> found =
        find(request.autoScalingGroupName(), request.policyName());
    ScalingGroup group = found.getKey();
    ScalingPolicy policy = found.getValue();
    int adjustment = adjustment(policy, request);
    if (Boolean.TRUE.equals(request.honorCooldown()) && scaling.now().isBefore(group.coolUntil)) {
      throw new AwsError(
          400,
          "ScalingActivityInProgress",
          "Scaling activity is in progress and the group is in cooldown until " + group.coolUntil);
    }
    int desired = desired(policy, adjustment, group.desired());
    int within =
        Math.max(group.settings().minSize(), Math.min(group.settings().maxSize(), desired));
    group.coolUntil = coolUntil(group, policy);
    group.change(settings -> settings.desiredCapacity(within));
    scaling.reconciler.reconcile(group);
    return ExecutePolicyResponse.builder().build();
  }

  private Instant coolUntil(ScalingGroup group, ScalingPolicy policy) {
    return scaling
        .now()
        .plusSeconds(
            ScalingGroups.orDefault(policy.cooldown(), group.settings().defaultCooldown()));
  }

  private static int adjustment(ScalingPolicy policy, ExecutePolicyRequest request) {
    if (policy.policyType().equals(ScalingPolicyRules.SIMPLE)) {
      return policy.scalingAdjustment();
    }
    if (!policy.policyType().equals(ScalingPolicyRules.STEP)) {
      throw AutoScaling.invalid("Policy of type " + policy.policyType() + " cannot be executed");
    }
    if (request.metricValue() == null || request.breachThreshold() == null) {
      throw AutoScaling.invalid(
          "MetricValue and BreachThreshold must be specified for a StepScaling policy");
    }
    double breach = request.metricValue() - request.breachThreshold();
    return policy.stepAdjustments().stream()
        .filter(step -> covers(step, breach))
        .findFirst()
        .map(StepAdjustment::scalingAdjustment)
        .orElseThrow(
            () -> AutoScaling.invalid("No step adjustment applies to the metric value " + breach));
  }

  /** Returns whether a step covers a breach: above a threshold its lower bound is included. */
  private static boolean covers(StepAdjustment step, double breach) {
    double lower = ScalingPolicyRules.lower(step);
    double upper = ScalingPolicyRules.upper(step);
    return lower >= 0 ? lower <= breach && breach < upper : lower < breach && breach <= upper;
  }

  private static int desired(ScalingPolicy policy, int adjustment, int current) {
    return switch (policy.adjustmentType()) {
      case "ExactCapacity" -> adjustment;
      case "PercentChangeInCapacity" -> current + ofPercent(policy, adjustment, current);
      default -> current + adjustment;
    };
  }

  /** Returns a share of a capacity, rounded towards zero, but never to it. */
  private static int ofPercent(ScalingPolicy policy, int percent, int current) {
    int share = current * percent / PERCENT;
    int least = Math.max(1, ScalingGroups.orDefault(policy.minAdjustmentMagnitude(), 1));
    return Integer.signum(percent) * Math.max(least, Math.abs(share));
  }
}
