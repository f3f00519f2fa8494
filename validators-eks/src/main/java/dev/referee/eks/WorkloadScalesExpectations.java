package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link WorkloadScales}, in the order in which to fix them. */
final class WorkloadScalesExpectations {
  static final Expectation SCALED =
      Expectation.of("AutoscalerMissing", "autoscaler", "An autoscaler scales the workload");
  static final Expectation ALONE =
      Expectation.of("SeveralAutoscalers", "autoscalers", "Only one autoscaler scales it");
  static final Expectation BOUNDS =
      Expectation.of("BoundsNotSensible", "bounds", "The autoscaler may add enough replicas");
  static final Expectation REQUESTS =
      Expectation.of(
          "RequestsMissing", "requests", "Every container requests what it is scaled by");
  static final Expectation METRICS =
      Expectation.of("MetricsNotServed", "metrics", "The cluster serves the metrics");
  static final Expectation ABLE =
      Expectation.of("NotAbleToScale", "scaling", "The autoscaler can change the replicas");
  static final Expectation WORKING =
      Expectation.of("ScalingNotActive", "scaling", "The autoscaler computes the replicas");
  static final Expectation HAS_SCALED =
      Expectation.of("NotScaled", "scaling", "The workload has scaled out under load");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.<Expectation>builder()
          .add(ClusterCheck.ACTIVE, WorkloadSelector.THERE)
          .add(SCALED, ALONE, BOUNDS, REQUESTS, METRICS, ABLE, WORKING)
          .addAll(WorkloadDiagnosis.ALL)
          .add(HAS_SCALED)
          .build();

  private WorkloadScalesExpectations() {}
}
