package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.referee.spi.Parameter.choice;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.map;
import static dev.referee.spi.Parameter.text;
import static dev.referee.spi.Parameter.texts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Cluster;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A check of the security of pods; see {@link EksChecks#podsHardened}. */
final class PodsHardened extends ClusterCheck {
  /** The version in which Pod Security admission became stable. */
  private static final KubernetesMinorVersion OLDEST = new KubernetesMinorVersion(1, 25);

  private static final KubernetesMinorVersion NEWEST = new KubernetesMinorVersion(1, 999);

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "eks.pods-hardened",
          "Pods that violate a Pod Security level are refused, and the running pods conform to it");
  static final Parameter<PodSecurityLevel> LEVEL =
      DECLARED.takes(
          choice(
                  "level",
                  "the level of the Pod Security Standards",
                  ImmutableMap.of(
                      "baseline", PodSecurityLevel.BASELINE,
                      "restricted", PodSecurityLevel.RESTRICTED))
              .defaultValue("restricted"));
  static final Parameter<KubernetesMinorVersion> VERSION =
      DECLARED.takes(
          text("version", "the version of the standards, for example 1.34")
              .as(PodsHardened::version)
              .defaultText("the version of the cluster"));
  static final Parameter<List<String>> NAMESPACES =
      DECLARED.takes(
          texts("namespaces", "the namespaces that are judged; pods have to run in each of them")
              .defaultText("all but kube-system, kube-public and kube-node-lease")
              .example(ImmutableList.of("shop")));
  static final Parameter<List<String>> EXCEPT =
      DECLARED.takes(texts("except", "further namespaces that are not judged, if none are named"));
  static final Parameter<Boolean> TRY_PODS =
      DECLARED.takes(
          flag(
              "tryPods",
              "whether to create pods that violate the level by dry run, which changes nothing;"
                  + " proves a policy engine"));
  static final Parameter<String> TRY_IMAGE =
      DECLARED.takes(
          text("tryImage", "the image of the pods that are tried")
              .defaultValue("registry.k8s.io/pause:3.10"));
  static final Parameter<Map<String, String>> TRY_LABELS =
      DECLARED.takes(
          map("tryLabels", "labels of the pods that are tried, if policies require some"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Labels of Pod Security admission, with latest or with a version that has the same"
                  + " controls.",
              "A stricter level than the one that is asked for.",
              "Kyverno, Gatekeeper, ValidatingAdmissionPolicies or anything else that refuses such"
                  + " pods or changes them so that they conform, if tryPods is on.",
              "Pods that were hardened by their containers or as a whole.",
              "Windows pods without the fields that only Linux has.")
          .expects(PodsHardenedExpectations.ALL)
          .requires(
              Cluster.READS
                  .and(Workload.PODS)
                  .and(WorkloadEvents.READS)
                  .and(WorkloadKind.DEPLOYMENT.reads())
                  .and(Permissions.ofReads("kubernetes:list:namespaces")))
          .requiresIf(arguments -> !arguments.get(TRY_PODS), PodAdmissionPolicies.READS)
          .requiresIf(arguments -> arguments.get(TRY_PODS), PodSecurityDryRun.WRITES)
          .refuses(PodsHardened::refusal, NAMESPACES, EXCEPT)
          .build(PodsHardened::new);

  PodsHardened(Arguments arguments) {
    super(KIND, arguments);
  }

  private static KubernetesMinorVersion version(String text) {
    KubernetesMinorVersion version = KubernetesMinorVersion.given(text);
    checkArgument(version.compareTo(OLDEST) >= 0, "is at least %s, not '%s'", OLDEST, text);
    return version;
  }

  private static Optional<String> refusal(Arguments arguments) {
    Optional<List<String>> named = arguments.find(NAMESPACES);
    if (named.filter(List::isEmpty).isPresent()) {
      return Optional.of("namespaces has to name one: an empty list judges nothing");
    }
    return named.isPresent() && arguments.has(EXCEPT)
        ? Optional.of("except is only for all namespaces: remove it, or name none")
        : Optional.empty();
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    KubernetesClient client = cluster.kubernetes();
    PodSecurityStandard standard =
        new PodSecurityStandard(
            arguments().get(LEVEL),
            arguments()
                .find(VERSION)
                .or(() -> KubernetesMinorVersion.in(cluster.described().version()))
                .orElse(NEWEST));
    PodsHardenedNamespaces namespaces =
        PodsHardenedNamespaces.read(
            client,
            arguments().find(NAMESPACES),
            arguments().find(EXCEPT).orElseGet(ImmutableList::of));
    if (namespaces.judged().isEmpty()) {
      return namespaces.findings();
    }
    PodsHardenedEnforcement enforcement =
        new PodsHardenedEnforcement(standard, namespaces, trial(standard, client), client);
    PodsHardenedDeployments workloads = PodsHardenedDeployments.read(client, namespaces, standard);
    PodsHardenedRunningPods pods = PodsHardenedRunningPods.read(client, namespaces, standard);
    return ImmutableList.<Finding>builder()
        .addAll(namespaces.findings())
        .addAll(enforcement.judge())
        .addAll(workloads.findings())
        .addAll(pods.running(namespaces, client))
        .addAll(pods.conform(workloads))
        .build();
  }

  private Optional<PodSecurityDryRun> trial(PodSecurityStandard standard, KubernetesClient client) {
    return arguments().get(TRY_PODS)
        ? Optional.of(
            new PodSecurityDryRun(
                standard,
                arguments().get(TRY_IMAGE),
                arguments().find(TRY_LABELS).orElseGet(ImmutableMap::of),
                client))
        : Optional.empty();
  }
}
