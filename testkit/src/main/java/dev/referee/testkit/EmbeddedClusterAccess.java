package dev.referee.testkit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AssociatedAccessPolicy;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;

/**
 * The IAM principals that an EKS cluster admits, as a Kubernetes API server beside the embedded
 * account needs to know them.
 *
 * <p>Immutable.
 *
 * @param mode where the cluster looks up a principal
 * @param administrator the principal that created a cluster whose mode is CONFIG_MAP: it is an
 *     administrator and appears nowhere; null in the other modes, in which it has an access entry
 * @param entries the access entries; empty if the mode is CONFIG_MAP
 */
public record EmbeddedClusterAccess(
    AuthenticationMode mode, @Nullable String administrator, List<Entry> entries) {

  /** Copies the entries. */
  public EmbeddedClusterAccess {
    entries = List.copyOf(entries);
  }

  /**
   * An access entry with its policies.
   *
   * @param settings the entry as EKS describes it
   * @param policies the access policies that are associated with it
   */
  public record Entry(AccessEntry settings, List<AssociatedAccessPolicy> policies) {

    /** Copies the policies. */
    public Entry {
      policies = List.copyOf(policies);
    }
  }
}
