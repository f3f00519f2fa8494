package dev.referee.testkit.kubernetes;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A JUnit extension that supplies a cluster of EKS with its Kubernetes API:
 * {@code @ExtendWith(KubernetesExtension.class)}.
 *
 * <p>A test, or a method that prepares it, takes an {@link EmbeddedKubernetes} as parameter, and
 * all that {@link RefereeExtension} supplies; it stands in for that one, and all parameters of one
 * test belong to one cloud. The cluster is active, has the name {@value #CLUSTER} and the
 * authentication mode {@code API_AND_CONFIG_MAP}, and was created by the account's own user, who is
 * its administrator.
 */
public final class KubernetesExtension
    implements ParameterResolver, AfterEachCallback, AfterAllCallback {
  /** The name of the cluster. */
  public static final String CLUSTER = "game";

  private static final Namespace NAMESPACE = Namespace.create(KubernetesExtension.class);
  private static final String KUBERNETES = "kubernetes";
  static final Duration CREATION = Duration.ofMinutes(20);
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}}
      """;

  private final RefereeExtension accounts = new RefereeExtension();

  /** For JUnit. */
  public KubernetesExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return isOurs(parameter) || accounts.supportsParameter(parameter, context);
  }

  private static boolean isOurs(ParameterContext parameter) {
    return parameter.getParameter().getType() == EmbeddedKubernetes.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return isOurs(parameter) ? kubernetes(context) : accounts.resolveParameter(parameter, context);
  }

  private synchronized EmbeddedKubernetes kubernetes(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    EmbeddedKubernetes kept = store.get(KUBERNETES, EmbeddedKubernetes.class);
    if (kept != null) {
      return kept;
    }
    EmbeddedSandbox sandbox = accounts.sandbox(context);
    createCluster(sandbox);
    EmbeddedKubernetes started = EmbeddedKubernetes.start(sandbox.embedded(), CLUSTER);
    store.put(KUBERNETES, started);
    return started;
  }

  /** Creates the cluster in the default VPC, and lets time pass until it is active. */
  static void createCluster(EmbeddedSandbox sandbox) {
    EmbeddedAccount account = sandbox.embedded();
    List<String> subnets =
        account.client(Ec2Client::builder).describeSubnets().subnets().stream()
            .map(Subnet::subnetId)
            .toList();
    IamClient iam = account.client(IamClient::builder);
    String role =
        iam.createRole(r -> r.roleName(CLUSTER + "-cluster").assumeRolePolicyDocument(TRUST))
            .role()
            .arn();
    iam.attachRolePolicy(
        r ->
            r.roleName(CLUSTER + "-cluster")
                .policyArn("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"));
    account
        .client(EksClient::builder)
        .createCluster(
            r ->
                r.name(CLUSTER)
                    .roleArn(role)
                    .resourcesVpcConfig(v -> v.subnetIds(subnets))
                    .accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP")));
    sandbox.advance(CREATION);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close(context);
    accounts.afterEach(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close(context);
    accounts.afterAll(context);
  }

  private static void close(ExtensionContext context) {
    @Nullable EmbeddedKubernetes own =
        context.getStore(NAMESPACE).remove(KUBERNETES, EmbeddedKubernetes.class);
    if (own != null) {
      own.close();
    }
  }
}
