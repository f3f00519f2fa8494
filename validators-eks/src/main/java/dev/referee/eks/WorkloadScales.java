package dev.referee.eks;

import static dev.referee.eks.WorkloadScalesExpectations.ALONE;
import static dev.referee.eks.WorkloadScalesExpectations.BOUNDS;
import static dev.referee.eks.WorkloadScalesExpectations.REQUESTS;
import static dev.referee.eks.WorkloadScalesExpectations.SCALED;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Facts;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricTarget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A check that a workload scales by itself; see {@link EksChecks#workloadScales}. */
final class WorkloadScales extends ClusterCheck {
  private static final CheckKind.Builder DECLARED =
      CheckKind.of("eks.workload-scales", "The workload scales by itself");
  static final OneOf<WorkloadMatch> WORKLOAD = DECLARED.takes(WorkloadSelector.WORKLOAD);
  static final Parameter<String> NAMESPACE = DECLARED.takes(WorkloadSelector.NAMESPACE);
  static final Parameter<WorkloadKind> KIND_OF_WORKLOAD = DECLARED.takes(WorkloadSelector.KIND);
  static final Parameter<Integer> MAX =
      DECLARED.takes(
          number("maxReplicas", "what the maximum of replicas has to be at least")
              .atLeast(2)
              .defaultValue(2));
  static final Parameter<Boolean> HAS_SCALED =
      DECLARED.takes(flag("hasScaled", "whether it has to have scaled out under load already"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A HorizontalPodAutoscaler by CPU, memory, or custom or external metrics.",
              "A ScaledObject of KEDA, also one that scales to zero.",
              "Requests of the containers, of the whole pod, or from a LimitRange.",
              "A target as an average value, which needs no requests.")
          .expects(WorkloadScalesExpectations.ALL)
          .requires(
              Cluster.READS
                  .and(Workload.PODS)
                  .and(WorkloadEvents.READS)
                  .and(
                      Permissions.ofReads(
                          "kubernetes:list:horizontalpodautoscalers.autoscaling",
                          "kubernetes:list:scaledobjects.keda.sh",
                          "kubernetes:list:apiservices.apiregistration.k8s.io")))
          .requires(WorkloadSelector::permissions, WorkloadSelector.READS)
          .build(WorkloadScales::new);

  private final WorkloadSelector selector;

  WorkloadScales(Arguments arguments) {
    super(KIND, arguments);
    this.selector = WorkloadSelector.of(arguments);
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    KubernetesClient client = cluster.kubernetes();
    WorkloadSelector.Found found = selector.find(client);
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(found.finding());
    found.workloads().forEach(workload -> findings.addAll(judge(workload, context.now(), client)));
    return findings.build();
  }

  private List<Finding> judge(Workload workload, Instant now, KubernetesClient client) {
    List<HorizontalPodAutoscaler> scalers =
        Pages.all(
                client
                    .autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .inNamespace(workload.namespace()))
            .stream()
            .filter(autoscaler -> isOf(autoscaler, workload))
            .collect(Collectors.toList());
    if (scalers.isEmpty()) {
      return ImmutableList.of(WorkloadScalesKeda.missing(workload, client));
    }
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(
        SCALED
            .satisfied()
            .subject(workload.label())
            .seen("The autoscaler %s scales it.".formatted(name(scalers.get(0))))
            .build());
    findings.add(alone(workload, scalers));
    if (scalers.size() > 1) {
      return findings.build();
    }
    HorizontalPodAutoscaler scaler = scalers.get(0);
    List<WorkloadPod> pods = workload.pods(client);
    findings.add(bounds(scaler), requests(workload, scaler, pods));
    WorkloadScalesAutoscaler status = new WorkloadScalesAutoscaler(workload, scaler, now, client);
    findings.addAll(status.conditions());
    if (arguments().get(HAS_SCALED)) {
      findings.addAll(status.hasScaled(pods));
    }
    return findings.build();
  }

  static String name(HorizontalPodAutoscaler scaler) {
    return scaler.getMetadata().getName();
  }

  private static boolean isOf(HorizontalPodAutoscaler scaler, Workload workload) {
    return scaler.getSpec().getScaleTargetRef() != null
        && workload.kind().word().equals(scaler.getSpec().getScaleTargetRef().getKind())
        && workload.name().equals(scaler.getSpec().getScaleTargetRef().getName());
  }

  private static Finding alone(Workload workload, List<HorizontalPodAutoscaler> scalers) {
    boolean one = scalers.size() == 1;
    return (one ? ALONE.satisfied() : ALONE.unsatisfied())
        .subject(workload.label())
        .seen(
            one
                ? "It is the only one."
                : "%d autoscalers scale it, and work against each other: %s."
                    .formatted(
                        scalers.size(),
                        scalers.stream()
                            .limit(10)
                            .map(WorkloadScales::name)
                            .collect(Collectors.joining(", "))))
        .remedy("Delete all but one: kubectl get hpa -n %s.".formatted(workload.namespace()))
        .build();
  }

  static int min(HorizontalPodAutoscaler scaler) {
    @Nullable Integer min = scaler.getSpec().getMinReplicas();
    return min == null ? 1 : min;
  }

  private Finding bounds(HorizontalPodAutoscaler scaler) {
    int asked = arguments().get(MAX);
    int max = Workload.count(scaler.getSpec().getMaxReplicas());
    boolean sensible = min(scaler) < max && max >= asked;
    return (sensible ? BOUNDS.satisfied() : BOUNDS.unsatisfied())
        .subject(name(scaler))
        .expected("a maximum of at least %d, and a minimum below it".formatted(asked))
        .seen("It keeps between %d and %d replicas.".formatted(min(scaler), max))
        .remedy(
            "Set spec.maxReplicas to %d or more, and spec.minReplicas below it.".formatted(asked))
        .build();
  }

  /** What an autoscaler compares with requests. */
  private record Needed(String resource, String container) {
    @Nullable String missing(WorkloadPod pod) {
      return has(pod.resources())
          ? null
          : pod.containers().stream()
              .filter(it -> container.isEmpty() || container.equals(it.getName()))
              .filter(container -> !has(container.getResources()))
              .map(Container::getName)
              .findFirst()
              .orElse(null);
    }

    /** A limit without a request is the request, too. */
    private boolean has(@Nullable ResourceRequirements resources) {
      return resources != null && (has(resources.getRequests()) || has(resources.getLimits()));
    }

    private boolean has(@Nullable Map<String, Quantity> amounts) {
      return amounts != null && amounts.containsKey(resource);
    }
  }

  private static Set<Needed> needed(HorizontalPodAutoscaler scaler) {
    ImmutableSet.Builder<Needed> needed = ImmutableSet.builder();
    for (MetricSpec metric : scaler.getSpec().getMetrics()) {
      if (metric.getResource() != null && isUtilization(metric.getResource().getTarget())) {
        needed.add(new Needed(metric.getResource().getName(), ""));
      }
      if (metric.getContainerResource() != null
          && isUtilization(metric.getContainerResource().getTarget())) {
        needed.add(
            new Needed(
                metric.getContainerResource().getName(),
                Objects.toString(metric.getContainerResource().getContainer(), "")));
      }
    }
    return needed.build();
  }

  private static boolean isUtilization(@Nullable MetricTarget target) {
    return target != null && "Utilization".equals(target.getType());
  }

  private static Finding requests(
      Workload workload, HorizontalPodAutoscaler scaler, List<WorkloadPod> pods) {
    Set<Needed> needed = needed(scaler);
    List<WorkloadPod> judged = pods.isEmpty() ? ImmutableList.of(template(workload)) : pods;
    List<String> missing =
        judged.stream()
            .flatMap(
                pod ->
                    needed.stream()
                        .filter(it -> it.missing(pod) != null)
                        .map(
                            it ->
                                "%s/%s has no %s request"
                                    .formatted(pod.name(), it.missing(pod), it.resource())))
            .collect(Collectors.toList());
    Finding.Builder finding =
        (missing.isEmpty() ? REQUESTS.satisfied() : REQUESTS.unsatisfied())
            .subject(workload.label())
            .expected(
                needed.isEmpty()
                    ? "no requests, as it is not scaled by a share of them"
                    : "requests of "
                        + needed.stream()
                            .map(Needed::resource)
                            .distinct()
                            .collect(Collectors.joining(", ")))
            .seen(missing.isEmpty() ? "They are set." : missing.get(0) + ".")
            .remedy(
                "Set requests on every container, also on sidecars: kubectl set resources %s"
                        .formatted(workload.kubectl())
                    + " --requests=cpu=100m.");
    if (missing.size() > 1) {
      Facts.add(finding, missing.subList(1, missing.size()), it -> "also", it -> it);
    }
    return finding.build();
  }

  private static WorkloadPod template(Workload workload) {
    @Nullable PodSpec spec = workload.template().getSpec();
    return new WorkloadPod(
        "template",
        workload.podLabels(),
        null,
        "",
        false,
        java.util.Optional.empty(),
        spec == null ? ImmutableList.of() : spec.getContainers(),
        spec == null ? null : spec.getResources(),
        new io.fabric8.kubernetes.api.model.PodStatus());
  }
}
