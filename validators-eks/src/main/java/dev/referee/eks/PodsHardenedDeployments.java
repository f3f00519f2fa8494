package dev.referee.eks;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static dev.referee.eks.PodsHardenedExpectations.ADMITTED;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Deployments of the judged namespaces: why the API server refuses their pods, and whether a
 * rollout replaces those that violate the level.
 *
 * @param byLabel by the words of {@link Workload#label}
 */
record PodsHardenedDeployments(ImmutableMap<String, Entry> byLabel) {
  /** How the API server's admission, webhooks and policies refuse a pod; a quota does not. */
  private static final Pattern REFUSAL =
      Pattern.compile("violates PodSecurity|denied (?:the )?request");

  /**
   * What is needed of a Deployment.
   *
   * @param refusal why its pods are refused by admission; empty if they are not
   * @param violations what its template violates
   * @param containers the kinds and names of its template's containers, as in violations
   * @param rolling whether its controller replaces pods by those of a template that conforms
   */
  record Entry(
      String label,
      String kubectl,
      String refusal,
      ImmutableList<PodSecurityViolation> violations,
      ImmutableSet<String> containers,
      boolean rolling) {

    static Entry of(Deployment deployment, PodSecurityStandard standard) {
      Workload workload =
          new Workload(
              WorkloadKind.DEPLOYMENT,
              deployment.getMetadata(),
              deployment.getSpec(),
              deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus());
      ImmutableList<PodSecurityViolation> violations =
          standard.violations(workload.template().getMetadata(), workload.template().getSpec());
      String refusal =
          workload
              .condition("ReplicaFailure", "True")
              .map(condition -> Workload.shown(condition.getMessage()))
              .filter(PodsHardenedDeployments::isRefusal)
              .orElse("");
      return new Entry(
          workload.label(),
          workload.kubectl(),
          refusal,
          violations,
          containersOf(workload.template().getSpec()),
          violations.isEmpty()
              && refusal.isEmpty()
              && !workload.isRolledOut()
              && WorkloadRollout.unfinished(workload, ImmutableList.of()).state()
                  == Finding.State.PENDING);
    }
  }

  private static ImmutableSet<String> containersOf(@Nullable PodSpec template) {
    return template == null
        ? ImmutableSet.of()
        : PodSecurityContainer.of(template).stream()
            .map(PodSecurityContainer::where)
            .collect(ImmutableSet.toImmutableSet());
  }

  static PodsHardenedDeployments read(
      KubernetesClient client, PodsHardenedNamespaces namespaces, PodSecurityStandard standard) {
    return new PodsHardenedDeployments(
        namespaces
            .only()
            .map(
                it ->
                    Pages.all(
                        client.apps().deployments().inNamespace(it),
                        deployment -> Entry.of(deployment, standard)))
            .orElseGet(
                () ->
                    Pages.all(
                            client.apps().deployments().inAnyNamespace(),
                            deployment ->
                                namespaces.contains(deployment.getMetadata().getNamespace())
                                    ? Optional.of(Entry.of(deployment, standard))
                                    : Optional.<Entry>empty())
                        .stream()
                        .flatMap(Optional::stream)
                        .collect(ImmutableList.toImmutableList()))
            .stream()
            .collect(toImmutableMap(Entry::label, entry -> entry, (entry, other) -> entry)));
  }

  static boolean isRefusal(String message) {
    return REFUSAL.matcher(message).find();
  }

  /** Returns the Deployment with a label; empty if there is none. */
  Optional<Entry> find(String label) {
    return Optional.ofNullable(byLabel.get(label));
  }

  /** Returns a finding for each Deployment whose pods are refused, or one that there is none. */
  ImmutableList<Finding> findings() {
    ImmutableList<Finding> refused =
        byLabel.values().stream()
            .filter(entry -> !entry.refusal().isEmpty())
            .limit(PodsHardenedRunningPods.MOST)
            .map(PodsHardenedDeployments::refused)
            .collect(ImmutableList.toImmutableList());
    return refused.isEmpty()
        ? ImmutableList.of(
            ADMITTED.satisfied().seen("The API server refuses the pods of no Deployment.").build())
        : refused;
  }

  private static Finding refused(Entry entry) {
    return ADMITTED
        .unsatisfied()
        .subject(entry.label())
        .expected("a pod template that the API server admits")
        .seen("It refuses its pods: " + entry.refusal())
        .remedy(
            entry.violations().isEmpty()
                ? "Change what the message names: kubectl edit %s.".formatted(entry.kubectl())
                : inTemplate(entry.kubectl(), entry.violations()))
        .build();
  }

  /** Returns what to change in a pod template. */
  static String inTemplate(String kubectl, List<PodSecurityViolation> violations) {
    return "kubectl edit %s, and in its pod template: %s%s."
        .formatted(
            kubectl,
            violations.stream()
                .map(PodSecurityViolation::remedy)
                .distinct()
                .limit(6)
                .collect(Collectors.joining("; ")),
            violations.size() > 6 ? "; and so on" : "");
  }
}
