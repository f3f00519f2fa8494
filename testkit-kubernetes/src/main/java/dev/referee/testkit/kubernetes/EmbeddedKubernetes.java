package dev.referee.testkit.kubernetes;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedSandbox;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The Kubernetes API of an EKS cluster in an {@link EmbeddedAccount}.
 *
 * <p>It is served by HTTPS on loopback; the account's DescribeCluster shows its address and the
 * certificate to trust. Who calls it logs in as on EKS: by a token that is a presigned
 * GetCallerIdentity, through the account's STS, access entries and, if the authentication mode
 * includes it, the ConfigMap {@code aws-auth}. So {@code kubectl} works with {@code aws eks
 * get-token}.
 *
 * <p>What answers behind it is a real control plane, if the system property {@code
 * referee.kubernetes.binaries} or the environment variable {@code REFEREE_KUBERNETES_BINARIES}
 * names the folder of its programs, and a mock server otherwise; {@link #isReal} tells which. The
 * real one decides by RBAC and then by access policies. The mock knows only access policies: it
 * allows everything to a user who has groups.
 *
 * <p>WebSockets are not passed on, as {@code kubectl exec} needs them.
 *
 * <p>Thread-safe but for {@link #apply}, {@link #delete}, {@link #install} and {@link #reset},
 * which take turns with each other.
 */
public final class EmbeddedKubernetes implements AutoCloseable {
  private final EmbeddedAccount account;
  private final String cluster;
  private final ControlPlane plane;
  private final ManifestApplier objects;
  private final FaultQueue faults = new FaultQueue();
  private final AdmissionWebhooks webhooks = new AdmissionWebhooks();
  private final ListPages pages = new ListPages();
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final TestCertificates certificates = TestCertificates.create();
  private final ImpersonatingProxy front;
  private final URI endpoint;

  private EmbeddedKubernetes(EmbeddedAccount account, String cluster, ControlPlane plane) {
    this.account = account;
    this.cluster = cluster;
    this.plane = plane;
    this.objects = new ManifestApplier(plane);
    AdminApiClient api = new AdminApiClient(plane);
    EksAuthenticator logins =
        new EksAuthenticator(
            account,
            cluster,
            () -> new AwsAuthConfigMap(api.get(AwsAuthConfigMap.PATH).body().path("data")));
    plane.authorizer(
        (arn, request) ->
            logins.entry(arn).filter(it -> AccessPolicyRules.allow(it, request)).isPresent());
    this.front =
        new ImpersonatingProxy(
            plane, logins, account.clock(), faults, webhooks, pages, requests::add);
    this.endpoint = front.start(certificates);
    account.cluster(cluster).serve(endpoint, certificates.authorityPem());
  }

  /**
   * Starts the Kubernetes API of a cluster, on the best control plane that is to be had without
   * controllers.
   *
   * @param account the account, seen from the cluster's Region
   * @param cluster the name of a cluster that exists there, at least being created
   */
  public static EmbeddedKubernetes start(EmbeddedAccount account, String cluster) {
    return start(account, cluster, ControlPlanePool.available());
  }

  /**
   * Starts the Kubernetes API of a cluster.
   *
   * @param account the account, seen from the cluster's Region
   * @param cluster the name of a cluster that exists there, at least being created
   * @param type the control plane
   * @throws IllegalStateException if there are no programs for this control plane
   */
  public static EmbeddedKubernetes start(
      EmbeddedAccount account, String cluster, ControlPlaneType type) {
    ControlPlane plane = ControlPlanePool.take(type, account.clock());
    try {
      return new EmbeddedKubernetes(account, cluster, plane);
    } catch (RuntimeException failed) {
      ControlPlanePool.give(plane);
      throw failed;
    }
  }

  /**
   * Creates a cluster as {@link KubernetesExtension} does, lets time pass until it is active, and
   * starts its Kubernetes API on the best control plane that is available without controllers.
   *
   * @param sandbox the account
   */
  public static EmbeddedKubernetes startNewCluster(EmbeddedSandbox sandbox) {
    KubernetesExtension.createCluster(sandbox);
    return start(sandbox.embedded(), KubernetesExtension.CLUSTER);
  }

  /**
   * Says whether the programs for a kind of control plane are there.
   *
   * @param type the control plane
   */
  public static boolean has(ControlPlaneType type) {
    return ControlPlanePool.has(type);
  }

  /** Returns the account of the cluster. */
  public EmbeddedAccount account() {
    return account;
  }

  /** Returns the name of the cluster. */
  public String cluster() {
    return cluster;
  }

  /** Returns the address of the API: an {@code https} address on loopback. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns the certificate of the authority that clients have to trust, in PEM. */
  public String certificate() {
    return certificates.authorityPem();
  }

  /** Says whether Kubernetes itself answers, with its RBAC and admission. */
  public boolean isReal() {
    return plane.isReal();
  }

  /**
   * Returns a client of an administrator, past the login and the faults. It is closed with this.
   */
  public KubernetesClient client() {
    return plane.client();
  }

  /**
   * Creates or replaces objects of any kinds, with their status. Namespaces that do not exist are
   * created. Where no controller does it, a new namespace gets its service account {@code default}.
   *
   * @param yaml the objects, as documents of YAML or JSON; also lists
   * @throws IllegalStateException if the control plane refuses one, as a real one refuses fields
   *     that it does not know
   */
  public void apply(String yaml) {
    synchronized (objects) {
      objects.apply(yaml);
    }
  }

  /**
   * Deletes objects at once, without a grace period. Nothing happens to those that do not exist.
   *
   * @param yaml the objects, as documents of YAML or JSON; also lists
   */
  public void delete(String yaml) {
    synchronized (objects) {
      objects.delete(yaml);
    }
  }

  /**
   * Creates or replaces custom resource definitions, and waits until they are served.
   *
   * @param yaml the definitions, as documents of YAML or JSON
   */
  public void install(String yaml) {
    apply(yaml);
  }

  /**
   * Goes back to the state after the start: no objects but those of every cluster, no faults, no
   * admission webhooks, no largest page, no received requests.
   */
  public void reset() {
    synchronized (objects) {
      plane.reset();
      objects.forget();
    }
    clearFaults();
    webhooks.clear();
    pages.most(Integer.MAX_VALUE);
    requests.clear();
  }

  /**
   * Lets something go wrong with requests; of several faults that hit a request, the one that was
   * injected first does.
   *
   * @param fault what goes wrong
   */
  public void inject(KubernetesFault fault) {
    faults.add(fault);
  }

  /** Lets nothing go wrong any more. */
  public void clearFaults() {
    faults.clear();
  }

  /**
   * Sets the largest number of items in a page of a list, for clients that read lists in pages.
   *
   * @param items the number; {@link Integer#MAX_VALUE} for as many as the client asks for
   */
  public void pageSize(int items) {
    pages.most(items);
  }

  /**
   * Lets an admission webhook judge every pod that a client creates, also by dry run, as a policy
   * engine does. What {@link #apply} creates is not judged.
   *
   * @param name the name of the webhook
   * @param refusal returns why it refuses a pod; empty if it admits it
   */
  public void judgePods(String name, Function<Pod, Optional<String>> refusal) {
    webhooks.add(name, refusal);
  }

  /** Says whether there are faults that no request has met. */
  boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** Returns the requests received so far, in the order in which they were answered. */
  public List<ReceivedRequest> requests() {
    return List.copyOf(requests);
  }

  /** Stops to listen. A real control plane is kept for the next one. */
  @Override
  public void close() {
    front.close();
    ControlPlanePool.give(plane);
  }

  @Override
  public String toString() {
    return "EmbeddedKubernetes of " + cluster + " at " + endpoint;
  }
}
