package dev.referee.eks;

import static dev.referee.eks.WorkloadScalesExpectations.SCALED;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The ScaledObjects of KEDA, which makes an autoscaler of each. */
final class WorkloadScalesKeda {
  private static final String KIND = "ScaledObject";
  private static final ResourceDefinitionContext RESOURCE =
      new ResourceDefinitionContext.Builder()
          .withGroup("keda.sh")
          .withVersion("v1alpha1")
          .withPlural("scaledobjects")
          .withKind(KIND)
          .withNamespaced(true)
          .build();

  private WorkloadScalesKeda() {}

  private static List<GenericKubernetesResource> list(String namespace, KubernetesClient client) {
    return Pages.ifServed(client.genericKubernetesResources(RESOURCE).inNamespace(namespace))
        .orElseGet(ImmutableList::of);
  }

  private static Map<?, ?> map(GenericKubernetesResource of, String part) {
    return of.getAdditionalProperties().get(part) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static boolean isOf(GenericKubernetesResource scaled, Workload workload) {
    return map(scaled, "spec").get("scaleTargetRef") instanceof Map<?, ?> target
        && workload.name().equals(target.get("name"))
        && workload
            .kind()
            .word()
            .equals(target.get("kind") == null ? "Deployment" : target.get("kind"));
  }

  /** Returns the message of a condition with that status; empty if there is none. */
  private static Optional<String> condition(
      GenericKubernetesResource scaled, String type, String status) {
    return map(scaled, "status").get("conditions") instanceof List<?> conditions
        ? conditions.stream()
            .filter(Map.class::isInstance)
            .map(Map.class::cast)
            .filter(it -> type.equals(it.get("type")) && status.equals(it.get("status")))
            .map(it -> Workload.shown(Objects.toString(it.get("message"), "")))
            .findFirst()
        : Optional.empty();
  }

  /** Returns the finding about a workload that no HorizontalPodAutoscaler scales. */
  static Finding missing(Workload workload, KubernetesClient client) {
    Optional<GenericKubernetesResource> scaled =
        list(workload.namespace(), client).stream().filter(it -> isOf(it, workload)).findFirst();
    if (scaled.isEmpty()) {
      return SCALED
          .unsatisfied()
          .subject(workload.label())
          .expected("a HorizontalPodAutoscaler or a ScaledObject whose target is it")
          .seen(
              "No autoscaler in the namespace %s has it as target.".formatted(workload.namespace()))
          .remedy(
              "kubectl autoscale %s --cpu-percent=70 --min=2 --max=10; compare scaleTargetRef of an"
                      .formatted(workload.kubectl())
                  + " existing one.")
          .build();
    }
    Optional<String> failed = condition(scaled.get(), "Ready", "False");
    return (failed.isPresent() ? SCALED.unsatisfied() : SCALED.pending())
        .subject("ScaledObject " + scaled.get().getMetadata().getName())
        .seen(
            failed
                .map(it -> "KEDA cannot make an autoscaler of it: " + it)
                .orElse("KEDA has not made an autoscaler of it yet."))
        .remedy(
            failed.isPresent()
                ? "Correct its triggers and their authentication: kubectl describe scaledobject."
                : "Wait. If it takes long, look whether the KEDA operator runs.")
        .build();
  }

  /** Returns whether KEDA made the autoscaler, says that it is ready, and may scale to zero. */
  static boolean isAtZero(HorizontalPodAutoscaler scaler, KubernetesClient client) {
    return scaler.getMetadata().getOwnerReferences().stream()
        .filter(it -> KIND.equals(it.getKind()))
        .anyMatch(
            owner ->
                list(scaler.getMetadata().getNamespace(), client).stream()
                    .filter(it -> owner.getName().equals(it.getMetadata().getName()))
                    .anyMatch(it -> condition(it, "Ready", "True").isPresent()));
  }
}
