package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A level of the Pod Security Standards, as a version of Kubernetes defines it.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security
 *     Standards</a>
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/pod-security-admission/policy">The
 *     checks of the admission controller, with their versions</a>
 */
record PodSecurityStandard(PodSecurityLevel level, KubernetesMinorVersion version) {

  /** Returns the fields of a pod, or of a template of pods, that violate it. */
  ImmutableList<PodSecurityViolation> violations(
      @Nullable ObjectMeta metadata, @Nullable PodSpec spec) {
    return new PodSecurityRules(
            this,
            metadata == null ? new ObjectMeta() : metadata,
            spec == null ? new PodSpec() : spec)
        .violations();
  }

  boolean isAtLeast(int minor) {
    return version.compareTo(new KubernetesMinorVersion(1, minor)) >= 0;
  }

  boolean has(PodSecurityControl control) {
    return control.isOf(level) && control.isIn(version);
  }

  /** Returns the controls of it that an older version does not have. */
  ImmutableList<PodSecurityControl> missingIn(KubernetesMinorVersion older) {
    return Arrays.stream(PodSecurityControl.values())
        .filter(control -> has(control) && !control.isIn(older))
        .collect(toImmutableList());
  }

  @Override
  public String toString() {
    return "the level %s of %s".formatted(level.word(), version);
  }
}
