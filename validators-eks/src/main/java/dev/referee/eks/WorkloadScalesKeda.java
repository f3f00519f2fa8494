package dev.referee.eks;

import static dev.referee.eks.WorkloadScalesExpectations.SCALED;

import dev.referee.Finding;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
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

  private static List<CustomResource> list(String namespace, KubernetesClient client) {
    return CustomResource.all(client.genericKubernetesResources(RESOURCE).inNamespace(namespace));
  }

  private static boolean isOf(CustomResource scaled, Workload workload) {
    String kind = scaled.text("spec", "scaleTargetRef", "kind");
    return workload.name().equals(scaled.text("spec", "scaleTargetRef", "name"))
        && workload.kind().word().equals(kind.isEmpty() ? "Deployment" : kind);
  }

  /** Returns the message of a condition with that status; empty if there is none. */
  private static Optional<String> condition(CustomResource scaled, String type, String status) {
    return scaled
        .condition(type)
        .filter(condition -> condition.status().equals(status))
        .map(CustomResource.Condition::message);
  }

  /** Returns the finding about a workload that no HorizontalPodAutoscaler scales. */
  static Finding missing(Workload workload, KubernetesClient client) {
    Optional<CustomResource> scaled =
        list(workload.namespace(), client).stream()
            .filter(resource -> isOf(resource, workload))
            .findFirst();
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
        .subject("ScaledObject " + scaled.get().name())
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
        .filter(reference -> KIND.equals(reference.getKind()))
        .anyMatch(
            owner ->
                list(scaler.getMetadata().getNamespace(), client).stream()
                    .filter(resource -> owner.getName().equals(resource.name()))
                    .anyMatch(resource -> condition(resource, "Ready", "True").isPresent()));
  }
}
