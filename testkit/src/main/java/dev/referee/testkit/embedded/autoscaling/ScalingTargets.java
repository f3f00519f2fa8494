package dev.referee.testkit.embedded.autoscaling;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.elbv2.LoadBalancing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AttachLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.AttachLoadBalancerTargetGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.AttachTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.AttachTrafficSourcesResponse;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeLoadBalancerTargetGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeTrafficSourcesResponse;
import software.amazon.awssdk.services.autoscaling.model.DetachLoadBalancerTargetGroupsRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachLoadBalancerTargetGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.DetachTrafficSourcesRequest;
import software.amazon.awssdk.services.autoscaling.model.DetachTrafficSourcesResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.LoadBalancerTargetGroupState;
import software.amazon.awssdk.services.autoscaling.model.TrafficSourceIdentifier;
import software.amazon.awssdk.services.autoscaling.model.TrafficSourceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/**
 * The registration of group instances with target groups, and the use of their health.
 *
 * <p>Target groups are real; Classic Load Balancers and VPC Lattice are only noted.
 */
final class ScalingTargets {
  private static final int PAGE = 100;
  private static final String TARGET_GROUP = "elbv2";
  private static final String CLASSIC = "elb";

  private final AutoScaling scaling;

  ScalingTargets(AutoScaling scaling) {
    this.scaling = scaling;
  }

  private LoadBalancing balancing() {
    return LoadBalancing.of(scaling.context);
  }

  /**
   * Returns settings with all equivalent members filled in from the given one, or throws AWS's
   * error.
   */
  AutoScalingGroup checked(AutoScalingGroup settings) {
    Set<TrafficSourceIdentifier> sources = new LinkedHashSet<>();
    settings.targetGroupARNs().forEach(arn -> sources.add(source(arn, TARGET_GROUP)));
    settings.loadBalancerNames().forEach(name -> sources.add(source(name, CLASSIC)));
    settings
        .trafficSources()
        .forEach(one -> sources.add(source(one.identifier(), type(one.identifier(), one.type()))));
    List<String> arns = identifiers(sources, TARGET_GROUP);
    for (String arn : arns) {
      var targetGroup = balancing().targetGroup(arn);
      if (targetGroup == null || !targetGroup.targetTypeAsString().equals("instance")) {
        throw AutoScaling.invalid(
            "Provided Target Groups may not be valid. Please ensure they exist and try again.");
      }
    }
    return settings.toBuilder()
        .trafficSources(sources)
        .targetGroupARNs(arns)
        .loadBalancerNames(identifiers(sources, CLASSIC))
        .build();
  }

  private static TrafficSourceIdentifier source(String identifier, String type) {
    return TrafficSourceIdentifier.builder().identifier(identifier).type(type).build();
  }

  /** Returns the type that is given, or that the identifier shows. */
  private static String type(String identifier, @Nullable String given) {
    if (given != null) {
      return given;
    }
    return identifier.contains(":vpc-lattice:")
        ? "vpc-lattice"
        : identifier.startsWith("arn:") ? TARGET_GROUP : CLASSIC;
  }

  private static List<String> identifiers(Set<TrafficSourceIdentifier> sources, String type) {
    return sources.stream()
        .filter(source -> type.equals(source.type()))
        .map(TrafficSourceIdentifier::identifier)
        .collect(toImmutableList());
  }

  AttachLoadBalancerTargetGroupsResponse attachGroups(
      AttachLoadBalancerTargetGroupsRequest request, Call call) {
    attach(request.autoScalingGroupName(), of(request.targetGroupARNs()));
    return AttachLoadBalancerTargetGroupsResponse.builder().build();
  }

  AttachTrafficSourcesResponse attachSources(AttachTrafficSourcesRequest request, Call call) {
    attach(request.autoScalingGroupName(), request.trafficSources());
    return AttachTrafficSourcesResponse.builder().build();
  }

  private static List<TrafficSourceIdentifier> of(List<String> arns) {
    return arns.stream().map(arn -> source(arn, TARGET_GROUP)).toList();
  }

  private void attach(String name, List<TrafficSourceIdentifier> added) {
    ScalingGroup group = scaling.group(name);
    AutoScalingGroup valid =
        checked(
            group.settings().toBuilder()
                .trafficSources(
                    ImmutableList.<TrafficSourceIdentifier>builder()
                        .addAll(group.settings().trafficSources())
                        .addAll(added)
                        .build())
                .build());
    group.change(same -> valid.toBuilder());
    group.in(LifecycleState.IN_SERVICE).forEach(member -> register(group, member.instanceId()));
  }

  DetachLoadBalancerTargetGroupsResponse detachGroups(
      DetachLoadBalancerTargetGroupsRequest request, Call call) {
    detach(request.autoScalingGroupName(), request.targetGroupARNs());
    return DetachLoadBalancerTargetGroupsResponse.builder().build();
  }

  DetachTrafficSourcesResponse detachSources(DetachTrafficSourcesRequest request, Call call) {
    detach(
        request.autoScalingGroupName(),
        request.trafficSources().stream().map(TrafficSourceIdentifier::identifier).toList());
    return DetachTrafficSourcesResponse.builder().build();
  }

