package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.kubernetes.UntrustedText;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A resource and what is known of each claim about it. The resource itself is forgotten, as there
 * may be thousands.
 *
 * @param label its namespace and name
 * @param results the results, in the order of the claims
 */
record EvaluatedResource(String label, ImmutableList<CelExpression.Result> results) {

  static EvaluatedResource of(
      ResourceType type,
      GenericKubernetesResource resource,
      List<CelClaim> claims,
      KubernetesClient client,
      Instant now) {
    return new EvaluatedResource(label(resource), results(type, resource, claims, client, now));
  }

  private static String label(GenericKubernetesResource resource) {
    ObjectMeta metadata = resource.getMetadata();
    return UntrustedText.line(
        metadata.getNamespace() == null
            ? metadata.getName()
            : metadata.getNamespace() + "/" + metadata.getName());
  }

  private static ImmutableList<CelExpression.Result> results(
      ResourceType type,
      GenericKubernetesResource resource,
      List<CelClaim> claims,
      KubernetesClient client,
      Instant now) {
    if (claims.isEmpty()) {
      return ImmutableList.of();
    }
    try {
      CelObject object = object(type, resource, client);
      return claims.stream()
          .map(claim -> claim.that().evaluate(object, now))
          .collect(ImmutableList.toImmutableList());
    } catch (CelObject.TooLargeException e) {
      return claims.stream()
          .map(
              claim ->
                  new CelExpression.Result(
                      CelExpression.Answer.UNKNOWN, "It is too large: " + e.getMessage() + "."))
          .collect(ImmutableList.toImmutableList());
    }
  }

  /** Items of lists do not say what they are, and managed fields are about who wrote what. */
  private static CelObject object(
      ResourceType type, GenericKubernetesResource resource, KubernetesClient client)
      throws CelObject.TooLargeException {
    resource.getMetadata().setManagedFields(ImmutableList.of());
    Map<?, ?> read = client.getKubernetesSerialization().convertValue(resource, Map.class);
    Map<String, Object> json = new LinkedHashMap<>();
    read.forEach((key, value) -> json.put(String.valueOf(key), value));
    json.put("apiVersion", type.apiVersion());
    json.put("kind", type.kind());
    return CelObject.of(json);
  }

  /** Returns what is known of the first claims together. */
  CelExpression.Answer first(int count) {
    List<CelExpression.Result> some = results.subList(0, count);
    if (some.stream().anyMatch(result -> result.answer() == CelExpression.Answer.FALSE)) {
      return CelExpression.Answer.FALSE;
    }
    return some.stream().anyMatch(result -> result.answer() == CelExpression.Answer.UNKNOWN)
        ? CelExpression.Answer.UNKNOWN
        : CelExpression.Answer.TRUE;
  }
}
