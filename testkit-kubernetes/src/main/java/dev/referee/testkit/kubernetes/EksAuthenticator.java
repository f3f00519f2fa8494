package dev.referee.testkit.kubernetes;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedClusterAccess;
import dev.referee.testkit.kubernetes.TokenVerifier.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.eks.model.AccessEntry;
import software.amazon.awssdk.services.eks.model.AuthenticationMode;

/**
 * The logins of one cluster: from a token to the user in Kubernetes.
 *
 * <p>An access entry counts before the ConfigMap.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/migrating-access-entries.html">
 *     Migrating existing aws-auth ConfigMap entries to access entries</a>
 */
final class EksAuthenticator {
  private static final Logger LOG = LoggerFactory.getLogger(EksAuthenticator.class);

  private final Supplier<EmbeddedClusterAccess> access;
  private final Supplier<AwsAuthConfigMap> configMap;
  private final TokenVerifier verifier;

  /**
   * Creates the logins.
   *
   * @param account the account of the cluster
   * @param cluster the name of the cluster
   * @param configMap reads the ConfigMap
   */
  EksAuthenticator(EmbeddedAccount account, String cluster, Supplier<AwsAuthConfigMap> configMap) {
    this.access = () -> account.cluster(cluster).access();
    this.verifier = new TokenVerifier(account, cluster);
    this.configMap = configMap;
  }

  /** Returns the user of a token; empty if it is nobody's that the cluster knows. */
  Optional<KubernetesUser> user(String token) {
    try {
      CallerIdentity identity = verifier.verify(token);
      Optional<KubernetesUser> user = user(identity);
      if (user.isEmpty()) {
        LOG.debug("The cluster does not admit {}", identity.arn());
      }
      return user;
    } catch (RefusedException refused) {
      LOG.debug("A token is refused", refused);
      return Optional.empty();
    }
  }

  private Optional<KubernetesUser> user(CallerIdentity identity) {
    EmbeddedClusterAccess now = access.get();
    if (now.administrator() != null && identity.is(now.administrator())) {
      return Optional.of(
          new KubernetesUser("kubernetes-admin", List.of(KubernetesUser.MASTERS), identity));
    }
    Optional<EmbeddedClusterAccess.Entry> entry = entry(now, identity);
    if (entry.isPresent()) {
      AccessEntry settings = entry.get().settings();
      return Optional.of(
          new KubernetesUser(
              filled(settings.username(), identity), settings.kubernetesGroups(), identity));
    }
    if (now.mode() == AuthenticationMode.API) {
      return Optional.empty();
    }
    return configMap
        .get()
        .find(identity)
        .map(it -> new KubernetesUser(filled(it.username(), identity), it.groups(), identity));
  }

  private static Optional<EmbeddedClusterAccess.Entry> entry(
      EmbeddedClusterAccess access, CallerIdentity who) {
    return access.entries().stream().filter(it -> who.is(it.settings().principalArn())).findFirst();
  }

  /** Returns the access entry of a principal, for its policies. */
  Optional<EmbeddedClusterAccess.Entry> entry(String arn) {
    return entry(access.get(), new CallerIdentity(arn, "", ""));
  }

  private static String filled(String username, CallerIdentity identity) {
    return username
        .replace("{{AccountID}}", identity.accountId())
        .replace("{{AccessKeyID}}", identity.accessKeyId())
        .replace("{{SessionNameRaw}}", identity.sessionName())
        .replace("{{SessionName}}", identity.sessionName().replace('@', '-'));
  }
}
