package dev.referee.eks;

import dev.referee.Permissions;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds of workloads that keep a number of equal pods running. */
enum WorkloadKind {
  DEPLOYMENT("Deployment", "apps", "v1", "deployments", "ReplicaSet", "pod-template-hash"),
  STATEFUL_SET("StatefulSet", "apps", "v1", "statefulsets", "", ""),
  ROLLOUT(
      "Rollout", "argoproj.io", "v1alpha1", "rollouts", "ReplicaSet", "rollouts-pod-template-hash");

  private final String word;
  private final String group;
  private final String version;
  private final String plural;
  private final String between;
  private final String hashLabel;

  WorkloadKind(
      String word, String group, String version, String plural, String between, String hashLabel) {
    this.word = word;
    this.group = group;
    this.version = version;
    this.plural = plural;
    this.between = between;
    this.hashLabel = hashLabel;
  }

  /** Returns its name in Kubernetes. */
  String word() {
    return word;
  }

  String group() {
    return group;
  }

  /** Returns the kind of the object between it and its pods; empty if it owns them itself. */
  String between() {
    return between;
  }

  /** Returns the label of pods that is the suffix of their ReplicaSet's name. */
  String hashLabel() {
    return hashLabel;
  }

  /** Returns how kubectl names it, for commands. */
  String kubectl() {
    return this == ROLLOUT ? "rollouts.argoproj.io" : word.toLowerCase(java.util.Locale.ROOT);
  }

  ResourceDefinitionContext resource() {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion(version)
        .withPlural(plural)
        .withKind(word)
        .withNamespaced(true)
        .build();
  }

  Permissions reads() {
    return Permissions.ofReads("kubernetes:list:" + plural + "." + group);
  }
}