  private void detach(String name, List<String> identifiers) {
    ScalingGroup group = scaling.group(name);
    List<String> attached =
        group.settings().trafficSources().stream()
            .map(TrafficSourceIdentifier::identifier)
            .toList();
    if (!attached.containsAll(identifiers)) {
      throw AutoScaling.invalid(
          "Trying to remove Target Groups that are not part of the group: " + identifiers);
    }
    UnaryOperator<List<String>> without =
        all -> all.stream().filter(one -> !identifiers.contains(one)).toList();
    identifiers.forEach(arn -> group.members.keySet().forEach(id -> deregister(arn, id)));
    group.change(
        settings ->
            settings
                .targetGroupARNs(without.apply(group.settings().targetGroupARNs()))
                .loadBalancerNames(without.apply(group.settings().loadBalancerNames()))
                .trafficSources(
                    group.settings().trafficSources().stream()
                        .filter(source -> !identifiers.contains(source.identifier()))
                        .toList()));
  }

  DescribeLoadBalancerTargetGroupsResponse describeGroups(
      DescribeLoadBalancerTargetGroupsRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    Page<LoadBalancerTargetGroupState> page =
        Page.of(
            group.settings().targetGroupARNs().stream()
                .map(
                    arn ->
                        LoadBalancerTargetGroupState.builder()
                            .loadBalancerTargetGroupARN(arn)
                            .state(state(group, arn))
                            .build())
                .toList(),
            ScalingGroups.orDefault(request.maxRecords(), PAGE),
            request.nextToken(),
            call);
    return DescribeLoadBalancerTargetGroupsResponse.builder()
        .loadBalancerTargetGroups(page.items())
        .nextToken(page.next())
        .build();
  }

  DescribeTrafficSourcesResponse describeSources(DescribeTrafficSourcesRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    Page<TrafficSourceState> page =
        Page.of(
            group.settings().trafficSources().stream()
                .filter(
                    source ->
                        request.trafficSourceType() == null
                            || request.trafficSourceType().equals(source.type()))
                .map(
                    source ->
                        TrafficSourceState.builder()
                            .identifier(source.identifier())
                            .type(source.type())
                            .state(
                                TARGET_GROUP.equals(source.type())
                                    ? state(group, source.identifier())
                                    : "Added")
                            .build())
                .toList(),
            ScalingGroups.orDefault(request.maxRecords(), PAGE),
            request.nextToken(),
            call);
    return DescribeTrafficSourcesResponse.builder()
        .trafficSources(page.items())
        .nextToken(page.next())
        .build();
  }

  private String state(ScalingGroup group, String arn) {
    boolean healthy =
        balancing().targetGroup(arn) != null
            && group.in(LifecycleState.IN_SERVICE).stream()
                .anyMatch(member -> balancing().isHealthy(arn, member.instanceId()));
    return asksForHealth(group) && healthy ? "InService" : "Added";
  }

  /** Registers an instance with all target groups of its group. */
  void register(ScalingGroup group, String id) {
    var instance = scaling.ec2.findInstance(id);
    if (instance == null || !Ec2.isIn(instance, InstanceStateName.RUNNING)) {
      return;
    }
    for (String arn : there(group)) {
      balancing().register(arn, id);
    }
  }

  void deregister(ScalingGroup group, String id) {
    there(group).forEach(arn -> deregister(arn, id));
  }

  private void deregister(String arn, String id) {
    balancing().deregister(arn, id);
  }

  private List<String> there(ScalingGroup group) {
    return group.settings().targetGroupARNs().stream()
        .filter(arn -> balancing().targetGroup(arn) != null)
        .toList();
  }

  /**
   * Marks members as unhealthy if their load balancer reports it and their grace period is over.
   */
  void observe(ScalingGroup group) {
    if (!asksForHealth(group) || group.suspended.contains("HealthCheck")) {
      return;
    }
    Integer grace = group.settings().healthCheckGracePeriod();
    Duration gracePeriod = Duration.ofSeconds(grace == null ? 0 : grace);
    for (Instance member : new ArrayList<>(group.in(LifecycleState.IN_SERVICE))) {
      String id = member.instanceId();
      Instant since = group.inServiceSince.getOrDefault(id, Instant.MIN);
      if (isUnhealthy(group, id) && !scaling.now().isBefore(since.plus(gracePeriod))) {
        group.changeMember(id, same -> same.healthStatus(ScalingGroup.UNHEALTHY));
      }
    }
  }

  private static boolean asksForHealth(ScalingGroup group) {
    return String.valueOf(group.settings().healthCheckType()).contains("ELB");
  }

  private boolean isUnhealthy(ScalingGroup group, String id) {
    return there(group).stream().anyMatch(arn -> balancing().isUnhealthy(arn, id));
  }

  /** Returns why a running instance is taken out of service. */
  String cause(ScalingGroup group, String id) {
    return asksForHealth(group) && isUnhealthy(group, id)
        ? "an instance was taken out of service in response to an ELB system health check failure."
        : "an instance was taken out of service in response to a user health-check.";
  }
}
