package dev.referee.testkit.kubernetes;

import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.testkit.AdditionalApi;
import dev.referee.testkit.ApiFault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Kubernetes API of a cluster, as a contract of checks uses it. Thread-safe. */
record KubernetesApi(EmbeddedKubernetes kubernetes, int mostOperations) implements AdditionalApi {
  static final KubernetesFault DENIED = KubernetesFault.forbidden();
  static final KubernetesFault THROTTLED = KubernetesFault.throttle(Duration.ZERO);

  /** The responses that are not from an API server, or incomplete. */
  static final ImmutableMap<KubernetesFault, Cause> UNREADABLE =
      ImmutableMap.<KubernetesFault, Cause>builder()
          .put(KubernetesFault.body(""), Cause.UNREACHABLE)
          .put(KubernetesFault.body("{}"), Cause.UNREACHABLE)
          .put(KubernetesFault.body("[]"), Cause.UNREACHABLE)
          .put(KubernetesFault.body("{\"kind\": \"Status\", \"code\": 200}"), Cause.UNREACHABLE)
          .put(KubernetesFault.garbage(), Cause.UNREACHABLE)
          .put(KubernetesFault.foreignPage(), Cause.UNREACHABLE)
          .put(KubernetesFault.deepNesting(1_000), Cause.UNREACHABLE)
          .put(KubernetesFault.hangUp(), Cause.UNREACHABLE)
          .put(KubernetesFault.breakOff(40), Cause.UNREACHABLE)
          .buildOrThrow();

  /** All other faults; a response that is late is still a response. */
  static final ImmutableMap<KubernetesFault, Optional<Cause>> ERRORS =
      ImmutableMap.<KubernetesFault, Optional<Cause>>builder()
          .put(KubernetesFault.unauthorized(), Optional.of(Cause.ACCESS_DENIED))
          .put(KubernetesFault.unavailable(), Optional.of(Cause.UNREACHABLE))
          .put(KubernetesFault.internalError(), Optional.of(Cause.UNREACHABLE))
          .put(
              KubernetesFault.redirect(URI.create("http://127.0.0.1:1/")),
              Optional.of(Cause.UNREACHABLE))
          .put(KubernetesFault.expired(), Optional.empty())
          .put(KubernetesFault.stall(Duration.ofMillis(1)), Optional.empty())
          .put(KubernetesFault.notServed(), Optional.empty())
          .buildOrThrow();

  @Override
  public String service() {
    return "kubernetes";
  }

  @Override
  public List<String> operations() {
    return kubernetes.requests().stream().map(KubernetesApi::operation).toList();
  }

  /** Returns a request as permissions name it: {@code list:deployments.apps}. */
  private static String operation(ReceivedRequest request) {
    if (request.resource().isEmpty()) {
      return request.verb() + ":" + request.path().replaceFirst("\\?.*", "");
    }
    int slash = request.resource().indexOf('/');
    String resource = slash < 0 ? request.resource() : request.resource().substring(0, slash);
    String subresource = slash < 0 ? "" : request.resource().substring(slash);
    String group = request.group().isEmpty() ? "" : "." + request.group();
    return request.verb() + ":" + resource + group + subresource;
  }

  /** Returns a fault for one operation only. */
  static KubernetesFault aimed(KubernetesFault fault, String operation) {
    int colon = operation.indexOf(':');
    String resource = operation.substring(colon + 1);
    if (resource.startsWith("/")) {
      return fault.on(operation.substring(0, colon), ""); // a path that is no resource
    }
    return fault.on(operation.substring(0, colon), resource.replaceFirst("\\.[^/]*", ""));
  }

  @Override
  public ApiFault denied(String operation) {
    return fault(aimed(DENIED, operation), Cause.ACCESS_DENIED);
  }

  @Override
  public ApiFault throttled(String operation) {
    return fault(aimed(THROTTLED, operation), Cause.THROTTLED);
  }

  @Override
  public ApiFault throttledOnce(String operation) {
    return fault(aimed(THROTTLED, operation).times(1), Cause.THROTTLED);
  }

  @Override
  public List<ApiFault> unreadable(String operation) {
    return UNREADABLE.entrySet().stream()
        .map(each -> fault(aimed(each.getKey(), operation), each.getValue()))
        .toList();
  }

  @Override
  public List<ApiFault> errors(String operation) {
    return ERRORS.entrySet().stream()
        .map(
            each ->
                new ApiFault(
                    name(each.getKey()),
                    each.getValue().orElse(null),
                    each.getKey().kind() == KubernetesFault.Kind.NOT_SERVED,
                    () -> kubernetes.inject(aimed(each.getKey(), operation))))
        .toList();
  }

  @Override
  public List<ApiFault> outages() {
    Map<KubernetesFault, Cause> outages =
        ImmutableMap.<KubernetesFault, Cause>builder()
            .put(DENIED, Cause.ACCESS_DENIED)
            .put(THROTTLED, Cause.THROTTLED)
            .put(KubernetesFault.hangUp(), Cause.UNREACHABLE)
            .buildOrThrow();
    return outages.entrySet().stream().map(each -> fault(each.getKey(), each.getValue())).toList();
  }

  private ApiFault fault(KubernetesFault fault, Cause cause) {
    return new ApiFault(name(fault), cause, false, () -> kubernetes.inject(fault));
  }

  private static String name(KubernetesFault fault) {
    return fault.kind() == KubernetesFault.Kind.BODY
        ? "BODY '" + fault.text() + "'"
        : fault.kind().toString();
  }

  @Override
  public void pageSize(int items) {
    kubernetes.pageSize(items);
  }

  @Override
  public void clearFaults() {
    kubernetes.clearFaults();
  }

  @Override
  public void close() {
    kubernetes.close();
  }
}
