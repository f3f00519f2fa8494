package dev.referee.testkit.embedded.elbv2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ConstrainedMembers;
import dev.referee.testkit.embedded.service.ResourceType;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** The CloudFormation resource types LoadBalancer, TargetGroup and Listener. */
record LoadBalancingResourceTypes(Service service) {

  List<ResourceType> all() {
    return List.of(
        ResourceType.of(
                "AWS::ElasticLoadBalancingV2::Listener", this::listener, this::deleteListener)
            .requiring("DefaultActions", "LoadBalancerArn")
            .identifiedBy("ListenerArn"),
        ResourceType.of("AWS::ElasticLoadBalancingV2::ListenerRule", this::rule, this::deleteRule)
            .requiring("Actions", "Conditions", "Priority")
            .identifiedBy("RuleArn")
            .calling("CreateRule", "DeleteRule"),
        ResourceType.of(
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
                this::loadBalancer,
                this::deleteLoadBalancer)
            .identifiedBy("LoadBalancerArn"),
        ResourceType.of(
                "AWS::ElasticLoadBalancingV2::TargetGroup",
                this::targetGroup,
                this::deleteTargetGroup)
            .identifiedBy("TargetGroupArn"));
  }

  /** Returns a request of properties that are within AWS's bounds. */
  private <T extends SdkPojo> T request(Properties properties, Class<T> type, SdkPojo builder) {
    T request = properties.as(type, builder);
    ConstrainedMembers.require(service, type.getSimpleName().replace("Request", ""), request);
    return request;
  }

  private Made loadBalancer(Properties properties, Call call) {
    CreateLoadBalancerRequest request =
        request(properties, CreateLoadBalancerRequest.class, CreateLoadBalancerRequest.builder())
            .toBuilder()
            .name(properties.name("Name"))
            .build();
    LoadBalancer made =
        LoadBalancing.of(call).loadBalancers.create(request, call).loadBalancers().get(0);
    return new Made(
        made.loadBalancerArn(),
        Map.of(
            "LoadBalancerArn",
            made.loadBalancerArn(),
            "DNSName",
            made.dnsName(),
            "LoadBalancerName",
            made.loadBalancerName(),
            "LoadBalancerFullName",
            made.loadBalancerArn().replaceFirst(".*:loadbalancer/", "")));
  }

  private void deleteLoadBalancer(String arn, Call call) {
    LoadBalancing.of(call)
        .loadBalancers
        .delete(DeleteLoadBalancerRequest.builder().loadBalancerArn(arn).build(), call);
  }

  private Made targetGroup(Properties properties, Call call) {
    LoadBalancing balancing = LoadBalancing.of(call);
    CreateTargetGroupRequest request =
        request(properties, CreateTargetGroupRequest.class, CreateTargetGroupRequest.builder())
            .toBuilder()
            .name(properties.name("Name"))
            .build();
    TargetGroup made = balancing.targetGroups.create(request, call).targetGroups().get(0);
    JsonNode targets = properties.json().path("Targets");
    if (!targets.isEmpty()) {
      balancing.targets.register(
          request(properties, RegisterTargetsRequest.class, RegisterTargetsRequest.builder())
              .toBuilder()
              .targetGroupArn(made.targetGroupArn())
              .build(),
          call);
    }
    return new Made(
        made.targetGroupArn(),
        Map.of(
            "TargetGroupArn",
            made.targetGroupArn(),
            "TargetGroupName",
            made.targetGroupName(),
            "TargetGroupFullName",
            made.targetGroupArn().replaceFirst(".*:targetgroup/", "targetgroup/")));
  }

  private void deleteTargetGroup(String arn, Call call) {
    LoadBalancing.of(call)
        .targetGroups
        .delete(DeleteTargetGroupRequest.builder().targetGroupArn(arn).build(), call);
  }

  private Made listener(Properties properties, Call call) {
    CreateListenerRequest request =
        request(properties, CreateListenerRequest.class, CreateListenerRequest.builder());
    String arn =
        LoadBalancing.of(call).listeners.create(request, call).listeners().get(0).listenerArn();
    return new Made(arn, Map.of("ListenerArn", arn));
  }

  private Made rule(Properties properties, Call call) {
    CreateRuleRequest request =
        request(properties, CreateRuleRequest.class, CreateRuleRequest.builder());
    String arn = LoadBalancing.of(call).rules.create(request, call).rules().get(0).ruleArn();
    return new Made(arn, Map.of("RuleArn", arn));
  }

  private void deleteRule(String arn, Call call) {
    LoadBalancing.of(call).rules.delete(DeleteRuleRequest.builder().ruleArn(arn).build(), call);
  }

  private void deleteListener(String arn, Call call) {
    LoadBalancing.of(call)
        .listeners
        .delete(DeleteListenerRequest.builder().listenerArn(arn).build(), call);
  }
}
