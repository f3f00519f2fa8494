package dev.referee.testkit.embedded.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * A test fixture: an account with the prerequisites of a cluster, and helper methods for common
 * steps.
 */
final class EksWorld implements AutoCloseable {
  static final String ID = "222222222222";
  static final String CLUSTER_ROLE = "arn:aws:iam::222222222222:role/cluster";
  static final String NODE_ROLE = "arn:aws:iam::222222222222:role/node";

  final EmbeddedCloud cloud = EmbeddedCloud.start();
  final EmbeddedAccount account = cloud.account(ID);
  final EksClient eks = account.client(EksClient::builder);
  final Ec2Client ec2 = account.client(Ec2Client::builder);
  final IamClient iam = account.client(IamClient::builder);

  /** The subnets of the default VPC, a public one in each of three zones. */
  final List<String> subnets =
      ec2.describeSubnets().subnets().stream().map(Subnet::subnetId).toList();

  EksWorld() {
    role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy");
  }

  /** Creates a role that a service may assume, with managed policies. */
  void role(String name, String service, String... policies) {
    iam.createRole(
        r ->
            r.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}}
                    """
                        .formatted(service)));
    for (String policy : policies) {
      iam.attachRolePolicy(r -> r.roleName(name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
  }

  /** Creates a role with the policies that nodes need. */
  void nodeRole(String name) {
    role(name, "ec2.amazonaws.com");
    nodePolicies(name);
  }

  void nodePolicies(String role) {
    for (String policy :
        List.of(
            "AmazonEKSWorkerNodePolicy",
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonEKS_CNI_Policy")) {
      iam.attachRolePolicy(r -> r.roleName(role).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
  }

  /** Returns a client of a session of a role. */
  EksClient as(String role) {
    Credentials session =
        account
            .client(StsClient::builder)
            .assumeRole(
                r -> r.roleArn("arn:aws:iam::" + ID + ":role/" + role).roleSessionName("test"))
            .credentials();
    return EksClient.builder()
        .endpointOverride(cloud.endpoint())
        .region(account.region())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken())))
        .build();
  }

  Cluster create(Consumer<CreateClusterRequest.Builder> more) {
    return eks.createCluster(
            r ->
                r.name("game")
                    .roleArn(CLUSTER_ROLE)
                    .resourcesVpcConfig(v -> v.subnetIds(subnets))
                    .accessConfig(a -> a.authenticationMode("API"))
                    .applyMutation(more))
        .cluster();
  }

  /** Creates a cluster and waits until it is active. */
  Cluster active(Consumer<CreateClusterRequest.Builder> more) {
    create(more);
    pass(10);
    return cluster();
  }

  Cluster cluster() {
    return eks.describeCluster(r -> r.name("game")).cluster();
  }

  void pass(int minutes) {
    cloud.clock().advance(Duration.ofMinutes(minutes));
  }

  static void refused(ThrowingCallable call, int status, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            refused -> {
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(refused.statusCode()).isEqualTo(status);
            });
  }

  @Override
  public void close() {
    cloud.close();
  }
}
