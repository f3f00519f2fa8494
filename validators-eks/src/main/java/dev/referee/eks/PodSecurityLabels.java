package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The labels of a namespace about Pod Security admission, which is built into the API server. An
 * EKS cluster enforces nothing in a namespace without the label, and exempts nobody.
 *
 * @param all all labels that are about it, or look as if they were, by key
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-admission/">Pod Security
 *     Admission</a>
 */
record PodSecurityLabels(ImmutableSortedMap<String, String> all) {
  static final String ENFORCE = "pod-security.kubernetes.io/enforce";
  static final String VERSION = ENFORCE + "-version";

  static PodSecurityLabels of(Map<String, String> labels) {
    Map<String, String> found = new TreeMap<>();
    labels.forEach(
        (key, value) -> {
          if (key.contains("pod-security") || key.contains("podsecurity")) {
            found.put(Workload.shown(key), Workload.shown(value));
          }
        });
    return new PodSecurityLabels(ImmutableSortedMap.copyOf(found));
  }

  /** Returns the value of the label that enforces; empty if there is none. */
  String enforce() {
    return all.getOrDefault(ENFORCE, "");
  }

  /** Returns the version that is enforced, {@code latest} if none is given. */
  String version() {
    return all.getOrDefault(VERSION, "latest");
  }

  /** Returns whether it enforces the level of a standard, in whatever version. */
  boolean enforces(PodSecurityStandard standard) {
    return PodSecurityLevel.of(enforce())
        .filter(level -> level.covers(standard.level()))
        .isPresent();
  }

  /** Returns the controls of a standard that the enforced version does not have. */
  ImmutableList<PodSecurityControl> missing(PodSecurityStandard standard) {
    Optional<KubernetesMinorVersion> pinned = KubernetesMinorVersion.in(version());
    return pinned.map(standard::missingIn).orElseGet(ImmutableList::of);
  }
}
