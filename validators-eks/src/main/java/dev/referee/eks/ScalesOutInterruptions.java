package dev.referee.eks;

import static dev.referee.eks.ScalesOutExpectations.INTERRUPTIONS;

import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/**
 * What drains a spot node before EC2 takes it back: Karpenter, or the AWS Node Termination Handler.
 *
 * @see <a href="https://karpenter.sh/docs/concepts/disruption/#interruption">Interruption</a>
 */
record ScalesOutInterruptions(List<ScalesOutDeployment> controllers, KubernetesClient client) {
  static final Permissions READS = Permissions.ofReads("kubernetes:list:daemonsets.apps");

  /** Returns the finding that a queue of Karpenter or another handler is told of interruptions. */
  Finding finding() {
    Optional<String> queue =
        controllers.stream()
            .filter(deployment -> deployment.program() == ScalesOutDeployment.Program.KARPENTER)
            .flatMap(
                deployment ->
                    deployment
                        .flag("interruption-queue")
                        .or(() -> deployment.variable("INTERRUPTION_QUEUE"))
                        .stream())
            .findFirst();
    boolean isName = queue.filter(it -> it.matches("[\\w. -]{1,85}")).isPresent();
    if (isName) {
      return INTERRUPTIONS
          .satisfied()
          .seen("Karpenter reads the queue %s.".formatted(Workload.shown(queue.get())))
          .build();
    }
    return handler()
        .map(it -> INTERRUPTIONS.satisfied().seen("By %s.".formatted(it)).build())
        .orElseGet(
            () ->
                INTERRUPTIONS
                    .unsatisfied()
                    .expected("the name of an SQS queue in INTERRUPTION_QUEUE of Karpenter")
                    .seen(
                        queue
                            .map(it -> "It is no name of a queue: " + Workload.shown(it))
                            .orElse("None is set, so Karpenter does not learn of interruptions."))
                    .remedy(
                        "Create the queue and its EventBridge rules, and set its name: helm upgrade"
                            + " --set settings.interruptionQueue=NAME.")
                    .build());
  }

  /** Returns the AWS Node Termination Handler, if it runs. */
  private Optional<String> handler() {
    Optional<String> deployment =
        controllers.stream()
            .filter(it -> it.program() == ScalesOutDeployment.Program.NODE_TERMINATION_HANDLER)
            .filter(ScalesOutDeployment::isRunning)
            .map(it -> it.workload().label())
            .findFirst();
    return deployment.or(
        () ->
            Pages.all(client.apps().daemonSets().inAnyNamespace()).stream()
                .filter(
                    daemonSet ->
                        daemonSet.getSpec() != null && daemonSet.getSpec().getTemplate() != null)
                .filter(
                    daemonSet ->
                        ScalesOutDeployment.handlesInterruptions(
                            daemonSet.getSpec().getTemplate().getSpec()))
                .map(daemonSet -> "the DaemonSet " + daemonSet.getMetadata().getName())
                .findFirst());
  }
}
