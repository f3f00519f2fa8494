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
   * ec2:SearchTransitGatewayRoutes}. In Kubernetes it lists nodes, DaemonSets, Deployments and
   * pods, and gets the ConfigMap {@code aws-auth} and the ServiceAccount {@code aws-node}. A solved
   * task takes one call of EKS and three of Kubernetes.
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
   * eks:DescribeAddonVersions}. In Kubernetes it lists nodes, and gets the DaemonSet {@code
   * kube-proxy}. A solved task takes three calls of EKS, one more for each node group and two for
   * each add-on, and two calls of Kubernetes.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html">Update an
   *     existing cluster to a new Kubernetes version</a>
   * @see <a href="https://kubernetes.io/releases/version-skew-policy/">Version skew policy</a>
   */
  public static ClusterUpgradedBuilder clusterUpgraded() {
    return new ClusterUpgradedBuilder();
  }
}
