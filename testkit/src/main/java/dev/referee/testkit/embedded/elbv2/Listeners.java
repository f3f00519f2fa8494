package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteListenerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeListenersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyListenerResponse;

/** An emulation of listeners, whose default actions are rules in {@link ListenerRules}. */
final class Listeners {
  private static final int PAGE = 400;

  private final LoadBalancing balancing;
  private final Map<String, Listener> byArn = new LinkedHashMap<>();

  Listeners(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  static AwsError notFound(String arn) {
    return LoadBalancing.error(
        "ListenerNotFound", "One or more listeners not found: '" + arn + "'");
  }

  CreateListenerResponse create(CreateListenerRequest request, Call call) {
    LoadBalancer on = balancing.loadBalancers.get(request.loadBalancerArn());
    if (request.port() == null || request.protocol() == null) {
      throw LoadBalancing.invalid(
          "A listener " + (request.port() == null ? "port" : "protocol") + " must be specified");
    }
    String arn =
        request.loadBalancerArn().replace(":loadbalancer/", ":listener/") + "/" + balancing.id();
    Listener made =
        SdkFieldCopier.overlay(request, defaults(request.protocolAsString()))
            .listenerArn(arn)
            .build();
    check(made, on.type() == LoadBalancerTypeEnum.NETWORK);
    Listener old = onPort(made);
    if (old != null) {
      List<Action> actions = RuleActions.described(request.defaultActions());
      Listener again = made.toBuilder().listenerArn(old.listenerArn()).build();
      if (!described(old).equals(again.toBuilder().defaultActions(actions).build())) {
        throw duplicate(made);
      }
      return CreateListenerResponse.builder().listeners(described(old)).build();
    }
    balancing.rules.begin(made, request.defaultActions());
    byArn.put(arn, made);
    balancing.tags.begin(arn, request.tags());
    return CreateListenerResponse.builder().listeners(described(made)).build();
  }

  private static Listener.Builder defaults(String protocol) {
    Listener.Builder builder = Listener.builder();
    return isSecure(protocol) ? builder.sslPolicy(SslPolicies.STANDARD) : builder;
  }

  private static boolean isSecure(String protocol) {
    return List.of("HTTPS", "TLS").contains(protocol);
  }

  private static void check(Listener listener, boolean network) {
    String protocol = listener.protocolAsString();
    List<String> known =
        network ? List.of("TCP", "TLS", "UDP", "TCP_UDP") : List.of("HTTP", "HTTPS");
    if (!known.contains(protocol)) {
      throw LoadBalancing.invalid(
          "Listener protocol '%s' must be one of '%s'"
              .formatted(protocol, String.join(", ", known)));
    }
    if (!isSecure(protocol)) {
      if (!listener.certificates().isEmpty()) {
        throw LoadBalancing.invalid(
            "A certificate cannot be specified for " + protocol + " listeners");
      }
      return;
    }
    if (listener.certificates().isEmpty()) {
      throw LoadBalancing.invalid("A certificate must be specified for " + protocol + " listeners");
    }
    SslPolicies.get(listener.sslPolicy());
  }

  private static AwsError duplicate(Listener listener) {
    return LoadBalancing.error(
        "DuplicateListener",
        "A listener already exists on this port for this load balancer '"
            + listener.loadBalancerArn()
            + "'");
  }

  /** Returns another listener on the port of one; null if there is none. */
  private @Nullable Listener onPort(Listener listener) {
    return of(listener.loadBalancerArn()).stream()
        .filter(other -> other.port().equals(listener.port()))
        .filter(other -> !other.listenerArn().equals(listener.listenerArn()))
        .findFirst()
        .orElse(null);
  }

  DescribeListenersResponse describe(DescribeListenersRequest request, Call call) {
    request.listenerArns().forEach(this::get);
    if (request.loadBalancerArn() != null) {
      balancing.loadBalancers.get(request.loadBalancerArn());
    } else if (request.listenerArns().isEmpty()) {
      throw LoadBalancing.invalid("You must specify either listener ARNs or a load balancer ARN");
    }
    Page<Listener> page =
        Page.of(
            byArn.values().stream()
                .filter(
                    listener ->
                        request.listenerArns().contains(listener.listenerArn())
                            || listener.loadBalancerArn().equals(request.loadBalancerArn()))
                .map(this::described)
                .toList(),
            request.pageSize() == null ? PAGE : request.pageSize(),
            request.marker(),
            call);
    return DescribeListenersResponse.builder()
        .listeners(page.items())
        .nextMarker(page.next())
        .build();
  }

  private Listener described(Listener listener) {
    return listener.toBuilder()
        .defaultActions(balancing.rules.defaultOf(listener.listenerArn()).actions())
        .build();
  }

  ModifyListenerResponse modify(ModifyListenerRequest request, Call call) {
    Listener old = get(request.listenerArn());
    boolean network =
        balancing.loadBalancers.get(old.loadBalancerArn()).type() == LoadBalancerTypeEnum.NETWORK;
    Listener changed = SdkFieldCopier.overlay(request, old.toBuilder()).build();
    check(changed, network);
    if (onPort(changed) != null) {
      throw duplicate(changed);
    }
    if (!request.defaultActions().isEmpty()) {
      balancing.rules.defaultActions(changed, request.defaultActions());
    }
    byArn.put(old.listenerArn(), changed);
    return ModifyListenerResponse.builder().listeners(described(changed)).build();
  }

  DeleteListenerResponse delete(DeleteListenerRequest request, Call call) {
    forget(get(request.listenerArn()).listenerArn());
    return DeleteListenerResponse.builder().build();
  }

  void forgetOf(String loadBalancerArn) {
    of(loadBalancerArn).forEach(listener -> forget(listener.listenerArn()));
  }

  private void forget(String arn) {
    balancing.rules.forgetOf(arn);
    byArn.remove(arn);
    balancing.tags.forget(arn);
  }

  private List<Listener> of(@Nullable String loadBalancerArn) {
    return byArn.values().stream()
        .filter(listener -> Objects.equals(listener.loadBalancerArn(), loadBalancerArn))
        .toList();
  }

  Listener get(@Nullable String arn) {
    balancing.requireArn("listener", "listener", arn);
    Listener found = byArn.get(arn);
    if (found == null) {
      throw notFound(String.valueOf(arn));
    }
    return found;
  }
}
