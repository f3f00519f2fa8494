package dev.referee.eks;

import static dev.referee.eks.WorkloadScalesExpectations.ABLE;
import static dev.referee.eks.WorkloadScalesExpectations.HAS_SCALED;
import static dev.referee.eks.WorkloadScalesExpectations.METRICS;
import static dev.referee.eks.WorkloadScalesExpectations.WORKING;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerCondition;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerStatus;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What an autoscaler says about itself, and what stands behind it. */
final class WorkloadScalesAutoscaler {
  /** The time in which an autoscaler gets its first metrics. */
  private static final Duration FIRST_METRICS = Duration.ofMinutes(2);

  private static final ResourceDefinitionContext API_SERVICES =
      new ResourceDefinitionContext.Builder()
          .withGroup("apiregistration.k8s.io")
          .withVersion("v1")
          .withPlural("apiservices")
          .withKind("APIService")
          .withNamespaced(false)
          .build();

  private final Workload workload;
  private final HorizontalPodAutoscaler scaler;
  private final HorizontalPodAutoscalerStatus status;
  private final Instant now;
  private final KubernetesClient client;

  WorkloadScalesAutoscaler(
      Workload workload, HorizontalPodAutoscaler scaler, Instant now, KubernetesClient client) {
    this.workload = workload;
    this.scaler = scaler;
    this.status =
        scaler.getStatus() == null ? new HorizontalPodAutoscalerStatus() : scaler.getStatus();
    this.now = now;
    this.client = client;
  }

  private String name() {
    return WorkloadScales.name(scaler);
  }

  private Optional<HorizontalPodAutoscalerCondition> condition(String type) {
    return status.getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .findFirst();
  }

  private static boolean isTrue(HorizontalPodAutoscalerCondition condition) {
    return "True".equals(condition.getStatus());
  }

  private static String words(HorizontalPodAutoscalerCondition condition) {
    return "%s: %s"
        .formatted(Workload.shown(condition.getReason()), Workload.shown(condition.getMessage()));
  }

  /** Returns the findings about its conditions. */
  List<Finding> conditions() {
    Optional<HorizontalPodAutoscalerCondition> able = condition("AbleToScale");
    Optional<HorizontalPodAutoscalerCondition> active = condition("ScalingActive");
    if (able.isEmpty()) {
      return ImmutableList.of(
          ABLE.pending()
              .subject(name())
              .seen("Kubernetes has not looked at it yet.")
              .remedy("Wait: it looks every 15 seconds.")
              .build());
    }
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    if (!isTrue(able.get())) {
      return findings
          .add(
              ABLE.unsatisfied()
                  .subject(name())
                  .seen("It cannot change the replicas: " + words(able.get()))
                  .remedy(
                      "Correct scaleTargetRef: kubectl describe hpa %s -n %s."
                          .formatted(name(), workload.namespace()))
                  .build())
          .build();
    }
    boolean works = active.filter(WorkloadScalesAutoscaler::isTrue).isPresent();
    if (!works) {
      findings.addAll(metrics(active));
    }
    findings.add(ABLE.satisfied().subject(name()).seen("It can change the replicas.").build());
    return findings.add(working(active, works)).build();
  }

  private Finding working(Optional<HorizontalPodAutoscalerCondition> active, boolean works) {
    if (works) {
      return WORKING.satisfied().subject(name()).seen("It computes the replicas.").build();
    }
    boolean disabled =
        active.filter(condition -> "ScalingDisabled".equals(condition.getReason())).isPresent();
    if (disabled && WorkloadScalesKeda.isAtZero(scaler, client)) {
      return WORKING
          .satisfied()
          .subject(name())
          .seen("KEDA is ready, and has scaled the workload to zero.")
          .build();
    }
    Optional<Instant> until =
        WorkloadPod.time(scaler.getMetadata().getCreationTimestamp())
            .map(time -> time.plus(FIRST_METRICS))
            .filter(time -> !disabled && time.isAfter(now));
    return until
        .map(WORKING::pending)
        .orElseGet(() -> active.isEmpty() ? WORKING.pending() : WORKING.unsatisfied())
        .subject(name())
        .seen(
            active
                .map(condition -> "It does not compute the replicas: " + words(condition))
                .orElse("It has not computed the replicas yet."))
        .remedy(
            disabled
                ? "The workload has no replicas, which turns the autoscaler off: kubectl scale %s"
                        .formatted(workload.kubectl())
                    + " --replicas=1."
                : until.isPresent()
                    ? "Wait: the first metrics take a minute or two."
                    : "Set requests on every container, make the pods ready, and check that the"
                        + " metric exists: kubectl describe hpa %s -n %s."
                            .formatted(name(), workload.namespace()))
        .build();
  }

