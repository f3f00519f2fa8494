package dev.referee.eks;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * The identity of a workload: its cluster, its namespace, and its service account.
 *
 * @param clusterArn the ARN of the cluster
 * @param clusterName the name of the cluster
 * @param issuer the cluster's OIDC issuer without the scheme
 */
record WorkloadIdentitySubject(
    String clusterArn, String clusterName, String issuer, String namespace, String serviceAccount) {
  private static final String SCHEME = "https://";

  static WorkloadIdentitySubject of(
      ActiveCluster cluster, String namespace, String serviceAccount) {
    var described = cluster.described();
    String issuer =
        described.identity() == null || described.identity().oidc() == null
            ? ""
            : Strings.nullToEmpty(described.identity().oidc().issuer());
    return new WorkloadIdentitySubject(
        Strings.nullToEmpty(described.arn()),
        cluster.name(),
        issuer.startsWith(SCHEME) ? issuer.substring(SCHEME.length()) : issuer,
        namespace,
        serviceAccount);
  }

  static String subject(String namespace, String serviceAccount) {
    return "system:serviceaccount:" + namespace + ":" + serviceAccount;
  }

  /** Returns the {@code sub} of the pods' tokens. */
  String subject() {
    return subject(namespace, serviceAccount);
  }

  /** Returns the condition key of a claim, such as {@code sub}. */
  String key(String claim) {
    return issuer + ":" + claim;
  }

  /** Returns the account of the cluster. */
  String account() {
    List<String> arn = Splitter.on(':').splitToList(clusterArn);
    return arn.size() > 4 ? arn.get(4) : "";
  }

  private String partition() {
    List<String> arn = Splitter.on(':').splitToList(clusterArn);
    return arn.size() > 1 ? arn.get(1) : "aws";
  }

  /** Returns the ARN of the OIDC provider of the cluster's issuer. */
  String providerArn() {
    return "arn:%s:iam::%s:oidc-provider/%s".formatted(partition(), account(), issuer);
  }

  /**
   * Returns the session tags of Pod Identity that are the same for all pods.
   *
   * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html">Grant Pods
   *     access to AWS resources based on tags</a>
   */
  Map<String, String> sessionTags() {
    return ImmutableMap.of(
        "eks-cluster-arn", clusterArn,
        "eks-cluster-name", clusterName,
        "kubernetes-namespace", namespace,
        "kubernetes-service-account", serviceAccount);
  }
}
