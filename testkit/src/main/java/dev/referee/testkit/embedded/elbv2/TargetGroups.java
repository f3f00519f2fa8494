package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Matcher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;

/** An emulation of target groups, with their settings for traffic and health checks. */
final class TargetGroups {
  private static final int PAGE = 400;
  private static final String DELAY = "deregistration_delay.timeout_seconds";
  private static final Map<String, String> ATTRIBUTES =
      Map.of(
          DELAY,
          "300",
          "stickiness.enabled",
          "false",
          "load_balancing.cross_zone.enabled",
          "use_load_balancer_configuration");

  private final LoadBalancing balancing;
  private final Map<String, TargetGroup> byArn = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> attributes = new LinkedHashMap<>();

  TargetGroups(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  static AwsError notFound(String description) {
    return LoadBalancing.error(
        "TargetGroupNotFound",
        description.startsWith("arn:")
            ? "Target groups '" + description + "' not found"
            : "One or more target groups not found");
  }

  CreateTargetGroupResponse create(CreateTargetGroupRequest request, Call call) {
    String name = request.name();
    LoadBalancingNames.requireTargetGroup(name);
    String type = request.targetType() == null ? "instance" : request.targetTypeAsString();
    if (type.equals("lambda")) {
      TargetGroupChecks.requireNoAddress(request);
    } else {
      TargetGroupChecks.requireAddress(request);
      vpc(request.vpcId());
    }
    String arn = balancing.arn("targetgroup/%s/%s".formatted(name, balancing.id()));
    TargetGroup made =
        TargetGroupChecks.checked(
            SdkFieldCopier.overlay(request, defaults(request).targetType(type))
                .targetGroupArn(arn)
                .targetGroupName(name)
                .build());
    TargetGroup old = byName(name);
    if (old != null) {
      if (!old.equals(made.toBuilder().targetGroupArn(old.targetGroupArn()).build())) {
        throw LoadBalancing.error(
            "DuplicateTargetGroupName",
            "A target group with the same name '" + name + "' exists, but with different settings");
      }
      return CreateTargetGroupResponse.builder().targetGroups(described(old)).build();
    }
    byArn.put(arn, made);
    attributes.put(arn, new TreeMap<>(ATTRIBUTES));
    balancing.tags.begin(arn, request.tags());
    return CreateTargetGroupResponse.builder().targetGroups(described(made)).build();
  }

  private void vpc(String id) {
    try {
      balancing.ec2.vpc(id);
    } catch (AwsError e) {
      throw LoadBalancing.invalid("The VPC ID '" + id + "' is not found");
    }
  }

  /** Returns AWS's defaults, which depend on the protocol and the target type. */
  private static TargetGroup.Builder defaults(CreateTargetGroupRequest request) {
    TargetGroup.Builder builder =
        TargetGroup.builder()
            .healthyThresholdCount(5)
            .unhealthyThresholdCount(2)
            .ipAddressType("ipv4");
    if ("lambda".equals(request.targetTypeAsString())) {
      return builder
          .healthCheckEnabled(false)
          .healthCheckPath("/")
          .healthCheckIntervalSeconds(35)
          .healthCheckTimeoutSeconds(30)
          .matcher(matcher -> matcher.httpCode("200"));
    }
    boolean web = TargetGroupChecks.isWeb(request.protocolAsString());
    String standard = web || "alb".equals(request.targetTypeAsString()) ? "HTTP" : "TCP";
    String check =
        request.healthCheckProtocol() == null ? standard : request.healthCheckProtocolAsString();
    builder
        .healthCheckProtocol(check)
        .healthCheckPort("traffic-port")
        .healthCheckEnabled(true)
        .healthCheckIntervalSeconds(30)
        .healthCheckTimeoutSeconds(web ? 5 : check.equals("TCP") ? 10 : 6);
    boolean grpc = "GRPC".equals(request.protocolVersion());
    if (check.startsWith("HTTP")) {
      builder
          .healthCheckPath(grpc ? "/AWS.ALB/healthcheck" : "/")
          .matcher(
              grpc
                  ? Matcher.builder().grpcCode("12").build()
                  : Matcher.builder().httpCode(web ? "200" : "200-399").build());
    }
    return web ? builder.protocolVersion("HTTP1") : builder;
  }

  private @Nullable TargetGroup byName(String name) {
    return byArn.values().stream()
        .filter(group -> group.targetGroupName().equals(name))
        .findFirst()
        .orElse(null);
  }

  DescribeTargetGroupsResponse describe(DescribeTargetGroupsRequest request, Call call) {
    request.targetGroupArns().forEach(this::get);
    for (String name : request.names()) {
      if (byName(name) == null) {
        throw notFound(name);
      }
    }
    if (request.loadBalancerArn() != null) {
      balancing.loadBalancers.get(request.loadBalancerArn());
    }
    Page<TargetGroup> page =
        Page.of(
            byArn.values().stream()
                .filter(
                    group ->
                        request.targetGroupArns().isEmpty()
                            || request.targetGroupArns().contains(group.targetGroupArn()))
                .filter(
                    group ->
                        request.names().isEmpty()
                            || request.names().contains(group.targetGroupName()))
                .map(this::described)
                .filter(
                    group ->
                        request.loadBalancerArn() == null
                            || group.loadBalancerArns().contains(request.loadBalancerArn()))
                .toList(),
            request.pageSize() == null ? PAGE : request.pageSize(),
            request.marker(),
            call);
    return DescribeTargetGroupsResponse.builder()
        .targetGroups(page.items())
        .nextMarker(page.next())
        .build();
  }

  private TargetGroup described(TargetGroup group) {
    return group.toBuilder()
        .loadBalancerArns(balancing.rules.loadBalancersUsing(group.targetGroupArn()))
        .build();
  }

  ModifyTargetGroupResponse modify(ModifyTargetGroupRequest request, Call call) {
    TargetGroup old = get(request.targetGroupArn());
    TargetGroup changed =
        TargetGroupChecks.checked(SdkFieldCopier.overlay(request, old.toBuilder()).build());
    byArn.put(old.targetGroupArn(), changed);
    return ModifyTargetGroupResponse.builder().targetGroups(described(changed)).build();
  }

  DeleteTargetGroupResponse delete(DeleteTargetGroupRequest request, Call call) {
    String arn = request.targetGroupArn();
    balancing.requireArn("targetgroup", "target group", arn);
    if (!balancing.rules.loadBalancersUsing(arn).isEmpty()) {
      throw LoadBalancing.error(
          "ResourceInUse",
          "Target group '" + arn + "' is currently in use by a listener or a rule");
    }
    byArn.remove(arn);
    attributes.remove(arn);
    balancing.targets.forget(arn);
    balancing.tags.forget(arn);
    return DeleteTargetGroupResponse.builder().build();
  }

  DescribeTargetGroupAttributesResponse describeAttributes(
      DescribeTargetGroupAttributesRequest request, Call call) {
    return DescribeTargetGroupAttributesResponse.builder()
        .attributes(listed(request.targetGroupArn()))
        .build();
  }

  ModifyTargetGroupAttributesResponse modifyAttributes(
      ModifyTargetGroupAttributesRequest request, Call call) {
    Map<String, String> all = attributes(request.targetGroupArn());
    request.attributes().forEach(attribute -> all.put(attribute.key(), attribute.value()));
    return ModifyTargetGroupAttributesResponse.builder()
        .attributes(listed(request.targetGroupArn()))
        .build();
  }

  private List<TargetGroupAttribute> listed(String arn) {
    return attributes(arn).entrySet().stream()
        .map(
            entry ->
                TargetGroupAttribute.builder().key(entry.getKey()).value(entry.getValue()).build())
        .toList();
  }

  private Map<String, String> attributes(@Nullable String arn) {
    return Objects.requireNonNull(attributes.get(get(arn).targetGroupArn()));
  }

  /** Returns for how long a target that was deregistered is draining. */
  long drainingSeconds(String arn) {
    return Long.parseLong(attributes(arn).getOrDefault(DELAY, "300"));
  }

  boolean contains(@Nullable String arn) {
    return byArn.containsKey(arn);
  }

  TargetGroup get(@Nullable String arn) {
    balancing.requireArn("targetgroup", "target group", arn);
    TargetGroup found = byArn.get(arn);
    if (found == null) {
      throw notFound(String.valueOf(arn));
    }
    return found;
  }
}
