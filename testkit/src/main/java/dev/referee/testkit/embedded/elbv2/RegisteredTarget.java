package dev.referee.testkit.embedded.elbv2;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthReasonEnum;

/** A registered target with the state of its health checks. */
final class RegisteredTarget {
  final TargetDescription description;

  /** When a target that was deregistered has drained. */
  @Nullable Instant drained;

  /** The result of the health checks; absent as long as they have none. */
  @Nullable Boolean healthy;

  /** Why the last check failed. */
  TargetHealthReasonEnum reason = TargetHealthReasonEnum.TARGET_FAILED_HEALTH_CHECKS;

  /** The response of the service to the last check. */
  int status;

  private int streak;
  private boolean lastPassed;

  RegisteredTarget(TargetDescription description) {
    this.description = description;
  }

  String id() {
    return description.id();
  }

  int port() {
    return description.port();
  }

  /** Resets the result. */
  void unproven() {
    healthy = null;
    streak = 0;
  }

  /**
   * Counts a check.
   *
   * @param failure why it failed; absent when it passed
   */
  void checked(
      @Nullable TargetHealthReasonEnum failure, int healthyThreshold, int unhealthyThreshold) {
    boolean passed = failure == null;
    streak = streak > 0 && passed == lastPassed ? streak + 1 : 1;
    lastPassed = passed;
    if (failure != null) {
      reason = failure;
      if (streak >= unhealthyThreshold) {
        healthy = false;
      }
    } else if (healthy == null || streak >= healthyThreshold) {
      // A new target needs to pass only once; the threshold is for one that was unhealthy.
      healthy = true;
    }
  }
}
