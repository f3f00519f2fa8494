package dev.referee.eks;

/**
 * Factory methods for checks of EKS: the cluster, who may use it, and what runs in it.
 *
 * <p>All of them use the team's {@link dev.referee.kubernetes.Cluster}, and follow every page. The
 * builders are not thread-safe; the checks are immutable and thread-safe.
 */
public final class EksChecks {
  private EksChecks() {}

  /**
   * Returns a builder of the check "The workload is rolled out, and stays so", for a Deployment, a
   * StatefulSet or an Argo Rollout.
   *
   * <p>The workload's own status decides. If it is not rolled out, the status of its pods and their
   * events explain why. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code WorkloadMissing}: there is no such workload in the namespace.
   *   <li>{@code TooFewReplicas}: it asks for fewer replicas than it should.
   *   <li>{@code PodsNotCreated}: the cluster refuses pods: a quota, a policy, a missing service
   *       account.
   *   <li>{@code PodsNotScheduled}: no node takes a pod. Pending for the first two minutes, and
   *       while a node is being added.
   *   <li>{@code ImageNotPulled}: a node cannot pull an image.
   *   <li>{@code ContainersNotStarted}: a container is not started: its configuration, a volume, or
   *       the network is missing. Pending while it is being created.
   *   <li>{@code ContainersCrash}: a container ends again and again, or used too much memory.
   *   <li>{@code PodsNotReady}: a pod runs, and its readiness probe or a readiness gate does not
   *       succeed. Pending for ten minutes.
   *   <li>{@code RolloutNotFinished}: not every replica is of the last template, ready and
   *       available. Pending while its controller works on it; failed if it is paused, was given
   *       up, or cannot continue because of its pods.
   *   <li>{@code PodsNotStable}: a container was restarted lately, or the pods have not run long
   *       enough; pending until they have.
   *   <li>{@code ImageNotAsAsked}: a pod runs another image. Unknown if an image is asked for by its
   *       tag, and the pods name it by digest only.
   *   <li>{@code ProbesMissing}: no container has a probe that is asked for.
   * </ol>
   *
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is unknown. It reads {@code
   * eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
   * kubernetes:list:deployments.apps}, {@code kubernetes:list:statefulsets.apps} and {@code
   * kubernetes:list:rollouts.argoproj.io} (only the kind that is asked for, if one is), {@code
   * kubernetes:list:pods}, and {@code kubernetes:list:events} if something is wrong. A solved task
   * takes one call of EKS and two to four of Kubernetes.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status">Deployment
   *     status</a>
   */
  public static WorkloadServesBuilder workloadServes() {
    return new WorkloadServesBuilder();
  }
}
