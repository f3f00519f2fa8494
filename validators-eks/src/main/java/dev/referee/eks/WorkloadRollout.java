package dev.referee.eks;

import static dev.referee.eks.WorkloadServesExpectations.ROLLED_OUT;

import dev.referee.Finding;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The findings about the rollout of a workload. */
final class WorkloadRollout {
  private WorkloadRollout() {}

  static Finding finished(Workload workload) {
    return ROLLED_OUT.satisfied().subject(workload.label()).seen(numbers(workload)).build();
  }

  /**
   * Returns the finding of a rollout that is not finished. It is pending as long as its controller
   * is working on it, and nothing stands in its way.
   *
   * @param reasons why pods do not run
   */
  static Finding unfinished(Workload workload, List<Finding> reasons) {
    Optional<Stop> stop = stop(workload);
    Optional<Finding> open =
        reasons.stream()
            .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
            .findFirst();
    boolean stuck = stop.isPresent() || open.isPresent();
    Finding.Builder finding =
        (stuck ? ROLLED_OUT.unsatisfied() : ROLLED_OUT.pending())
            .subject(workload.label())
            .expected("%d replicas of the last template".formatted(workload.replicas()))
            .seen(
                numbers(workload)
                    + stop.map(it -> " " + it.seen())
                        .orElseGet(
                            () ->
                                workload.isObserved()
                                    ? ""
                                    : " Its controller has not seen" + " the last change yet."))
            .remedy(
                stop.map(Stop::remedy)
                    .orElseGet(
                        () ->
                            stuck
                                ? "Repair the pods first; then the rollout continues by itself."
                                : "Wait: kubectl rollout status %s."
                                    .formatted(workload.kubectl())));
    if (stop.isEmpty()) {
      open.ifPresent(finding::after);
    }
    return finding.build();
  }

  private static String numbers(Workload workload) {
    DeploymentStatus status = workload.status();
    return "%d replicas are asked for; %d are of the last template, %d ready, %d available."
        .formatted(
            workload.replicas(),
            Workload.count(status.getUpdatedReplicas()),
            Workload.count(status.getReadyReplicas()),
            Workload.count(status.getAvailableReplicas()));
  }

  /** Why a rollout does not go on by itself. */
  private record Stop(String seen, String remedy) {}

  private static Optional<Stop> stop(Workload workload) {
    if (!workload.isUpdated() && workload.isPaused()) {
      return Optional.of(
          new Stop(
              "It is paused.",
              workload.kind() == WorkloadKind.ROLLOUT
                  ? promote(workload)
                  : "kubectl rollout resume %s.".formatted(workload.kubectl())));
    }
    Optional<DeploymentCondition> late =
        workload
            .condition("Progressing", "False")
            .filter(condition -> !"DeploymentPaused".equals(condition.getReason()));
    if (late.isPresent()) {
      return Optional.of(
          new Stop(
              "Its controller has given up (%s): %s"
                  .formatted(
                      Workload.shown(late.get().getReason()),
                      Workload.shown(late.get().getMessage())),
              "Repair the pods, or go back: kubectl rollout undo %s."
                  .formatted(workload.kubectl())));
    }
    return switch (workload.kind()) {
      case DEPLOYMENT -> Optional.empty();
      case STATEFUL_SET -> strategy(workload);
      case ROLLOUT -> phase(workload);
    };
  }

  /** A StatefulSet may leave its old pods alone. */
  private static Optional<Stop> strategy(Workload workload) {
    if (workload.isUpdated()
        || !(workload.spec().getAdditionalProperties().get("updateStrategy")
            instanceof Map<?, ?> strategy)) {
      return Optional.empty();
    }
    if ("OnDelete".equals(strategy.get("type"))) {
      return Optional.of(
          new Stop(
              "Its update strategy is OnDelete: pods keep the old template until they are deleted.",
              "Delete its old pods one after the other, or use RollingUpdate."));
    }
    return strategy.get("rollingUpdate") instanceof Map<?, ?> rolling
            && rolling.get("partition") instanceof Number partition
            && partition.intValue() > 0
        ? Optional.of(
            new Stop(
                "Its partition is %d: pods below that number keep the old template."
                    .formatted(partition.intValue()),
                "Set spec.updateStrategy.rollingUpdate.partition to 0."))
        : Optional.empty();
  }

  private static Optional<Stop> phase(Workload workload) {
    String message = Workload.shown(workload.statusText("message"));
    return switch (workload.statusText("phase")) {
      case "Degraded" ->
          Optional.of(
              new Stop(
                  "It is degraded: " + message,
                  "Repair the new version, or go back: kubectl argo rollouts undo %s -n %s."
                      .formatted(workload.name(), workload.namespace())));
      case "Paused" ->
          continuesByItself(workload)
              ? Optional.empty()
              : Optional.of(new Stop("It is paused: " + message, promote(workload)));
      default -> Optional.empty();
    };
  }

  private static String promote(Workload workload) {
    return "Look at the new version, then: kubectl argo rollouts promote %s -n %s."
        .formatted(workload.name(), workload.namespace());
  }

  /** A pause step with a duration ends by itself, and so may the promotion of a blue-green one. */
  private static boolean continuesByItself(Workload workload) {
    Object strategy = workload.spec().getAdditionalProperties().get("strategy");
    Map<?, ?> either =
        strategy instanceof Map<?, ?> map
            ? map
            : workload.spec().getStrategy() == null
                ? Map.of()
                : workload.spec().getStrategy().getAdditionalProperties();
    if (either.get("blueGreen") instanceof Map<?, ?> blueGreen) {
      return blueGreen.get("autoPromotionSeconds") instanceof Number;
    }
    Object index = workload.status().getAdditionalProperties().get("currentStepIndex");
    return either.get("canary") instanceof Map<?, ?> canary
        && canary.get("steps") instanceof List<?> steps
        && index instanceof Number at
        && at.intValue() >= 0
        && at.intValue() < steps.size()
        && steps.get(at.intValue()) instanceof Map<?, ?> step
        && step.get("pause") instanceof Map<?, ?> pause
        && Objects.nonNull(pause.get("duration"));
  }
}
