package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AddTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeregisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeAccountLimitsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeSslPoliciesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeTargetHealthRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RegisterTargetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RemoveTagsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsRequest;

/** The operations of Elastic Load Balancing, mapped to their implementations. */
public final class LoadBalancingService {
  private LoadBalancingService() {}

  public static Service create() {
    Service service =
        new Service("elasticloadbalancing", Protocol.AWS_QUERY, "2015-12-01")
            .constrained()
            .authorizedBy(new LoadBalancingPermissions());
    return service
        .resources(new LoadBalancingResourceTypes(service).all())
        .on(
            CreateLoadBalancerRequest.class,
            CreateLoadBalancerRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.create(r, c))
        .on(
            DescribeLoadBalancersRequest.class,
            DescribeLoadBalancersRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.describe(r, c))
        .on(
            DeleteLoadBalancerRequest.class,
            DeleteLoadBalancerRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.delete(r, c))
        .on(
            SetSubnetsRequest.class,
            SetSubnetsRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.setSubnets(r, c))
        .on(
            SetSecurityGroupsRequest.class,
            SetSecurityGroupsRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.setSecurityGroups(r, c))
        .on(
            DescribeLoadBalancerAttributesRequest.class,
            DescribeLoadBalancerAttributesRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.describeAttributes(r, c))
        .on(
            ModifyLoadBalancerAttributesRequest.class,
            ModifyLoadBalancerAttributesRequest::builder,
            (r, c) -> LoadBalancing.of(c).loadBalancers.modifyAttributes(r, c))
        .on(
            CreateTargetGroupRequest.class,
            CreateTargetGroupRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.create(r, c))
        .on(
            DescribeTargetGroupsRequest.class,
            DescribeTargetGroupsRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.describe(r, c))
        .on(
            ModifyTargetGroupRequest.class,
            ModifyTargetGroupRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.modify(r, c))
        .on(
            DeleteTargetGroupRequest.class,
            DeleteTargetGroupRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.delete(r, c))
        .on(
            DescribeTargetGroupAttributesRequest.class,
            DescribeTargetGroupAttributesRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.describeAttributes(r, c))
        .on(
            ModifyTargetGroupAttributesRequest.class,
            ModifyTargetGroupAttributesRequest::builder,
            (r, c) -> LoadBalancing.of(c).targetGroups.modifyAttributes(r, c))
        .on(
            CreateListenerRequest.class,
            CreateListenerRequest::builder,
            (r, c) -> LoadBalancing.of(c).listeners.create(r, c))
        .on(
            DescribeListenersRequest.class,
            DescribeListenersRequest::builder,
            (r, c) -> LoadBalancing.of(c).listeners.describe(r, c))
        .on(
            ModifyListenerRequest.class,
            ModifyListenerRequest::builder,
            (r, c) -> LoadBalancing.of(c).listeners.modify(r, c))
        .on(
            DeleteListenerRequest.class,
            DeleteListenerRequest::builder,
            (r, c) -> LoadBalancing.of(c).listeners.delete(r, c))
        .on(
            CreateRuleRequest.class,
            CreateRuleRequest::builder,
            (r, c) -> LoadBalancing.of(c).rules.create(r, c))
        .on(
            DescribeRulesRequest.class,
            DescribeRulesRequest::builder,
            (r, c) -> LoadBalancing.of(c).rules.describe(r, c))
        .on(
            ModifyRuleRequest.class,
            ModifyRuleRequest::builder,
            (r, c) -> LoadBalancing.of(c).rules.modify(r, c))
        .on(
            DeleteRuleRequest.class,
            DeleteRuleRequest::builder,
            (r, c) -> LoadBalancing.of(c).rules.delete(r, c))
        .on(
            RegisterTargetsRequest.class,
            RegisterTargetsRequest::builder,
            (r, c) -> LoadBalancing.of(c).targets.register(r, c))
        .on(
            DeregisterTargetsRequest.class,
            DeregisterTargetsRequest::builder,
            (r, c) -> LoadBalancing.of(c).targets.deregister(r, c))
        .on(
            DescribeTargetHealthRequest.class,
            DescribeTargetHealthRequest::builder,
            (r, c) -> LoadBalancing.of(c).targets.describe(r, c))
        .on(
            AddTagsRequest.class,
            AddTagsRequest::builder,
            (r, c) -> LoadBalancing.of(c).tags.add(r, c))
        .on(
            RemoveTagsRequest.class,
            RemoveTagsRequest::builder,
            (r, c) -> LoadBalancing.of(c).tags.remove(r, c))
        .on(
            DescribeTagsRequest.class,
            DescribeTagsRequest::builder,
            (r, c) -> LoadBalancing.of(c).tags.describe(r, c))
        .on(
            DescribeSslPoliciesRequest.class,
            DescribeSslPoliciesRequest::builder,
            SslPolicies::describe)
        .on(
            DescribeAccountLimitsRequest.class,
            DescribeAccountLimitsRequest::builder,
            LoadBalancingLimits::describe);
  }
}
