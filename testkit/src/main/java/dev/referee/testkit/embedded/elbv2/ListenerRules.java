package dev.referee.testkit.embedded.elbv2;

import static java.util.Comparator.comparing;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateRuleResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteRuleResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeRulesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyRuleRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyRuleResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** An emulation of listener rules: rules by priority, and the default rule. */
final class ListenerRules {
  private static final int PAGE = 400;
  private static final String DEFAULT = "default";

  /** A rule with the listener and the load balancer that it belongs to. */
  private record Owned(String listenerArn, String loadBalancerArn, Rule rule) {}

  private final LoadBalancing balancing;
  private final Map<String, Owned> byArn = new LinkedHashMap<>();

  ListenerRules(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  static AwsError notFound(String arn) {
    return LoadBalancing.error("RuleNotFound", "One or more rules not found: '" + arn + "'");
  }

  /** Creates the default rule of a new listener. */
  void begin(Listener listener, List<Action> actions) {
    put(
        listener,
        Rule.builder()
            .ruleArn(ruleArn(listener.listenerArn()))
            .priority(DEFAULT)
            .isDefault(true)
            .actions(checked(listener, actions))
            .build());
  }

  void defaultActions(Listener listener, List<Action> actions) {
    Rule old = defaultOf(listener.listenerArn());
    put(listener, old.toBuilder().actions(checked(listener, actions)).build());
  }

  Rule defaultOf(String listenerArn) {
    return of(listenerArn).filter(Rule::isDefault).findFirst().orElseThrow();
  }

  CreateRuleResponse create(CreateRuleRequest request, Call call) {
    Listener listener = balancing.listeners.get(request.listenerArn());
    String priority = String.valueOf(request.priority());
    if (of(listener.listenerArn()).anyMatch(rule -> rule.priority().equals(priority))) {
      throw LoadBalancing.error("PriorityInUse", "Priority '" + priority + "' is currently in use");
    }
    RuleConditions.check(request.conditions());
    Rule made =
        Rule.builder()
            .ruleArn(ruleArn(listener.listenerArn()))
            .priority(priority)
            .isDefault(false)
            .conditions(request.conditions())
            .actions(checked(listener, request.actions()))
            .build();
    put(listener, made);
    balancing.tags.begin(made.ruleArn(), request.tags());
    return CreateRuleResponse.builder().rules(made).build();
  }

  DescribeRulesResponse describe(DescribeRulesRequest request, Call call) {
    boolean ofListener = request.listenerArn() != null;
    if (ofListener == !request.ruleArns().isEmpty()) {
      throw LoadBalancing.invalid(
          ofListener
              ? "Listener rule ARNs and a listener ARN cannot be specified at the same time"
              : "You must specify either listener rule ARNs or a listener ARN");
    }
    List<Rule> all = new ArrayList<>();
    if (ofListener) {
      of(balancing.listeners.get(request.listenerArn()).listenerArn())
          .sorted(comparing((Rule rule) -> rule.isDefault()).thenComparing(ListenerRules::priority))
          .forEach(all::add);
    }
    request.ruleArns().forEach(arn -> all.add(get(arn).rule()));
    Page<Rule> page =
        Page.of(
            all, request.pageSize() == null ? PAGE : request.pageSize(), request.marker(), call);
    return DescribeRulesResponse.builder().rules(page.items()).nextMarker(page.next()).build();
  }

  private static int priority(Rule rule) {
    return rule.isDefault() ? Integer.MAX_VALUE : Integer.parseInt(rule.priority());
  }

  ModifyRuleResponse modify(ModifyRuleRequest request, Call call) {
    Owned old = get(request.ruleArn());
    Listener listener = balancing.listeners.get(old.listenerArn());
    if (request.conditions().isEmpty() && request.actions().isEmpty()) {
      throw LoadBalancing.invalid("Either conditions or actions must be specified");
    }
    if (!request.conditions().isEmpty()) {
      RuleConditions.check(request.conditions());
    }
    Rule.Builder changed = SdkFieldCopier.overlay(request, old.rule().toBuilder());
    if (!request.actions().isEmpty()) {
      changed.actions(checked(listener, request.actions()));
    }
    put(listener, changed.build());
    return ModifyRuleResponse.builder().rules(changed.build()).build();
  }

  DeleteRuleResponse delete(DeleteRuleRequest request, Call call) {
    if (get(request.ruleArn()).rule().isDefault()) {
      throw LoadBalancing.error("OperationNotPermitted", "Default rules cannot be deleted");
    }
    byArn.remove(request.ruleArn());
    balancing.tags.forget(request.ruleArn());
    return DeleteRuleResponse.builder().build();
  }

  void forgetOf(String listenerArn) {
    of(listenerArn).toList().forEach(rule -> byArn.remove(rule.ruleArn()));
  }

  /** Returns the load balancers that send something to a target group. */
  List<String> loadBalancersUsing(String targetGroupArn) {
    return byArn.values().stream()
        .filter(
            owned -> RuleActions.groups(owned.rule().actions()).anyMatch(targetGroupArn::equals))
        .map(Owned::loadBalancerArn)
        .distinct()
        .toList();
  }

  /** Returns actions as AWS describes them, or throws AWS's error. */
  private List<Action> checked(Listener listener, List<Action> actions) {
    LoadBalancer on = balancing.loadBalancers.get(listener.loadBalancerArn());
    RuleActions.check(listener, on, actions);
    for (String arn : RuleActions.groups(actions).toList()) {
      TargetGroup group = balancing.targetGroups.get(arn);
      RuleActions.checkProtocols(listener, group);
      if (group.vpcId() != null && !group.vpcId().equals(on.vpcId())) {
        throw LoadBalancing.error(
            "InvalidConfigurationRequest",
            "The target group '" + arn + "' and the load balancer are in different VPCs");
      }
      if (loadBalancersUsing(arn).stream().anyMatch(one -> !one.equals(on.loadBalancerArn()))) {
        throw LoadBalancing.error(
            "TargetGroupAssociationLimit",
            "The following target groups cannot be associated with more than one load balancer: "
                + arn);
      }
    }
    return RuleActions.described(actions);
  }

  private String ruleArn(String listenerArn) {
    return listenerArn.replace(":listener/", ":listener-rule/") + "/" + balancing.id();
  }

  private void put(Listener listener, Rule rule) {
    byArn.put(rule.ruleArn(), new Owned(listener.listenerArn(), listener.loadBalancerArn(), rule));
  }

  private Stream<Rule> of(String listenerArn) {
    return byArn.values().stream()
        .filter(owned -> Objects.equals(owned.listenerArn(), listenerArn))
        .map(Owned::rule);
  }

  private Owned get(@Nullable String arn) {
    balancing.requireArn("listener-rule", "listener rule", arn);
    Owned found = byArn.get(arn);
    if (found == null) {
      throw notFound(String.valueOf(arn));
    }
    return found;
  }
}
