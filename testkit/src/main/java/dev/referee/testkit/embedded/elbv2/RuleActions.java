package dev.referee.testkit.embedded.elbv2;

import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.FixedResponseActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RedirectActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;

/**
 * The actions of listener rules: which of them AWS refuses, and how it describes the others.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html">Action
 *     types for listener rules</a>
 */
final class RuleActions {
  private static final int MOST_GROUPS = 5;
  private static final int MOST_WEIGHT = 999;
  private static final int MOST_PORT = 65535;
  private static final Set<ActionTypeEnum> ROUTING =
      Set.of(ActionTypeEnum.FORWARD, ActionTypeEnum.REDIRECT, ActionTypeEnum.FIXED_RESPONSE);
  private static final Set<String> CONTENT_TYPES =
      Set.of("text/plain", "text/css", "text/html", "application/javascript", "application/json");

  private RuleActions() {}

  static void check(Listener listener, LoadBalancer on, List<Action> actions) {
    if (actions.isEmpty()) {
      throw LoadBalancing.invalid("An action must be specified");
    }
    boolean network = on.type() == LoadBalancerTypeEnum.NETWORK;
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      if (network && action.type() != ActionTypeEnum.FORWARD) {
        throw refused(
            "Actions of type '%s' are not supported on %s listeners"
                .formatted(action.typeAsString(), listener.protocolAsString()));
      }
      switch (action.type()) {
        case FORWARD -> checkForward(action);
        case REDIRECT -> checkRedirect(listener, action.redirectConfig(), i + 1);
        case FIXED_RESPONSE -> checkFixedResponse(action.fixedResponseConfig(), i + 1);
        default -> {
          if (!"HTTPS".equals(listener.protocolAsString())) {
            throw refused(
                "Actions of type '%s' are supported only on HTTPS listeners"
                    .formatted(action.typeAsString()));
          }
        }
      }
    }
    checkOrder(actions);
  }

  private static void checkOrder(List<Action> actions) {
    List<Integer> orders = actions.stream().map(Action::order).toList();
    if (actions.size() > 1
        && (orders.contains(null) || orders.stream().distinct().count() < orders.size())) {
      throw refused("Each action must have an order of its own where a rule has several actions");
    }
    List<ActionTypeEnum> types =
        actions.stream()
            .sorted((action, other) -> actions.size() == 1 ? 0 : action.order() - other.order())
            .map(Action::type)
            .toList();
    if (types.stream().filter(ROUTING::contains).count() != 1
        || !ROUTING.contains(types.get(types.size() - 1))) {
      throw refused(
          "The last action, and no other, must be of type 'forward', 'redirect' or"
              + " 'fixed-response'");
    }
  }

  private static void checkForward(Action action) {
    List<TargetGroupTuple> tuples =
        action.forwardConfig() == null ? List.of() : action.forwardConfig().targetGroups();
    if (groups(List.of(action)).findAny().isEmpty()) {
      throw LoadBalancing.invalid("A target group ARN must be specified");
    }
    if (tuples.size() > MOST_GROUPS) {
      throw LoadBalancing.error(
          "TooManyTargetGroups",
          "A forward action can have at most '" + MOST_GROUPS + "' target groups");
    }
    for (TargetGroupTuple tuple : tuples) {
      Integer weight = tuple.weight();
      if (weight != null && (weight < 0 || weight > MOST_WEIGHT)) {
        throw LoadBalancing.invalid(
            "Target group weight '%d' must be between '0-%d' inclusive"
                .formatted(weight, MOST_WEIGHT));
      }
    }
    if (action.targetGroupArn() != null
        && !tuples.isEmpty()
        && (tuples.size() > 1 || !action.targetGroupArn().equals(tuples.get(0).targetGroupArn()))) {
      throw LoadBalancing.invalid(
          "A target group ARN and a forward config must name the same target group");
    }
  }

  private static void checkRedirect(
      Listener listener, @Nullable RedirectActionConfig redirect, int number) {
    if (redirect == null) {
      throw LoadBalancing.invalid("A 'RedirectConfig' must be specified with 'redirect'");
    }
    required(redirect.statusCodeAsString(), number, "redirectConfig");
    if (isUnchanged(redirect.protocol(), "#{protocol}")
        && isUnchanged(redirect.host(), "#{host}")
        && isUnchanged(redirect.port(), "#{port}")
        && isUnchanged(redirect.path(), "/#{path}")) {
      throw refused("The redirect configuration is not valid because it creates a loop.");
    }
    if ("HTTPS".equals(listener.protocolAsString()) && "HTTP".equals(redirect.protocol())) {
      throw refused("HTTPS cannot be redirected to HTTP");
    }
    Integer port = redirect.port() == null ? null : Ints.tryParse(redirect.port());
    if (!isUnchanged(redirect.port(), "#{port}")
        && (port == null || port < 1 || port > MOST_PORT)) {
      throw LoadBalancing.invalid(
          "Redirect port '%s' must be '#{port}' or between '1-%d' inclusive"
              .formatted(redirect.port(), MOST_PORT));
    }
    if (redirect.path() != null && !redirect.path().startsWith("/")) {
      throw LoadBalancing.invalid(
          "Redirect path '" + redirect.path() + "' must begin with a '/' character");
    }
  }

  /** Returns whether a component of an address stays as it is. */
  private static boolean isUnchanged(@Nullable String given, String keyword) {
    return given == null || given.equals(keyword);
  }

  private static void checkFixedResponse(@Nullable FixedResponseActionConfig fixed, int number) {
    if (fixed == null) {
      throw LoadBalancing.invalid(
          "A 'FixedResponseConfig' must be specified with 'fixed-response'");
    }
    required(fixed.statusCode(), number, "fixedResponseConfig");
    if (fixed.contentType() != null && !CONTENT_TYPES.contains(fixed.contentType())) {
      throw refused(
          "The ContentType must be one of:'text/html', 'application/json',"
              + " 'application/javascript', 'text/css', 'text/plain'");
    }
  }

  private static void required(@Nullable String statusCode, int number, String config) {
    if (statusCode == null) {
      throw LoadBalancing.invalid(
          "1 validation error detected: Value null at 'actions.%d.member.%s.statusCode' failed to satisfy constraint: Member must not be null"
              .formatted(number, config));
    }
  }

  private static AwsError refused(String message) {
    return LoadBalancing.error("InvalidLoadBalancerAction", message);
  }

  /** Refuses a target group whose protocol a listener cannot speak to. */
  static void checkProtocols(Listener listener, TargetGroup group) {
    String from = listener.protocolAsString();
    Set<String> to =
        switch (from) {
          case "HTTP", "HTTPS" -> Set.of("HTTP", "HTTPS");
          case "TCP" -> Set.of("TCP", "TCP_UDP");
          case "TLS" -> Set.of("TCP", "TLS");
          case "UDP" -> Set.of("UDP", "TCP_UDP");
          default -> Set.of(from);
        };
    boolean function = "lambda".equals(group.targetTypeAsString());
    if (function ? !from.startsWith("HTTP") : !to.contains(group.protocolAsString())) {
      throw LoadBalancing.error(
          "IncompatibleProtocols",
          "The listener and the following target groups have incompatible protocols: "
              + group.targetGroupArn());
    }
    String version = group.protocolVersion();
    if (from.equals("HTTP") && version != null && !version.equals("HTTP1")) {
      throw refused(
          "Listener protocol 'HTTP' is not supported with a target group with the protocol-version '%s'"
              .formatted(version));
    }
    if (from.equals("TLS") && "alb".equals(group.targetTypeAsString())) {
      throw refused(
          "Listener protocol 'TLS' is not supported with a target group with the target-type"
              + " 'ALB'");
    }
  }

  /** Returns forward actions in both of their forms, as AWS does for one target group. */
  static List<Action> described(List<Action> actions) {
    return actions.stream().map(RuleActions::described).toList();
  }

  private static Action described(Action action) {
    List<String> groups = groups(List.of(action)).distinct().toList();
    if (action.type() != ActionTypeEnum.FORWARD || groups.size() != 1) {
      return action;
    }
    TargetGroupTuple only =
        TargetGroupTuple.builder().targetGroupArn(groups.get(0)).weight(1).build();
    return action.toBuilder()
        .targetGroupArn(groups.get(0))
        .forwardConfig(
            forward ->
                forward
                    .targetGroups(only)
                    .targetGroupStickinessConfig(sticky -> sticky.enabled(false)))
        .build();
  }

  /** Returns the ARNs of the target groups that actions forward to. */
  static Stream<String> groups(List<Action> actions) {
    return actions.stream()
        .filter(action -> action.type() == ActionTypeEnum.FORWARD)
        .flatMap(
            action ->
                Stream.concat(
                    Stream.ofNullable(action.targetGroupArn()),
                    action.forwardConfig() == null
                        ? Stream.empty()
                        : action.forwardConfig().targetGroups().stream()
                            .map(TargetGroupTuple::targetGroupArn)
                            .filter(Objects::nonNull)));
  }
}
