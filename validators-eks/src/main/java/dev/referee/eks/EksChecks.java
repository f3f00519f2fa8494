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
   * Returns a builder of the check "The cluster is open to those who are asked for, and as far as
   * it is asked".
   *
   * <p>Only what is asked is judged; at least one thing has to be. An administrator is a principal
   * with {@code AmazonEKSClusterAdminPolicy} for the whole cluster, in the group {@code
   * system:masters}, or in a group or with a user name that a ClusterRoleBinding binds to a
   * ClusterRole that allows everything. An access entry takes precedence over a line of {@code
   * aws-auth}; such a line counts only without the path of the role. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist, or is not active; pending while it
   *       is being created.
   *   <li>{@code AuthenticationModeOutdated}: the authentication mode is an older one.
   *   <li>{@code AdminMissing}: a principal does not administer the cluster.
   *   <li>{@code OtherAdminPresent}: somebody else administers it, or everything in some
   *       namespaces; everybody who logs in; or, in the mode {@code CONFIG_MAP}, the creator, whom
   *       nothing shows. {@code AmazonEKSAdminPolicy} for the whole cluster counts, too.
   *   <li>{@code ViewerMissing}: a principal cannot view anything.
   *   <li>{@code ViewerIsAdmin}: a viewer administers the cluster.
   *   <li>{@code EndpointTooOpen}: the endpoint is public, or for more than the given blocks.
   *   <li>{@code SecretsNotEncrypted}: there is no KMS key of the account for secrets, or EKS
   *       cannot use it.
   *   <li>{@code ControlPlaneLogsOff}: types of logs are not enabled.
   * </ol>
   *
   * <p>Accepted are access entries with policies or groups, and lines of {@code aws-auth}; a
   * private endpoint where public access from certain blocks is allowed; and the mode {@code API}
   * where {@code API_AND_CONFIG_MAP} is asked. Without a cluster the check is {@code FAILED}.
   * {@code fixedAt} is unknown. Service accounts that are bound to everything are not judged.
   *
   * <p>IAM actions: {@code eks:DescribeCluster}, {@code eks:ListClusters}; for administrators and
   * viewers also {@code eks:ListAccessEntries}, {@code eks:DescribeAccessEntry} and {@code
   * eks:ListAssociatedAccessPolicies}, and in Kubernetes {@code kubernetes:get:configmaps}, {@code
   * kubernetes:list:clusterroles.rbac.authorization.k8s.io}, {@code
   * kubernetes:list:clusterrolebindings.rbac.authorization.k8s.io} and {@code
   * kubernetes:list:rolebindings.rbac.authorization.k8s.io}.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html">Grant IAM
   *     users and roles access to Kubernetes APIs</a>
   */
  public static ClusterAccessBuilder access() {
    return new ClusterAccessBuilder();
  }

  /**
   * Returns a builder of the check "The cluster and its nodes exist and work, however they were
   * made".
   *
   * <p>While the cluster, its stacks or its node groups are being built, the check is pending: it
   * says what is being built, since when, how far it is, and how long that usually takes. As soon
   * as anything has failed it is failed, with the words of AWS, before CloudFormation or eksctl
   * give up. The findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code StackFailed}: a CloudFormation stack of the cluster failed. The finding names the
   *       first event that failed by itself, also in nested stacks. Stacks are read only while
   *       something is missing.
   *   <li>{@code ClusterNotActive}: there is no such cluster, or it is not active.
   *   <li>{@code ClusterUnhealthy}: EKS reports a health issue of the cluster.
   *   <li>{@code NodeGroupFailed}: a node group or Fargate profile failed, or has a health issue.
   *   <li>{@code InstancesNotLaunched}: an Auto Scaling group of the cluster could not launch its
   *       instances, for example because of capacity, a quota, a full subnet or the AMI; or all of
   *       them are scaled to 0.
   *   <li>{@code NodeRoleMissing}: instances that have not joined the cluster have no role.
   *   <li>{@code NodeRoleNotMapped}: neither an access entry for nodes nor {@code aws-auth} admits
   *       their role.
   *   <li>{@code NodeRoleNotPermitted}: their role may not do what nodes have to do.
   *   <li>{@code NodesNameOtherCluster}: their user data names another cluster, or there is none.
   *   <li>{@code VpcDnsOff}: a DNS attribute of their VPC is off.
   *   <li>{@code NodesCannotReachApi}: security groups or routes do not let them reach the API
   *       server.
   *   <li>{@code NodesCannotReachServices}: they do not reach EC2, ECR, S3 or STS, neither by
   *       endpoints nor by routes.
   *   <li>{@code NodesMissing}: too few nodes have joined the cluster.
   *   <li>{@code NodesNotReady}: too few of them are Ready.
   *   <li>{@code TooFewZones}: they are in too few Availability Zones.
   *   <li>{@code VersionDiffers}: the control plane, or too many nodes, have another Kubernetes
   *       version.
   *   <li>{@code PodNetworkNotRunning}: the VPC CNI or another network plugin does not run.
   *   <li>{@code KubeProxyNotRunning}: kube-proxy does not run, and nothing stands in for it.
   *   <li>{@code CoreDnsNotRunning}: no pod of CoreDNS is available.
   * </ol>
   *
   * <p>Node groups, launches and instances are read only if nodes are missing: what counts is that
   * the nodes work. Nodes of managed node groups, self-managed nodes, nodes of Karpenter, Fargate
   * and Auto Mode count, also together. Auto Mode needs none of the pods of the last three
   * findings, and Fargate only CoreDNS. Another network plugin is accepted, also in place of
   * kube-proxy. A failed node group does not matter if there are enough nodes of another one.
   *
   * <p>Without a cluster the check is {@code FAILED}, or {@code PENDING} while a stack is creating
   * it. Without nodes it is {@code FAILED}, or {@code PENDING} while they are being created; if
   * that could not be seen, it is {@code INCONCLUSIVE}. {@code fixedAt} is the time at which enough
   * nodes had become Ready, by Kubernetes' own times.
   *
   * <p>IAM actions: {@code eks:DescribeCluster}, {@code eks:ListClusters}, {@code
   * eks:ListNodegroups}, {@code eks:DescribeNodegroup}, {@code eks:ListFargateProfiles}, {@code
   * eks:DescribeFargateProfile}, {@code eks:DescribeAddon}, {@code eks:DescribeAccessEntry}, {@code
   * eks:ListPodIdentityAssociations}, {@code cloudformation:DescribeStacks}, {@code
   * cloudformation:DescribeStackEvents}, {@code autoscaling:DescribeAutoScalingGroups}, {@code
   * autoscaling:DescribeScalingActivities}, {@code iam:GetInstanceProfile}, {@code
   * iam:SimulatePrincipalPolicy}, {@code ec2:DescribeInstanceAttribute}, {@code
   * ec2:DescribeInstances}, {@code ec2:DescribeInternetGateways}, {@code ec2:DescribeNatGateways},
   * {@code ec2:DescribeNetworkAcls}, {@code ec2:DescribeNetworkInterfaces}, {@code
   * ec2:DescribeRouteTables}, {@code ec2:DescribeSecurityGroupRules}, {@code ec2:DescribeSubnets},
   * {@code ec2:DescribeTransitGatewayAttachments}, {@code
   * ec2:DescribeTransitGatewayVpcAttachments}, {@code ec2:DescribeVpcAttribute}, {@code
   * ec2:DescribeVpcEndpoints}, {@code ec2:GetManagedPrefixListEntries} and {@code
   * ec2:SearchTransitGatewayRoutes}. In Kubernetes {@code kubernetes:list:nodes}, {@code
   * kubernetes:list:daemonsets.apps}, {@code kubernetes:list:deployments.apps}, {@code
   * kubernetes:list:pods}, {@code kubernetes:get:configmaps} for {@code aws-auth}, and {@code
   * kubernetes:get:serviceaccounts} for {@code aws-node}. A solved task takes one call of EKS and
   * three of Kubernetes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html">Troubleshoot
   *     problems with Amazon EKS clusters and nodes</a>
   */
  public static ClusterReadyBuilder clusterReady() {
    return new ClusterReadyBuilder();
  }

  /**
   * Returns a builder of the check "The cluster has been upgraded: control plane, nodes and add-ons
   * have the version".
   *
   * <p>The findings, in this order, and their meaning:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: there is no such cluster, or it is not active.
   *   <li>{@code UpgradeInsightInError}: an upgrade insight about the version is in error, so that
   *       EKS refuses the update. Judged only before the update.
   *   <li>{@code UpdateFailed}: the last update of the version failed; with the errors of EKS.
   *       Judged only if the control plane does not have the version.
   *   <li>{@code ControlPlaneNotUpgraded}: the control plane does not have the version; pending
   *       while an update or a rollback is in progress.
   *   <li>{@code NodeGroupsNotUpgraded}: managed node groups do not have it; each is named, with
   *       the error of its last update. Pending while all of these are being updated.
   *   <li>{@code KubeletsNotUpgraded}: nodes do not have it, self-managed ones too; each is named.
   *       A kubelet newer than the control plane is never accepted.
   *   <li>{@code AddonsNotCompatible}: add-ons have versions that EKS does not list for the
   *       version; each is named. Pending while all of these are being updated.
   *   <li>{@code KubeProxyNotUpgraded}: kube-proxy is newer than the control plane, or too old,
   *       also where it is not an add-on.
   * </ol>
   *
   * <p>A rollback to the version is accepted as well as an update. Nodes and node groups may be
   * behind as far as {@link ClusterUpgradedBuilder#maxSkew} and Kubernetes' own rules allow it; by
   * default they may not.
   *
   * <p>Without a cluster the check is {@code FAILED}. A cluster without nodes or add-ons has none
   * that are behind. EKS does not tell when an update ended, so {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster}, {@code eks:ListClusters}, {@code eks:ListUpdates},
   * {@code eks:DescribeUpdate}, {@code eks:ListInsights}, {@code eks:ListNodegroups}, {@code
   * eks:DescribeNodegroup}, {@code eks:ListAddons}, {@code eks:DescribeAddon} and {@code
   * eks:DescribeAddonVersions}. In Kubernetes {@code kubernetes:list:nodes}, and {@code
   * kubernetes:get:daemonsets.apps} for {@code kube-proxy}. A solved task takes three calls of EKS,
   * one more for each node group and two for each add-on, and two calls of Kubernetes.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html">Update an
   *     existing cluster to a new Kubernetes version</a>
   * @see <a href="https://kubernetes.io/releases/version-skew-policy/">Version skew policy</a>
   */
  public static ClusterUpgradedBuilder clusterUpgraded() {
    return new ClusterUpgradedBuilder();
  }

  /**
   * Returns a builder of the check "A disruption budget protects the workload, and lets nodes be
   * drained".
   *
   * <p>It is active unless {@link DisruptionBudgetBuilder#tryEviction} is turned off: if all else
   * is well, it asks the API server to evict a pod by dry run, which changes nothing. The findings,
   * in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code WorkloadMissing}: there is no such workload in the namespace.
   *   <li>{@code TooFewReplicas}: it asks for fewer replicas than it should; a budget cannot
   *       protect a single one.
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
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
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
   * Returns a builder of the check "Pods that violate a Pod Security level are refused, and the
   * running pods conform to it".
   *
   * <p>The level is {@code baseline} or {@code restricted}, as the version of the cluster or
   * another one defines it. What the API server refuses is told by the labels of the namespace for
   * Pod Security admission, which is built in and from which nobody is exempt on EKS. Other
   * policies may refuse pods as well, and reading them does not tell whether they do: a policy
   * engine has the same webhook for rules that only report. So if labels do not suffice, the
   * outcome depends:
   *
   * <ul>
   *   <li>If no webhook or policy judges pods in the namespace, nothing can refuse them: {@code
   *       FAILED}.
   *   <li>If one does, it is named, and the check is {@code INCONCLUSIVE}: to fail a team whose
   *       engine works would be as wrong as to pass one whose engine only reports. Mutating
   *       webhooks do not count here, as every EKS cluster has some.
   *   <li>With {@link PodsHardenedBuilder#tryPods}, the check is active, and the API server
   *       decides. It creates pods by dry run, which changes nothing: one that conforms, which has
   *       to be admitted, and one for each control, which must not. This finds every engine, and
   *       rules that change pods so that they conform. If the one that conforms is refused as well,
   *       for example because a label is missing, it is {@code INCONCLUSIVE}. Where labels suffice,
   *       one pod is tried. A rule for the tried pods alone cannot be told from a real one.
   * </ul>
   *
   * <p>The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code NamespaceMissing}: a namespace that is named does not exist or is being deleted,
   *       or there is none to judge.
   *   <li>{@code LevelNotEnforced}: the level or a stricter one is not enforced in a namespace:
   *       there is no label, only one for {@code warn} or {@code audit}, or a lower level. Other
   *       namespaces that have it are named.
   *   <li>{@code LevelVersionOutdated}: the enforced version does not have all controls; those that
   *       are missing are named.
   *   <li>{@code WorkloadsRefused}: admission refuses the pods of a Deployment.
   *   <li>{@code NoPodsRunning}: no pod runs in a namespace that is named, or in any if none is.
   *       Pending while pods start.
   *   <li>{@code PodsNotConforming}: running pods of a workload violate the level, usually because
   *       they are older than the label; each pod, container, field and value is named. Pending
   *       while a rollout replaces them or they are being deleted.
   * </ol>
   *
   * <p>Accepted are the level set by labels, stricter levels, every engine that is proven, and pods
   * hardened as a whole or by container. A pod whose {@code spec.os.name} is {@code windows} needs
   * only what the standards ask of it; one in a user namespace may run as root from version 1.35
   * on. Without pods the check is {@code FAILED}: a workload that was moved elsewhere is not
   * hardened. Name no namespaces to judge where it was moved to. {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
   * kubernetes:list:namespaces}, {@code kubernetes:list:deployments.apps}, {@code
   * kubernetes:list:pods}, and {@code kubernetes:list:events} if no pods run. Unless pods are
   * tried, also {@code
   * kubernetes:list:validatingwebhookconfigurations.admissionregistration.k8s.io}, {@code
   * kubernetes:list:validatingadmissionpolicies.admissionregistration.k8s.io} and {@code
   * kubernetes:list:validatingadmissionpolicybindings.admissionregistration.k8s.io} if labels do
   * not suffice. Active is {@code kubernetes:create:pods}; RBAC cannot restrict it to dry runs, but
   * Referee sends no other. A solved task takes one call of EKS and three of Kubernetes; a proof
   * takes one more where labels suffice, and at most 19 for each other namespace.
   *
   * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod
   *     Security Standards</a>
   * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-admission/">Pod
   *     Security Admission</a>
   * @see <a href="https://docs.aws.amazon.com/eks/latest/best-practices/pod-security.html">Pod
   *     security on EKS</a>
   */
  public static PodsHardenedBuilder podsHardened() {
    return new PodsHardenedBuilder();
  }

  /**
   * Returns a builder of the check "The resources of the cluster are as the game claims", for
   * resources of any kind for which there is no check of its own.
   *
   * <p>Resources are selected by group and version, kind, namespace, name and labels. Each claim is
   * an expression in the Common Expression Language (CEL) with a sentence for the good state and a
   * remedy. In an expression, {@code object} is the resource and {@code now} the time; there are
   * the standard functions and macros, {@code sets}, functions of texts that do not make them
   * longer, and {@code quantity('512Mi')}. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist, or is not active.
   *   <li>{@code KindNotServed}: the API group is not installed, or has no such kind. Unknown, as
   *       the organiser's mistake, if the cluster knows it by another plural name or only in
   *       another version, or if the group is part of Kubernetes.
   *   <li>{@code ResourceMissing}: there are no such resources, or fewer than the exact number.
   *   <li>{@code Claim1NotMet}: the first claim does not hold, and so on with further numbers; each
   *       claim may give its finding a code of its own.
   *   <li>{@code TooManyResources}: more resources meet all claims than the exact number.
   * </ol>
   *
   * <p>All resources have to meet the claims, or at least one, or an exact number of them. Then
   * each claim is judged of those that meet the claims before it. What a claim says of a resource:
   *
   * <ul>
   *   <li>It does not hold if the expression is false, if it needs a field, a key or an item that
   *       is not there, or if it converts a text that is no number, time or quantity. A field that
   *       may be left out needs {@code has(object.spec.paused)}.
   *   <li>It is unknown, as the organiser's mistake, if the types of values do not fit, for example
   *       of {@code '25%' > 1}, or if the resource is too large: 1 MiB of text, 50,000 values, or
   *       10,000 iterations.
   * </ul>
   *
   * <p>Refused when the game is read are Secrets, an expression that does not compile, a pattern of
   * {@code matches} that is not a text in quotes, and a field that a kind of Kubernetes itself does
   * not have. A field that is newer than Referee is written in brackets.
   *
   * <p>Accepted is every way in which the resources came to be so. Without a resource the check is
   * {@code FAILED}, unless they may be absent or there must be none; then it is {@code PASSED} if
   * the cluster knows the kind. {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
   * kubernetes:list:PLURAL.GROUP} of the kind, and {@code kubernetes:get:/apis/GROUP} and {@code
   * kubernetes:get:/apis/GROUP/VERSION} if the cluster does not know it, which everybody may who
   * logs in. It takes one call of EKS and one of Kubernetes for 500 resources.
   *
   * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">The language</a>
   * @see <a href="https://kubernetes.io/docs/reference/using-api/cel/">CEL in Kubernetes</a>
   */
  public static ResourceStateBuilder resourceState() {
    return new ResourceStateBuilder();
  }

  /**
   * Returns a builder of the check "Pods that have no node get one", by Karpenter, Cluster
   * Autoscaler or EKS Auto Mode.
   *
   * <p>By default, nodes can be added, and no pod waits for one in vain. With a workload, the
   * outcome decides: if all of its pods are on nodes that were added, it is not judged whether
   * another node could be. Pods of DaemonSets, and pods with scheduling gates, do not count. Of
   * several designs, the best one counts. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist or is not active.
   *   <li>{@code WorkloadMissing}: there is no such workload in the namespace.
   *   <li>{@code NodeAutoscalerMissing}: the cluster has none of the three designs.
   *   <li>{@code NodeAutoscalerNotRunning}: no pod of Karpenter or Cluster Autoscaler is available;
   *       with the reason. Pending while it starts.
   *   <li>{@code AutoscalerVersionDiffers}: Cluster Autoscaler has another minor version than the
   *       cluster. Unknown if its image has no version as its tag.
   *   <li>{@code NodeGroupsNotFound}: no Auto Scaling group has the tags that Cluster Autoscaler
   *       looks for, or the names that it is given; the tags that groups lack are named.
   *   <li>{@code AutoscalerNotPermitted}: Cluster Autoscaler has no role, or its role may not set
   *       the desired capacity of any of the groups, by its own policies.
   *   <li>{@code AutoscalerNotHealthy}: by its status ConfigMap Cluster Autoscaler is unhealthy, or
   *       the last launch failed and pods wait; or it never wrote one. Pending while it starts.
   *   <li>{@code NodePoolMissing}: there is no NodePool, or only ones with a fixed number of nodes.
   *   <li>{@code NodeClassNotReady}: no NodePool is Ready because of its EC2NodeClass or NodeClass;
   *       in the words of its conditions. Pending in the first five minutes, unless one is False.
   *   <li>{@code NodePoolNotReady}: no NodePool is Ready, in the words of its conditions.
   *   <li>{@code CapacityTypeNotAsAsked}: new nodes, or those of the workload, are not spot or
   *       on-demand as asked. Where both are possible, spot is preferred, which is not on-demand.
   *       Unknown if neither NodePools nor nodes tell.
   *   <li>{@code InterruptionsNotHandled}: spot is asked, and Karpenter has no interruption queue.
   *   <li>{@code MaximumReached}: no NodePool or node group may grow any more, and pods wait or
   *       nothing was ever added.
   *   <li>{@code NodesNotLaunched}: NodeClaims are not launched, registered and initialized, in the
   *       words of their conditions; or EC2 has had no capacity, and a pod has waited for ten
   *       minutes. Pending for 5 minutes until they are launched, and for 15 until they are
   *       initialized.
   *   <li>{@code PodsNotCreated}: the cluster refuses pods of the workload.
   *   <li>{@code PodsNotScheduled}: pods have no node; in the words of the scheduler, and of what
   *       adds nodes. Pending for the first two minutes, and while a node is being added.
   *   <li>{@code PodsOnOtherNodes}: pods of the workload are on nodes that the design did not add.
   *   <li>{@code NodesNotRemoved}: nodes stay for ever that have to be removed: by their policy, by
   *       {@code consolidateAfter}, by a disruption budget that allows none at any time, or because
   *       Cluster Autoscaler does not scale down.
   * </ol>
   *
   * <p>Without a cluster or a workload that is asked for, the check is {@code FAILED}. {@code
   * fixedAt} is unknown. Nodes of Cluster Autoscaler are those of the groups that it manages.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; for Cluster
   * Autoscaler also {@code autoscaling:DescribeAutoScalingGroups}, {@code eks:DescribeNodegroup},
   * {@code eks:ListPodIdentityAssociations}, {@code eks:DescribePodIdentityAssociation}, {@code
   * ec2:DescribeInstances}, {@code iam:GetInstanceProfile}, {@code iam:GetRole}, {@code
   * iam:ListRolePolicies}, {@code iam:GetRolePolicy}, {@code iam:ListAttachedRolePolicies}, {@code
   * iam:GetPolicy} and {@code iam:GetPolicyVersion}. In Kubernetes it lists {@code
   * kubernetes:list:pods}, {@code kubernetes:list:events}, {@code
   * kubernetes:list:deployments.apps}, {@code kubernetes:list:daemonsets.apps}, {@code
   * kubernetes:list:nodes}, {@code kubernetes:list:nodepools.karpenter.sh}, {@code
   * kubernetes:list:nodeclaims.karpenter.sh}, {@code
   * kubernetes:list:ec2nodeclasses.karpenter.k8s.aws} and {@code
   * kubernetes:list:nodeclasses.eks.amazonaws.com}, for a workload also {@code
   * kubernetes:list:statefulsets.apps} and {@code kubernetes:list:rollouts.argoproj.io} (only the
   * kind that is asked for, if one is), and gets {@code kubernetes:get:configmaps}, {@code
   * kubernetes:get:serviceaccounts} and {@code kubernetes:get:nodes}. A solved task takes one call
   * of EKS (two or three with Cluster Autoscaler, and one more for each node group if a capacity
   * type is asked) and three or four of Kubernetes; five if consolidation is asked of a workload's
   * nodes.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eks/latest/best-practices/cluster-autoscaling.html">EKS
   *     best practices for compute and autoscaling</a>
   */
  public static ScalesOutBuilder scalesOut() {
    return new ScalesOutBuilder();
  }

  /**
   * Returns a builder of the check "The workload uses its own role, which has the permissions that
   * are asked for".
   *
   * <p>The role is given to the service account of the workload's pods by IRSA or by EKS Pod
   * Identity. Trust policies and permissions are judged by their effect, as far as the role's own
   * policies and its permissions boundary decide; policies of resources and of the organisation are
   * not read. The findings, in this order:
   *
   * <ol>
   *   <li>{@code ClusterNotActive}: the cluster does not exist, or is not active; pending while it
   *       is being created.
   *   <li>{@code WorkloadMissing}: there is no such Deployment.
   *   <li>{@code WorkloadHasNoPods}: none of its pods is running; pending during a rollout.
   *   <li>{@code ServiceAccountNotNamed}: the pods use the service account {@code default}, which
   *       they share with all pods of the namespace that name none.
   *   <li>{@code ServiceAccountMissing}: the service account that they name does not exist.
   *   <li>{@code RoleNotAssigned}: the service account has neither the annotation {@code
   *       eks.amazonaws.com/role-arn} nor a Pod Identity association. The role of the pod's node
   *       does not count; if it would do, it is named, with the hop limit that lets pods reach it.
   *   <li>{@code PodIdentityOnFargate}: the role is assigned by Pod Identity, but the pods run on
   *       Fargate.
   *   <li>{@code PodIdentityAgentNotRunning}: the Pod Identity Agent is not ready on all nodes;
   *       pending while its add-on is being created.
   *   <li>{@code OidcProviderMissing}: IAM has no OIDC provider for this cluster's issuer.
   *   <li>{@code OidcAudienceMissing}: the OIDC provider does not accept the tokens' audience.
   *   <li>{@code RoleMissing}: the role does not exist, or has another path.
   *   <li>{@code RoleNotTrusting}: the role's trust policy does not admit the service account:
   *       another issuer, subject or audience, or {@code sts:TagSession} is missing for Pod
   *       Identity.
   *   <li>{@code TrustTooWide}: the trust policy admits other service accounts that it does not
   *       name, EC2 instances, or every account.
   *   <li>{@code ActionNotAllowed}: the role may not do something that is asked.
   *   <li>{@code ForbiddenActionAllowed}: the role may do something that is forbidden.
   *   <li>{@code PodsNotRestarted}: running pods carry no token, or one for another role, since
   *       they were created before the change; pending while a rollout replaces them.
   *   <li>{@code AccessKeysInPods}: an access key in the pods' environment takes precedence over
   *       the role.
   * </ol>
   *
   * <p>Accepted are IRSA and Pod Identity, also with a target role in the same account; every trust
   * policy that admits this service account, alone or with others that it names; and an agent that
   * is an add-on, was installed otherwise, or is built into Auto Mode. Without a cluster or a
   * workload the check is {@code FAILED}. A role of another account is inconclusive, because it
   * cannot be read. {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster}, {@code eks:ListClusters}, {@code
   * eks:ListPodIdentityAssociations}, {@code eks:DescribePodIdentityAssociation}, {@code
   * eks:DescribeAddon}, {@code iam:GetOpenIDConnectProvider}, {@code iam:GetRole}, {@code
   * iam:ListRolePolicies}, {@code iam:GetRolePolicy}, {@code iam:ListAttachedRolePolicies}, {@code
   * iam:GetPolicy}, {@code iam:GetPolicyVersion}; to explain what the node's role does, {@code
   * ec2:DescribeInstances} and {@code iam:GetInstanceProfile}. Kubernetes: {@code
   * kubernetes:get:deployments.apps}, {@code kubernetes:list:pods}, {@code
   * kubernetes:get:serviceaccounts}, {@code kubernetes:get:daemonsets.apps}, {@code
   * kubernetes:get:nodes}.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html">Grant
   *     Kubernetes workloads access to AWS</a>
   */
  public static WorkloadIdentityBuilder workloadIdentity() {
    return new WorkloadIdentityBuilder();
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
   *   <li>{@code NotAbleToScale}: it cannot change the replicas. Pending until Kubernetes has
   *       looked at it.
   *   <li>{@code ScalingNotActive}: it does not compute the replicas. Pending in its first two
   *       minutes.
   *   <li>{@code PodsNotCreated}, {@code PodsNotScheduled}, {@code ImageNotPulled}, {@code
   *       ContainersNotStarted}, {@code ContainersCrash}, {@code PodsNotReady}: why pods that it
   *       added do not run; as in {@link #workloadServes}. Only if it has to have scaled out.
   *   <li>{@code NotScaled}: it has not scaled out, although it has to have; pending while added
   *       pods start. Without replicas above the minimum, an event of the last hour is proof, too.
   * </ol>
   *
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is unknown.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
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
   *   <li>{@code ImageNotAsAsked}: a pod runs another image. Unknown if an image is asked for by
   *       its tag, and the pods name it by digest only.
   *   <li>{@code ProbesMissing}: no container has a probe that is asked for.
   * </ol>
   *
   * <p>Without a workload the check is {@code FAILED}. {@code fixedAt} is the time at which enough
   * pods had become ready and nobody but an autoscaler changed the workload any more, as its {@code
   * managedFields} say.
   *
   * <p>IAM actions: {@code eks:DescribeCluster} and {@code eks:ListClusters}; in Kubernetes {@code
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
