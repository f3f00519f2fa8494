package dev.referee.eks;

import com.google.common.primitives.Ints;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of a budget. Percentages are rounded up, both of the pods that stay and of those
 * that may go.
 *
 * @param words its limit as it is written
 * @param expected the number of pods that it counts
 * @param tolerated how many of them may be away when all are well
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/run-application/configure-pdb/#rounding-logic-when-specifying-percentages">Rounding</a>
 */
record DisruptionBudgetLimits(String words, int expected, int tolerated) {

  static DisruptionBudgetLimits of(PodDisruptionBudget budget, int replicas) {
    PodDisruptionBudgetSpec spec = budget.getSpec();
    int expected = expected(budget, replicas);
    if (spec.getMaxUnavailable() != null) {
      int most = scaled(spec.getMaxUnavailable(), expected);
      return new DisruptionBudgetLimits(
          "maxUnavailable: " + written(spec.getMaxUnavailable()),
          expected,
          Math.min(most, expected));
    }
    if (spec.getMinAvailable() != null) {
      return new DisruptionBudgetLimits(
          "minAvailable: " + written(spec.getMinAvailable()),
          expected,
          Math.max(expected - scaled(spec.getMinAvailable(), expected), 0));
    }
    return new DisruptionBudgetLimits("neither limit", expected, expected);
  }

  /** A budget may cover other workloads, too; then its controller has counted their pods. */
  private static int expected(PodDisruptionBudget budget, int replicas) {
    PodDisruptionBudgetStatus status = budget.getStatus();
    return Math.max(status == null ? 0 : Workload.count(status.getExpectedPods()), replicas);
  }

  private static String written(IntOrString limit) {
    return Workload.shown(String.valueOf(limit.getValue()));
  }

  private static int scaled(IntOrString limit, int total) {
    if (limit.getIntVal() != null) {
      return limit.getIntVal();
    }
    @Nullable String text = limit.getStrVal();
    @Nullable Integer percent = text == null ? null : Ints.tryParse(text.replace("%", ""));
    return percent == null ? 0 : (int) Math.ceil(total * (percent / 100.0));
  }

  boolean blocks() {
    return tolerated < 1;
  }

  boolean protectsNothing() {
    return tolerated >= expected;
  }
}
