package dev.referee.eks;

import static dev.referee.spi.Parameter.choice;
import static dev.referee.spi.Parameter.pair;
import static dev.referee.spi.Parameter.text;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Arguments;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A selector of workloads in a namespace: by name or label, of one kind or of the first kind that
 * has one.
 */
record WorkloadSelector(String namespace, WorkloadMatch match, ImmutableList<WorkloadKind> kinds) {
  static final Expectation THERE =
      Expectation.of("WorkloadMissing", "workload", "The workload exists");

  static final OneOf<WorkloadMatch> WORKLOAD =
      OneOf.<WorkloadMatch>of(
              text("workload", "the name of the workload").as(WorkloadMatch.Named::new),
              pair("workloadLabel", "a label of the workloads; each of them is judged")
                  .as(label -> new WorkloadMatch.Labelled(label.getKey(), label.getValue())))
          .example("workload", "web");
  static final Parameter<String> NAMESPACE =
      text("namespace", "the namespace of the workload").defaultValue("default");
  static final Parameter<WorkloadKind> KIND =
      choice(
              "workloadKind",
              "the kind of the workload",
              ImmutableMap.of(
                  "Deployment", WorkloadKind.DEPLOYMENT,
                  "StatefulSet", WorkloadKind.STATEFUL_SET,
                  "Rollout", WorkloadKind.ROLLOUT))
          .defaultText("the first of these kinds that has it");

  /** The permissions for every kind. */
  static final Permissions READS = permissions(ImmutableList.copyOf(WorkloadKind.values()));

  static WorkloadSelector of(Arguments arguments) {
    return new WorkloadSelector(
        arguments.get(NAMESPACE), arguments.get(WORKLOAD), kinds(arguments));
  }

  static Permissions permissions(Arguments arguments) {
    return permissions(kinds(arguments));
  }

  /** Returns the kinds that are searched, in this order. */
  static ImmutableList<WorkloadKind> kinds(Arguments arguments) {
    return arguments
        .find(KIND)
        .map(ImmutableList::of)
        .orElseGet(() -> ImmutableList.copyOf(WorkloadKind.values()));
  }

  private static Permissions permissions(List<WorkloadKind> kinds) {
    return kinds.stream().map(WorkloadKind::reads).reduce(Permissions.none(), Permissions::and);
  }

  /**
   * The result of a search.
   *
   * @param workloads the workloads, in the order of their names
   * @param finding whether there are any
   */
  record Found(ImmutableList<Workload> workloads, Finding finding) {}

  /** Returns the selected workloads. */
  Found find(KubernetesClient client) {
    List<String> others = new ArrayList<>();
    for (WorkloadKind kind : kinds) {
      List<GenericKubernetesResource> all = list(client, kind, namespace);
      ImmutableList<Workload> found =
          all.stream()
              .filter(resource -> match.matches(resource.getMetadata()))
              .map(resource -> Workload.of(kind, resource, client))
              .collect(ImmutableList.toImmutableList());
      if (!found.isEmpty()) {
        return new Found(found, there(found));
      }
      all.forEach(resource -> others.add(kind.word() + " " + resource.getMetadata().getName()));
    }
    return new Found(ImmutableList.of(), missing(others));
  }

  /** Returns all objects of the kind in a namespace; none if the cluster does not know the kind. */
  static List<GenericKubernetesResource> list(
      KubernetesClient client, WorkloadKind kind, String namespace) {
    return Pages.ifServed(client.genericKubernetesResources(kind.resource()).inNamespace(namespace))
        .orElseGet(ImmutableList::of);
  }

  private static Finding there(List<Workload> found) {
    return THERE
        .satisfied()
        .subject(found.get(0).label())
        .seen(
            found.size() == 1
                ? "There is the %s.".formatted(found.get(0).label())
                : "There are %d: %s."
                    .formatted(
                        found.size(),
                        found.stream()
                            .limit(10)
                            .map(Workload::label)
                            .collect(Collectors.joining(", "))))
        .build();
  }

  private Finding missing(List<String> others) {
    Finding.Builder finding =
        THERE
            .unsatisfied()
            .expected("the %s in the namespace %s".formatted(this, namespace))
            .seen(
                "There is no %s in the namespace %s%s."
                    .formatted(
                        this, namespace, others.isEmpty() ? ", and nothing else either" : ""))
            .remedy(
                "Create it, or look whether it is in another namespace: kubectl get %s -A."
                    .formatted(
                        kinds.stream()
                            .map(WorkloadKind::kubectl)
                            .collect(Collectors.joining(","))));
    if (!others.isEmpty()) {
      finding.fact("there instead", others.stream().limit(10).collect(Collectors.joining(", ")));
    }
    return finding.build();
  }

  Optional<WorkloadKind> onlyKind() {
    return kinds.size() == 1 ? Optional.of(kinds.get(0)) : Optional.empty();
  }

  @Override
  public String toString() {
    return onlyKind().map(WorkloadKind::word).orElse("workload") + " " + match;
  }
}
