package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.util.Arrays;
import java.util.Map;

/** A builder of the check {@link EksChecks#workloadIdentity}. Not thread-safe. */
public final class WorkloadIdentityBuilder {
  private final Arguments.Builder given = WorkloadIdentity.KIND.arguments();

  WorkloadIdentityBuilder() {}

  /** Sets the namespace of the workload; {@code default} by default. */
  public WorkloadIdentityBuilder namespace(String name) {
    given.set(WorkloadIdentity.NAMESPACE, name);
    return this;
  }

  /** Selects the workload's Deployment by its name; this or {@link #pods} must be set. */
  public WorkloadIdentityBuilder deployment(String name) {
    given.set(WorkloadIdentity.WORKLOADS, new WorkloadIdentity.Named(name));
    return this;
  }

  /** Selects the workload's pods by labels that all of them have. */
  public WorkloadIdentityBuilder pods(Map<String, String> labels) {
    given.set(WorkloadIdentity.WORKLOADS, new WorkloadIdentity.Labelled(labels));
    return this;
  }

  /**
   * Sets the actions that the role has to allow.
   *
   * @param actions such as {@code s3:GetObject arn:aws:s3:::orders/new}; without an ARN, any
   *     resource is enough
   */
  public WorkloadIdentityBuilder allows(String... actions) {
    given.set(
        WorkloadIdentity.ALLOWS,
        Arrays.stream(actions).map(WorkloadIdentityAction::parse).collect(toImmutableList()));
    return this;
  }

  /**
   * Sets the actions that the role must not allow.
   *
   * @param actions such as {@code s3:DeleteObject}; without an ARN, it must not allow them for any
   *     resource
   */
  public WorkloadIdentityBuilder denies(String... actions) {
    given.set(
        WorkloadIdentity.DENIES,
        Arrays.stream(actions).map(WorkloadIdentityAction::parse).collect(toImmutableList()));
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no workload is selected
   */
  public Check build() {
    return given.check();
  }
}
