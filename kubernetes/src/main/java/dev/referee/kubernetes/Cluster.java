package dev.referee.kubernetes;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Target;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.resources.Selector;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;

/**
 * An EKS cluster of a team's account: by name or tag, by the CloudFormation stack that created it,
 * or the account's only one.
 *
 * <p>A check gets it with {@code context.target(Cluster.class)}. Its {@link #client} is a standard
 * Kubernetes client, which works only in that check and in its thread. For every request of it:
 *
 * <ul>
 *   <li>It is sent only if the check's permissions declare it as {@code
 *       kubernetes:VERB:RESOURCE.GROUP}, for example {@code kubernetes:list:deployments.apps} or
 *       {@code kubernetes:create:pods/eviction}. Secrets are never read.
 *   <li>Nothing is changed, whatever is declared: pods and evictions may be created with {@code
 *       dryRun=All}, and all other writes are refused.
 *   <li>It goes to the endpoint that EKS names and trusts only the certificate that EKS names. No
 *       redirect is followed. The token is made from the account's credentials.
 *   <li>Like calls of AWS, it is coalesced with identical reads of the sweep, limited, metered,
 *       part of the evidence (with the API server's Audit-Id) and of tapes.
 *   <li>If it could not see, it throws {@link Inconclusive}, never a client exception. A {@link
 *       io.fabric8.kubernetes.client.KubernetesClientException} is a definite error of the API
 *       server.
 *   <li>A list is read page by page, with {@link Pages}; a list without a limit is refused.
 * </ul>
 *
 * <p>Thread-safe. Needs {@code eks:DescribeCluster}, and {@code eks:ListClusters} if the cluster is
 * not given by its name.
 */
public final class Cluster implements Target {
  /** The permissions for finding and describing a cluster, however it is selected. */
  public static final Permissions READS =
      Permissions.ofReads("eks:DescribeCluster", "eks:ListClusters");

  private final Account account;
  private final @Nullable Selector selector;
  private final Map<ClusterApi.Address, KubernetesClient> clients = new ConcurrentHashMap<>();

  private Cluster(Account account, @Nullable Selector selector) {
    this.account = account;
    this.selector = selector;
  }

  /** Returns the cluster with a name. */
  public static Cluster named(Account account, String name) {
    return new Cluster(account, new Selector.Named(name));
  }

  /** Returns the cluster with a tag. */
  public static Cluster tagged(Account account, String key, String value) {
    return new Cluster(account, new Selector.Tagged(key, value));
  }

  /**
   * Returns the cluster that a CloudFormation stack created, by the tag that CloudFormation gives
   * it. The stack of eksctl for a cluster is called {@code eksctl-NAME-cluster}.
   *
   * @param stack the stack's name
   */
  public static Cluster inStack(Account account, String stack) {
    return tagged(account, "aws:cloudformation:stack-name", stack);
  }

  /** Returns the account's only cluster in its Region. */
  public static Cluster only(Account account) {
    return new Cluster(account, null);
  }

  /** Returns the account that it belongs to. */
  public Account account() {
    return account;
  }

  /** Returns the selector; empty for the account's only cluster. */
  public Optional<Selector> selector() {
    return Optional.ofNullable(selector);
  }

  /**
   * Returns the cluster as EKS describes it; empty if there is none, or none yet.
   *
   * @throws Inconclusive if it could not see, or if several clusters match
   */
  public Optional<software.amazon.awssdk.services.eks.model.Cluster> describe() {
    if (selector instanceof Selector.Named named) {
      return describe(named.name());
    }
    List<software.amazon.awssdk.services.eks.model.Cluster> found =
        names()
            .flatMap(name -> describe(name).stream())
            .filter(this::isSelected)
            .collect(toImmutableList());
    if (found.size() > 1) {
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "%s has several clusters%s: %s"
              .formatted(
                  account,
                  selector == null ? "" : " " + selector,
                  String.join(
                      ", ",
                      found.stream()
                          .map(software.amazon.awssdk.services.eks.model.Cluster::name)
                          .collect(toImmutableList()))),
          "Name the one that is judged.",
          null);
    }
    return found.stream().findFirst();
  }

  private Optional<software.amazon.awssdk.services.eks.model.Cluster> describe(String name) {
    return AwsLookups.found(() -> eks().describeCluster(request -> request.name(name)).cluster());
  }

  private Stream<String> names() {
    return ImmutableList.copyOf(eks().listClustersPaginator().clusters()).stream();
  }

  private boolean isSelected(software.amazon.awssdk.services.eks.model.Cluster found) {
    return !(selector instanceof Selector.Tagged tag)
        || tag.value().equals(found.tags().get(tag.key()));
  }

  private EksClient eks() {
    return account.client(EksClient::builder);
  }

  /**
   * Returns the client of its Kubernetes API.
   *
   * @param described the cluster as {@link #describe} returned it
   * @throws Inconclusive if the cluster has no endpoint yet
   */
  public KubernetesClient client(software.amazon.awssdk.services.eks.model.Cluster described) {
    ClusterApi.Address address = ClusterApi.Address.of(described);
    return clients.computeIfAbsent(
        address, any -> ClusterHttpClient.client(new ClusterApi(account, address)));
  }

  @Override
  public String name() {
    return (selector == null ? "the cluster" : "the cluster " + selector) + " of " + account.name();
  }

  @Override
  public String concurrencyKey() {
    return account.concurrencyKey();
  }

  @Override
  public CheckScope enter(CheckExecution run) {
    return account.enter(run);
  }

  @Override
  public String toString() {
    return name();
  }
}
