package dev.referee.eks;

import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A builder of the check {@link EksChecks#workloadServes}. Not thread-safe. */
public final class WorkloadServesBuilder {
  private final Arguments.Builder given = WorkloadServes.KIND.arguments();

  WorkloadServesBuilder() {}

  /** Selects the workload with a name; this or a label must be set. */
  public WorkloadServesBuilder workload(String name) {
    given.set(WorkloadServes.WORKLOAD, new WorkloadMatch.Named(name));
    return this;
  }

  /** Selects all workloads with a label; each of them is judged. */
  public WorkloadServesBuilder labelled(String key, String value) {
    given.set(WorkloadServes.WORKLOAD, new WorkloadMatch.Labelled(key, value));
    return this;
  }

  /** Sets the namespace; {@code default} by default. */
  public WorkloadServesBuilder namespace(String name) {
    given.set(WorkloadServes.NAMESPACE, name);
    return this;
  }

  /**
   * Sets the kind; by default the first of these that has the workload.
   *
   * @param kind {@code Deployment}, {@code StatefulSet} or {@code Rollout}
   */
  public WorkloadServesBuilder kind(String kind) {
    given.read(WorkloadServes.KIND_OF_WORKLOAD, kind);
    return this;
  }

  /** Sets how many replicas it has to have at least; 1 by default. */
  public WorkloadServesBuilder replicas(int atLeast) {
    given.set(WorkloadServes.AT_LEAST, atLeast);
    return this;
  }

  /** Sets how long no container may have restarted; 5 minutes by default. */
  public WorkloadServesBuilder withoutRestartsFor(Duration time) {
    given.set(WorkloadServes.WITHOUT_RESTARTS, time);
    return this;
  }

  /**
   * Sets the image that a container of every pod has to run; any by default.
   *
   * @param reference a repository or the end of it, with a tag, a digest or neither; a tag alone,
   *     as {@code :v2}; or a digest alone, as {@code sha256:...}
   */
  public WorkloadServesBuilder image(String reference) {
    given.read(WorkloadServes.IMAGE, reference);
    return this;
  }

  /**
   * Sets the probes that a container has to have; none by default.
   *
   * @param probes {@code readiness}, {@code liveness}, {@code startup}
   */
  public WorkloadServesBuilder probes(String... probes) {
    given.read(
        WorkloadServes.PROBES_ASKED,
        Arrays.stream(probes).collect(Collectors.toUnmodifiableList()));
    return this;
  }

  /** Sets the container that image and probes are about; any of the pod by default. */
  public WorkloadServesBuilder container(String name) {
    given.set(WorkloadServes.CONTAINER, name);
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
