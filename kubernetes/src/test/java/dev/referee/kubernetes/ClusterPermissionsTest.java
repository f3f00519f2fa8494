package dev.referee.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.aws.Account;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesExtension;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/** Tests that permissions which a role lacks in a cluster are named before a game. */
@ExtendWith(KubernetesExtension.class)
class ClusterPermissionsTest {
  private static final String POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
  private static final String EVERYTHING =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Action": ["eks:*", "sts:*"], "Resource": "*"}}
      """;

  private EmbeddedKubernetes kubernetes;
  private Referee referee;
  private Account account;

  /** Creates an account whose role has an access entry with view access. */
  @BeforeEach
  void letsARoleView(EmbeddedKubernetes started, Referee judging) {
    kubernetes = started;
    referee = judging;
    EmbeddedAccount embedded = started.account();
    IamClient iam = embedded.client(IamClient::builder);
    EksClient eks = embedded.client(EksClient::builder);
    String trust =
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
         "Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "sts:AssumeRole"}}
        """
            .formatted(embedded.id());
    String role =
        iam.createRole(r -> r.roleName("judge").assumeRolePolicyDocument(trust)).role().arn();
    iam.putRolePolicy(r -> r.roleName("judge").policyName("judge").policyDocument(EVERYTHING));
    eks.createAccessEntry(r -> r.clusterName(KubernetesExtension.CLUSTER).principalArn(role));
    eks.associateAccessPolicy(
        r ->
            r.clusterName(KubernetesExtension.CLUSTER)
                .principalArn(role)
                .policyArn(POLICY)
                .accessScope(scope -> scope.type("cluster")));
    account = embedded.judging(Account.builder(embedded.region()).assumeRole(role)).build();
  }

  private Finding found(String... needed) {
    return referee
        .judge(
            new ClusterPermissions(Permissions.ofReads(needed)),
            Cluster.named(account, KubernetesExtension.CLUSTER))
        .findings()
        .get(0);
  }

  @Test
  void namesThoseThatAreMissing() {
    Finding finding = found("ec2:DescribeVpcs", "kubernetes:list:pods", "kubernetes:list:nodes");

    assertThat(finding.state()).isEqualTo(Finding.State.UNSATISFIED);
    assertThat(finding.seen()).hasValue("The cluster game does not allow kubernetes:list:nodes.");
  }

  @Test
  void isSatisfiedByAccessPolicies() {
    assertThat(found("kubernetes:list:pods", "kubernetes:list:deployments.apps").isSatisfied())
        .isTrue();
    assertThat(kubernetes.requests())
        .extracting(ReceivedRequest::resource)
        .containsOnly("selfsubjectrulesreviews", "selfsubjectaccessreviews");
  }

  @Test
  void cannotTellWithoutAnAccessEntry() {
    kubernetes.inject(KubernetesFault.unauthorized());

    Finding finding = found("kubernetes:list:pods");

    assertThat(finding.cause()).hasValue(Cause.ACCESS_DENIED);
    assertThat(finding.toString()).contains("Create an access entry");
  }

  @Test
  void asksNothingBeforeThereIsACluster() {
    Finding finding =
        referee
            .judge(
                new ClusterPermissions(Permissions.ofReads("kubernetes:list:pods")),
                Cluster.named(account, "later"))
            .findings()
            .get(0);

    assertThat(finding.seen()).hasValue("There is no cluster yet.");
  }
}
