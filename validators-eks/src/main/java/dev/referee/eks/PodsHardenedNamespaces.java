package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.PodsHardenedExpectations.NAMESPACES;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Finding;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The namespaces of a cluster, those that are judged among them.
 *
 * @param judged the namespaces that are judged and exist
 * @param others the other ones
 * @param findings whether those that are asked for exist
 * @param named whether they were named, rather than all
 */
record PodsHardenedNamespaces(
    ImmutableList<Entry> judged,
    ImmutableList<Entry> others,
    ImmutableList<Finding> findings,
    boolean named) {
  /** The namespaces of Kubernetes itself, whose pods need the host. */
  private static final ImmutableSet<String> SYSTEM =
      ImmutableSet.of("kube-system", "kube-public", "kube-node-lease");

  /**
   * What is needed of a namespace.
   *
   * @param labels all of its labels
   * @param terminating whether it is being deleted
   */
  record Entry(String name, ImmutableMap<String, String> labels, boolean terminating) {
    static Entry of(Namespace namespace) {
      Map<String, String> labels = namespace.getMetadata().getLabels();
      return new Entry(
          namespace.getMetadata().getName(),
          labels == null ? ImmutableMap.of() : ImmutableMap.copyOf(labels),
          namespace.getMetadata().getDeletionTimestamp() != null);
    }

    PodSecurityLabels security() {
      return PodSecurityLabels.of(labels);
    }
  }

  /**
   * Reads them.
   *
   * @param names the names of those that are judged; empty for all but the system's
   * @param except the names of others that are not judged
   */
  static PodsHardenedNamespaces read(
      KubernetesClient client, Optional<List<String>> names, List<String> except) {
    List<Entry> all = Pages.all(client.namespaces(), Entry::of);
    ImmutableList<Entry> judged =
        all.stream()
            .filter(entry -> !entry.terminating())
            .filter(
                entry ->
                    names
                        .map(asked -> asked.contains(entry.name()))
                        .orElseGet(
                            () -> !SYSTEM.contains(entry.name()) && !except.contains(entry.name())))
            .collect(toImmutableList());
    ImmutableList<Entry> others =
        all.stream().filter(entry -> !judged.contains(entry)).collect(toImmutableList());
    return new PodsHardenedNamespaces(
        judged, others, findings(judged, others, names), names.isPresent());
  }

  private static ImmutableList<Finding> findings(
      List<Entry> judged, List<Entry> others, Optional<List<String>> names) {
    List<String> present = judged.stream().map(Entry::name).collect(Collectors.toList());
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    names.orElseGet(ImmutableList::of).stream()
        .filter(it -> !present.contains(it))
        .forEach(it -> findings.add(missing(it, others)));
    if (!present.isEmpty()) {
      return findings
          .add(
              NAMESPACES
                  .satisfied()
                  .subject(present.stream().limit(10).collect(Collectors.joining(", ")))
                  .seen("%d namespaces are judged.".formatted(present.size()))
                  .build())
          .build();
    }
    return names.isPresent()
        ? findings.build()
        : findings
            .add(
                NAMESPACES
                    .unsatisfied()
                    .expected("a namespace that is not Kubernetes' own")
                    .seen("There is no namespace to judge.")
                    .remedy("Create the namespace of the workload, and the workload in it.")
                    .build())
            .build();
  }

  private static Finding missing(String name, List<Entry> others) {
    boolean ending = others.stream().anyMatch(entry -> entry.name().equals(name));
    return NAMESPACES
        .unsatisfied()
        .subject(name)
        .seen(
            ending
                ? "The namespace %s is being deleted.".formatted(name)
                : "There is no namespace %s.".formatted(name))
        .remedy("Create it with its workloads: kubectl create namespace %s.".formatted(name))
        .build();
  }

  boolean contains(String namespace) {
    return judged.stream().anyMatch(entry -> entry.name().equals(namespace));
  }

  /** Returns the only namespace to read; empty to read all. */
  Optional<String> only() {
    return named && judged.size() == 1 ? Optional.of(judged.get(0).name()) : Optional.empty();
  }
}