  /** The groups of the APIs that serve its metrics. */
  private ImmutableSet<String> groups() {
    ImmutableSet.Builder<String> groups = ImmutableSet.builder();
    for (MetricSpec metric : scaler.getSpec().getMetrics()) {
      groups.add(
          switch (Objects.toString(metric.getType(), "")) {
            case "Pods", "Object" -> "custom.metrics.k8s.io";
            case "External" -> "external.metrics.k8s.io";
            default -> "metrics.k8s.io";
          });
    }
    return groups.build();
  }

  private List<Finding> metrics(Optional<HorizontalPodAutoscalerCondition> active) {
    if (active.filter(condition -> "ScalingDisabled".equals(condition.getReason())).isPresent()) {
      return ImmutableList.of();
    }
    List<GenericKubernetesResource> services =
        Pages.all(client.genericKubernetesResources(API_SERVICES));
    return groups().stream()
        .map(group -> served(group, services))
        .collect(ImmutableList.toImmutableList());
  }

  private static Finding served(String group, List<GenericKubernetesResource> services) {
    Optional<GenericKubernetesResource> service =
        services.stream().filter(resource -> isOf(resource, group)).findFirst();
    Optional<String> failed = service.flatMap(WorkloadScalesAutoscaler::notAvailable);
    boolean well = service.isPresent() && failed.isEmpty();
    return (well ? METRICS.satisfied() : METRICS.unsatisfied())
        .subject(group)
        .seen(
            well
                ? "It is served."
                : failed
                    .map(it -> "It is registered but not available: " + it)
                    .orElse("No such API is registered."))
        .remedy(
            group.equals("metrics.k8s.io")
                ? service.isEmpty()
                    ? "Install the metrics server: aws eks create-addon --addon-name"
                        + " metrics-server --cluster-name CLUSTER."
                    : "Look at the pods of the metrics server in kube-system, and let the control"
                        + " plane's security group reach them (tcp 10251 for the add-on)."
                : "Install or repair the adapter that serves this metric, e.g. KEDA or the"
                    + " Prometheus adapter.")
        .build();
  }

  /** The name of an APIService is its version and its group. */
  private static boolean isOf(GenericKubernetesResource service, String group) {
    String name = service.getMetadata().getName();
    return name.substring(name.indexOf('.') + 1).equals(group);
  }

  private static Optional<String> notAvailable(GenericKubernetesResource service) {
    return service.getAdditionalProperties().get("status") instanceof Map<?, ?> status
            && status.get("conditions") instanceof List<?> conditions
        ? conditions.stream()
            .filter(Map.class::isInstance)
            .map(Map.class::cast)
            .filter(it -> "Available".equals(it.get("type")) && !"True".equals(it.get("status")))
            .map(it -> Workload.shown(Objects.toString(it.get("message"), "")))
            .findFirst()
        : Optional.of("it has no status yet");
  }

  /** Returns the findings about whether load has made it scale out. */
  List<Finding> hasScaled(List<WorkloadPod> pods) {
    int current = Workload.count(status.getCurrentReplicas());
    int desired = Workload.count(status.getDesiredReplicas());
    boolean above = status.getLastScaleTime() != null && desired > WorkloadScales.min(scaler);
    WorkloadEvents events = WorkloadEvents.in(workload.namespace(), client);
    if (above && Workload.count(workload.status().getReadyReplicas()) < desired) {
      List<Finding> reasons = WorkloadDiagnosis.explain(workload, pods, events, now);
      boolean stuck =
          reasons.stream().anyMatch(finding -> finding.state() == Finding.State.UNSATISFIED);
      return ImmutableList.<Finding>builder()
          .addAll(reasons)
          .add(
              (stuck ? HAS_SCALED.unsatisfied() : HAS_SCALED.pending())
                  .subject(name())
                  .expected("%d ready replicas".formatted(desired))
                  .seen(
                      "It wants %d replicas; %d are ready."
                          .formatted(desired, Workload.count(workload.status().getReadyReplicas())))
                  .remedy(
                      stuck
                          ? "Repair the new pods: more replicas help only if they run."
                          : "Wait until the new pods are ready.")
                  .build())
          .build();
    }
    boolean once =
        events.entries().stream()
            .anyMatch(
                entry ->
                    entry.kind().equals("HorizontalPodAutoscaler")
                        && entry.name().equals(name())
                        && entry.reason().equals("SuccessfulRescale")
                        && entry.message().contains("above target"));
    boolean done = above || once;
    return ImmutableList.of(
        (done ? HAS_SCALED.satisfied() : HAS_SCALED.unsatisfied())
            .subject(name())
            .expected("more replicas than the minimum of %d".formatted(WorkloadScales.min(scaler)))
            .seen(
                above
                    ? "It runs %d replicas.".formatted(current)
                    : once
                        ? "It scaled out within the last hour, and has gone back."
                        : "It runs %d replicas, and no load has made it add any."
                            .formatted(current))
            .remedy(
                "Put load on it for some minutes, and watch: kubectl get hpa %s -n %s -w. If it"
                        .formatted(name(), workload.namespace())
                    + " does not react, lower the target.")
            .build());
  }
}
