package dev.referee.testkit.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The admission webhooks that judge the pods of clients. Thread-safe. */
final class AdmissionWebhooks {
  private final KubernetesSerialization json = new KubernetesSerialization();
  private final List<Webhook> webhooks = new CopyOnWriteArrayList<>();

  private record Webhook(String name, Function<Pod, Optional<String>> refusal) {}

  void add(String name, Function<Pod, Optional<String>> refusal) {
    webhooks.add(new Webhook(name, refusal));
  }

  void clear() {
    webhooks.clear();
  }

  /** Returns the answer to a request that one of them refuses. */
  Optional<Status> refusal(ApiRequest request, byte[] body) {
    boolean creates = request.verb().equals("create") && request.ruleName().equals("pods");
    if (webhooks.isEmpty() || !creates) {
      return Optional.empty();
    }
    Pod pod = json.unmarshal(new ByteArrayInputStream(body), Pod.class);
    pod.getMetadata().setNamespace(request.namespace());
    return webhooks.stream()
        .flatMap(it -> it.refusal().apply(pod).map(why -> denied(it.name(), why)).stream())
        .findFirst();
  }

  private static Status denied(String webhook, String why) {
    return new Status(
        403,
        "Forbidden",
        "admission webhook \"%s\" denied the request: %s".formatted(webhook, why));
  }
}
