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
   * Returns a builder of the check "A disruption budget protects the workload, and lets nodes be
   * drained".
   *
   * <p>It is active unless {@link DisruptionBudgetBuilder#tryEviction} is turned off: if all else is
   * well, it asks the API server to evict a pod by dry run, which changes nothing. The findings, in
   * this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code WorkloadMissing}: there is no such workload in the namespace.
   *   <li>{@code TooFewReplicas}: it asks for fewer replicas than it should; a budget cannot protect
   *       a single one.
   *   <li>{@code BudgetMissing}: no PodDisruptionBudget selects its pods, or not all of them.
   *   <li>{@code SeveralBudgets}: several select them; the API server then refuses every eviction.
   *   <li>{@code BudgetBlocksDrains}: by its limit no pod may ever go. Percentages are rounded up.
   *   <li>{@code BudgetProtectsNothing}: by its limit all pods may go at once.
   *   <li>{@code UnhealthyPodsBlockDrains}: pods that are not ready cannot be evicted, although
   *       that is asked for.
   *   <li>{@code PodsNotCreated}, {@code PodsNotScheduled}, {@code ImageNotPulled}, {@code
   *       ContainersNotStarted}, {@code ContainersCrash}, {@code PodsNotReady}: why too few pods
   *       are healthy; as in {@link #workloadServes}.
   *   <li>{@code NoDisruptionAllowed}: the budget allows no disruption now. Pending while
   *       Kubernetes counts, and while pods start.
   *   <li>{@code ReplicasNotSpread}: its ready pods are in too few Availability Zones.
   *   <li>{@code EvictionRefused}: the API server refuses the eviction.
   * </ol>
   *
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is unknown. It reads {@code
   * eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
   * kubernetes:list:deployments.apps}, {@code kubernetes:list:statefulsets.apps} and {@code
   * kubernetes:list:rollouts.argoproj.io} (only the kind that is asked for, if one is), {@code
   * kubernetes:list:pods}, {@code kubernetes:list:poddisruptionbudgets.policy}, {@code
   * kubernetes:list:nodes} if zones are asked for, and {@code kubernetes:list:events} if too few
   * pods are healthy. Active is {@code kubernetes:create:pods/eviction}.
   *
   * @see <a href="https://kubernetes.io/docs/tasks/run-application/configure-pdb/">Disruption
   *     budgets</a>
   */
  public static DisruptionBudgetBuilder disruptionBudget() {
    return new DisruptionBudgetBuilder();
  }

  /**
   * Returns a builder of the check "The workload scales by itself", by a HorizontalPodAutoscaler or
   * a ScaledObject of KEDA.
   *
   * <p>What the autoscaler says about itself decides. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code WorkloadMissing}: there is no such workload in the namespace.
   *   <li>{@code AutoscalerMissing}: no autoscaler has it as its target. Pending while KEDA makes
   *       one of a ScaledObject.
   *   <li>{@code SeveralAutoscalers}: several have, and work against each other.
   *   <li>{@code BoundsNotSensible}: the maximum is too low, or not above the minimum.
   *   <li>{@code RequestsMissing}: a container does not request the resource of which the
   *       autoscaler's target is a share.
   *   <li>{@code MetricsNotServed}: the metrics API that it needs is missing or not available.
   *   <li>{@code NotAbleToScale}: it cannot change the replicas. Pending until Kubernetes has looked
   *       at it.
   *   <li>{@code ScalingNotActive}: it does not compute the replicas. Pending in its first two
   *       minutes.
   *   <li>{@code PodsNotCreated}, {@code PodsNotScheduled}, {@code ImageNotPulled}, {@code
   *       ContainersNotStarted}, {@code ContainersCrash}, {@code PodsNotReady}: why pods that it
   *       added do not run; as in {@link #workloadServes}. Only if it has to have scaled out.
   *   <li>{@code NotScaled}: it has not scaled out, although it has to have; pending while added
   *       pods start. Without replicas above the minimum, an event of the last hour is proof, too.
   * </ol>
   *
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is unknown. It reads {@code
   * eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
   * kubernetes:list:deployments.apps}, {@code kubernetes:list:statefulsets.apps} and {@code
   * kubernetes:list:rollouts.argoproj.io} (only the kind that is asked for, if one is), {@code
   * kubernetes:list:horizontalpodautoscalers.autoscaling} and {@code kubernetes:list:pods}; {@code
   * kubernetes:list:scaledobjects.keda.sh} if there is no autoscaler or it is off, {@code
   * kubernetes:list:apiservices.apiregistration.k8s.io} if metrics are missing, and {@code
   * kubernetes:list:events} if it has to have scaled out.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/#appendix-horizontal-pod-autoscaler-status-conditions">Status
   *     conditions of autoscalers</a>
   */
  public static WorkloadScalesBuilder workloadScales() {
    return new WorkloadScalesBuilder();
  }

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
