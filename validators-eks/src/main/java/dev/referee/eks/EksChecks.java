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
   * Returns a builder of the check "The workload uses a role of its own, which may do what is asked
   * and not what is forbidden".
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
}
