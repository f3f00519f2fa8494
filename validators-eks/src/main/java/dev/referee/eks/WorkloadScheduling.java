package dev.referee.eks;

import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod has no node, in the words of the scheduler and of what adds nodes.
 *
 * @param until until when it may still get one by itself; null if it does not
 */
record WorkloadScheduling(String seen, String remedy, @Nullable Instant until) {

  static WorkloadScheduling of(
      String namespace, WorkloadPod pod, WorkloadEvents events, Instant now) {
    Optional<WorkloadEvents.Entry> coming =
        events
            .ofPod(pod.name(), "TriggeredScaleUp", "Nominated")
            .filter(entry -> entry.time().isAfter(now.minus(WorkloadDiagnosis.READY_WITHIN)));
    if (coming.isPresent()) {
      return new WorkloadScheduling(
          "It waits for a node that is being added: " + coming.get().message(),
          "Wait for the node. If none comes, look at the node group or the NodeClaim.",
          coming.get().time().plus(WorkloadDiagnosis.READY_WITHIN));
    }
    Optional<PodCondition> scheduled =
        pod.condition("PodScheduled").filter(condition -> "False".equals(condition.getStatus()));
    if (scheduled
        .filter(condition -> "SchedulingGated".equals(condition.getReason()))
        .isPresent()) {
      return new WorkloadScheduling(
          "It has scheduling gates, and nothing removes them.",
          "Remove schedulingGates from the pod template, or repair what should remove them.",
          null);
    }
    String message =
        scheduled
            .map(PodCondition::getMessage)
            .map(Workload::shown)
            .or(
                () ->
                    events.ofPod(pod.name(), "FailedScheduling").map(WorkloadEvents.Entry::message))
            .orElse("");
    String refusal = events.ofRefusal(pod.name()).map(WorkloadEvents.Entry::message).orElse("");
    String otherwise =
        WorkloadRemedies.hint(
            WorkloadRemedies.SCHEDULING,
            message,
            "Read what the scheduler says: kubectl describe pod %s -n %s."
                .formatted(pod.name(), namespace));
    return new WorkloadScheduling(
        (message.isEmpty() ? "It has no node yet." : "No node takes it: " + message)
            + (refusal.isEmpty() || refusal.equals(message)
                ? ""
                : " And no node is added for it: " + refusal),
        WorkloadRemedies.hint(WorkloadRemedies.SCALING, refusal, otherwise),
        pod.created()
            .map(time -> time.plus(WorkloadDiagnosis.GRACE))
            .filter(time -> time.isAfter(now))
            .orElse(null));
  }
}
