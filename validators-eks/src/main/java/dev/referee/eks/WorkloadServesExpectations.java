package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link WorkloadServes}, in the order in which to fix them. */
final class WorkloadServesExpectations {
  static final Expectation REPLICAS =
      Expectation.of("TooFewReplicas", "replicas", "The workload asks for enough replicas");
  static final Expectation ROLLED_OUT =
      Expectation.of(
          "RolloutNotFinished", "rollout", "Every replica is of the last template, and available");
  static final Expectation STABLE =
      Expectation.of("PodsNotStable", "restarts", "The pods run for a while without a restart");
  static final Expectation IMAGE =
      Expectation.of("ImageNotAsAsked", "image", "Every pod runs the image that is asked for");
  static final Expectation PROBES =
      Expectation.of("ProbesMissing", "probes", "The pods have the probes that are asked for");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.<Expectation>builder()
          .add(ClusterCheck.ACTIVE, WorkloadSelector.THERE, REPLICAS)
          .addAll(WorkloadDiagnosis.ALL)
          .add(ROLLED_OUT, STABLE, IMAGE, PROBES)
          .build();

  private WorkloadServesExpectations() {}
}
