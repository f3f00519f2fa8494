package dev.referee.eks;

import dev.referee.testkit.Worlds;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Worlds of the check of hardened pods. */
class PodsHardenedWorldsTest extends WorkloadContract {
  static final String ENFORCE = "pod-security.kubernetes.io/enforce: ";
  static final String RESTRICTED = ENFORCE + "restricted";
  static final String HARD =
      """
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: web
        image: registry.example/shop/web:v2
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;
  static final String SOFT =
      """
      containers:
      - name: web
        image: registry.example/shop/web:v2
      """;
  static final String HOST =
      """
      hostNetwork: true
      containers:
      - name: agent
        image: registry.example/agent:v1
        securityContext: {privileged: true}
      """;

  /** A proof of a policy engine tries a pod of each control. */
  @Override
  protected int mostRequests() {
    return 22;
  }

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(broken())
        .fixed(fixed())
        .settling(settling())
        .overFixed(overFixed())
        .absent(absent())
        .several(several())
        .pageTwo(pageTwo())
        .any(unproven())
        .any(triedOut())
        .worlds();
  }

  static PodsHardenedBuilder shop() {
    return EksChecks.podsHardened().namespaces("shop");
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Consumer<WorkloadCluster> story) {
    return world(name, expected, shop(), story);
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, PodsHardenedBuilder check, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, check::build, story);
  }

  /** The Deployment web runs with a template; all else is well but for the labels. */
  static ClusterWorld<WorkloadCluster> labelled(
      String name, String expected, String labels, String template) {
    return labelled(name, expected, shop(), labels, template);
  }

  static ClusterWorld<WorkloadCluster> labelled(
      String name, String expected, PodsHardenedBuilder check, String labels, String template) {
    return world(
        name,
        expected,
        check,
        it -> {
          namespace(it, "shop", labels);
          web(it, template);
        });
  }

  static void namespace(WorkloadCluster it, String name, String labels) {
    it.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s, labels: {%s}}
        """
            .formatted(name, labels));
  }

  /** Applies the Deployment web of two replicas, rolled out. */
  static void web(WorkloadCluster it, String template) {
    deployment(it, template, 2, "");
    pod(it, "shop", "web-7d4-0", "7d4", template, "");
    pod(it, "shop", "web-7d4-1", "7d4", template, "");
  }

  static void deployment(WorkloadCluster it, String template, int updated, String condition) {
    it.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, generation: 2}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
        %s
        status:
          observedGeneration: 2
          replicas: 2
          updatedReplicas: %d
          readyReplicas: 2
          availableReplicas: 2
          conditions: [%s]
        """
            .formatted(template.indent(6), updated, condition));
  }

  /** Applies a running pod of a ReplicaSet of web, or without an owner if the hash is empty. */
  static void pod(
      WorkloadCluster it, String namespace, String name, String hash, String spec, String meta) {
    String owner =
        hash.isEmpty()
            ? ""
            : "  labels: {pod-template-hash: \"%s\"}\n  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-%s, uid: u, controller: true}]\n"
                .formatted(hash, hash);
    it.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
        %s%s
        spec:
        %s
        status: {phase: Running}
        """
            .formatted(name, namespace, owner, meta.isEmpty() ? "" : "  " + meta, spec.indent(2)));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
        labelled("no label", "FAILED LevelNotEnforced", "", HARD),
        labelled("an ordinary cluster", "FAILED LevelNotEnforced", "team: red", SOFT),
        labelled("a lower level", "FAILED LevelNotEnforced", ENFORCE + "baseline", HARD),
        labelled("privileged", "FAILED LevelNotEnforced", ENFORCE + "privileged", HARD),
        labelled(
            "a typing error in the level", "FAILED LevelNotEnforced", ENFORCE + "strict", HARD),
        labelled(
            "a typing error in the key",
            "FAILED LevelNotEnforced",
            "pod-security.kubernetes.io/enforced: restricted",
            HARD),
        labelled("another case", "FAILED LevelNotEnforced", ENFORCE + "Restricted", HARD),
        labelled(
            "pods that run since before the label was set",
            "FAILED PodsNotConforming",
            RESTRICTED,
            SOFT),
        labelled(
            "of baseline, too",
            "FAILED PodsNotConforming",
            shop().level("baseline"),
            ENFORCE + "baseline",
            HOST),
        world(
            "a pod without an owner",
            "FAILED PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              pod(it, "shop", "debug", "", SOFT, "");
            }),
        // https://github.com/kubernetes/kubernetes/issues/118961
        world(
            "a debug container",
            "FAILED PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              pod(
                  it,
                  "shop",
                  "web-7d4-2",
                  "7d4",
                  HARD + "ephemeralContainers: [{name: debugger, image: busybox}]\n",
                  "");
            }),
        // https://github.com/istio/istio/issues/54968
        world(
            "an injected sidecar",
            "FAILED PodsNotConforming",
            shop().level("baseline"),
            it -> {
              namespace(it, "shop", ENFORCE + "baseline");
              web(
                  it,
                  HARD
                      + """
                      initContainers:
                      - name: istio-init
                        image: istio/proxyv2
                        securityContext: {capabilities: {add: [NET_ADMIN, NET_RAW]}}
                      """);
            }),
        // https://github.com/openshift/microshift/issues/1163
        world(
            "a rollout that the label refuses",
            "FAILED WorkloadsRefused",
            it -> {
              namespace(it, "shop", RESTRICTED);
              deployment(
                  it,
                  SOFT,
                  0,
                  "{type: ReplicaFailure, status: \"True\", reason: FailedCreate, message: 'pods"
                      + " \"web-8e5-0\" is forbidden: violates PodSecurity \"restricted:latest\":"
                      + " allowPrivilegeEscalation != false'}");
              pod(it, "shop", "web-7d4-0", "7d4", HARD, "");
            }),
        world(
            "one of many namespaces",
            "FAILED LevelNotEnforced",
            EksChecks.podsHardened(),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              namespace(it, "default", RESTRICTED);
              namespace(it, "pay", "");
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> fixed() {
    return Stream.of(
        labelled("labelled", "PASSED ", RESTRICTED, HARD),
        labelled(
            "latest",
            "PASSED ",
            RESTRICTED + ", pod-security.kubernetes.io/enforce-version: latest",
            HARD),
        labelled(
            "pinned to a version with the same controls",
            "PASSED ",
            shop().version("1.33"),
            RESTRICTED + ", pod-security.kubernetes.io/enforce-version: v1.25",
            HARD),
        labelled("a stricter level", "PASSED ", shop().level("baseline"), RESTRICTED, SOFT),
        labelled("baseline", "PASSED ", shop().level("baseline"), ENFORCE + "baseline", SOFT),
        labelled(
            "hardened by the container",
            "PASSED ",
            RESTRICTED,
            """
            containers:
            - name: web
              image: registry.example/shop/web:v2
              securityContext:
                allowPrivilegeEscalation: false
                capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
                runAsNonRoot: true
                seccompProfile: {type: RuntimeDefault}
            """),
        labelled(
            "Windows pods",
            "PASSED ",
            RESTRICTED,
            "os: {name: windows}\nsecurityContext: {runAsNonRoot: true}\n" + SOFT),
        world(
            "a pod that has ended violates it",
            "PASSED ",
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              it.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: migration, namespace: shop}
                  spec: {containers: [{name: a, image: a, securityContext: {privileged: true}}]}
                  status: {phase: Succeeded}
                  """);
            }),
        world(
            "all namespaces, but for an exception and the system",
            "PASSED ",
            EksChecks.podsHardened().except("monitoring", "default"),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              namespace(it, "monitoring", ENFORCE + "privileged");
              pod(it, "monitoring", "agent", "", HOST, "");
              pod(it, "kube-system", "aws-node", "", HOST, "");
            }),
        world(
            "two namespaces",
            "PASSED ",
            shop().namespaces("shop", "pay"),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              namespace(it, "pay", RESTRICTED);
              pod(it, "pay", "pay", "", HARD, "");
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> settling() {
    return Stream.of(
        world(
            "a rollout replaces the old pods",
            "PENDING PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              deployment(it, HARD, 1, "");
              pod(it, "shop", "web-7d4-0", "7d4", SOFT, "");
              pod(it, "shop", "web-8e5-0", "8e5", HARD, "");
            }),
        world(
            "the old pods are being deleted",
            "PENDING PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              pod(it, "shop", "web-6c3-0", "6c3", SOFT, "finalizers: [example.com/a]");
              it.kubernetes().client().pods().inNamespace("shop").withName("web-6c3-0").delete();
            }),
        world(
            "the pods start",
            "PENDING NoPodsRunning",
            it -> {
              namespace(it, "shop", RESTRICTED);
              it.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: web, namespace: shop}
                  spec:
                  %s
                  status: {phase: Pending}
                  """
                      .formatted(HARD.indent(2)));
            }));
  }

  /** What looks like a fix. */
  private static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
    return Stream.of(
        labelled(
            "it only warns and audits",
            "FAILED LevelNotEnforced",
            "pod-security.kubernetes.io/warn: restricted, pod-security.kubernetes.io/audit:"
                + " restricted",
            HARD),
        world(
            "the labels are on another namespace",
            "FAILED LevelNotEnforced",
            it -> {
              namespace(it, "shop", "");
              namespace(it, "default", RESTRICTED);
              web(it, HARD);
            }),
        labelled(
            "pinned to a version that is too old",
            "FAILED LevelVersionOutdated",
            shop().version("1.34"),
            RESTRICTED + ", pod-security.kubernetes.io/enforce-version: v1.22",
            HARD),
        world(
            "the workload was moved to a privileged namespace",
            "FAILED NoPodsRunning",
            it -> {
              namespace(it, "shop", RESTRICTED);
              namespace(it, "shop-tools", ENFORCE + "privileged");
              pod(it, "shop-tools", "web", "", HOST, "");
            }),
        world(
            "a privileged second namespace",
            "FAILED LevelNotEnforced",
            EksChecks.podsHardened().except("default"),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              namespace(it, "shop-tools", ENFORCE + "privileged");
              pod(it, "shop-tools", "web", "", HOST, "");
            }),
        world(
            "nothing runs any more",
            "FAILED NoPodsRunning",
            it -> namespace(it, "shop", RESTRICTED)),
        world(
            "the old pods were left alone by a paused rollout",
            "FAILED PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              deployment(
                  it,
                  HARD,
                  0,
                  "{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded}");
              pod(it, "shop", "web-7d4-0", "7d4", SOFT, "");
            }));
  }

  static final String KYVERNO =
      """
      apiVersion: admissionregistration.k8s.io/v1
      kind: ValidatingWebhookConfiguration
      metadata: {name: kyverno-resource-validating-webhook-cfg}
      webhooks:
      - name: validate.kyverno.svc-fail
        admissionReviewVersions: [v1]
        sideEffects: NoneOnDryRun
        clientConfig: {service: {name: kyverno-svc, namespace: kyverno}}
        namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [%s]}]}
        rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
      """;

  static String policy(String actions) {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: no-root}
    spec:
      matchConstraints:
        resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
      validations: [{expression: "false"}]
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: no-root}
    spec: {policyName: no-root, validationActions: [%s]}
    """
        .formatted(actions);
  }

  static ClusterWorld<WorkloadCluster> policies(
      String name, String expected, String labels, String yaml) {
    return world(
        name,
        expected,
        shop().version("1.34"),
        it -> {
          namespace(it, "shop", labels);
          web(it, HARD);
          it.apply(yaml);
        });
  }

  /** What else may refuse pods is not decided without a trial. */
  private static Stream<ClusterWorld<WorkloadCluster>> unproven() {
    return Stream.of(
        policies("Kyverno", "INCONCLUSIVE LevelNotEnforced", "", KYVERNO.formatted("kube-system")),
        policies(
            "Kyverno and an old version",
            "INCONCLUSIVE LevelVersionOutdated",
            RESTRICTED + ", pod-security.kubernetes.io/enforce-version: v1.22",
            KYVERNO.formatted("kube-system")),
        policies(
            "Kyverno that excludes the namespace",
            "FAILED LevelNotEnforced",
            "",
            KYVERNO.formatted("shop")),
        policies(
            "a webhook for other objects",
            "FAILED LevelNotEnforced",
            "",
            KYVERNO.formatted("kube-system").replace("resources: [pods]", "resources: [services]")),
        policies(
            "a policy that denies", "INCONCLUSIVE LevelNotEnforced", "", policy("Deny, Audit")),
        policies("a policy that only warns", "FAILED LevelNotEnforced", "", policy("Warn, Audit")));
  }

  /** A policy engine that refuses pods, as Kyverno or Gatekeeper do. */
  static ClusterWorld<WorkloadCluster> engine(
      String name, String expected, String labels, Function<Pod, Optional<String>> refusal) {
    return world(
        name,
        expected,
        shop().tryPods(true),
        it -> {
          namespace(it, "shop", labels);
          web(it, HARD);
          it.kubernetes().judgePods("validate.kyverno.svc-fail", refusal);
        });
  }

  /** Skips the world if the label keeps a player from creating a pod, with the server's words. */
  private static void skipIfFollowed(WorkloadCluster it) {
    ConfigBuilder player =
        new ConfigBuilder(it.kubernetes().client().getConfiguration())
            .withImpersonateUsername("player")
            .withImpersonateGroups("system:masters");
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: soft, namespace: shop}
            spec: {containers: [{name: web, image: web}]}
            """,
            Pod.class);
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(player.build())
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build()) {
      client.pods().resource(pod).dryRun().create();
    } catch (KubernetesClientException refused) {
      throw new TestAbortedException(
          "A real API server follows the label: " + refused.getStatus().getMessage(), refused);
    }
  }

  static final PodSecurityStandard NEWEST =
      new PodSecurityStandard(PodSecurityLevel.RESTRICTED, KubernetesMinorVersion.given("1.37"));

  /** Refuses what violates the level, but for some controls. */
  static Function<Pod, Optional<String>> without(PodSecurityControl... ignored) {
    return pod ->
        NEWEST.violations(pod.getMetadata(), pod.getSpec()).stream()
            .filter(it -> !List.of(ignored).contains(it.control()))
            .findFirst()
            .map(PodSecurityViolation::words);
  }

  private static Stream<ClusterWorld<WorkloadCluster>> triedOut() {
    return Stream.of(
        engine("an engine that refuses", "PASSED ", "", without()),
        engine("an engine beside a lower level", "PASSED ", ENFORCE + "baseline", without()),
        engine("the label refuses", "PASSED ", RESTRICTED, without()),
        engine(
            "an engine that only reports", "FAILED LevelNotEnforced", "", pod -> Optional.empty()),
        world(
            "the label is not followed",
            "FAILED LevelNotEnforced",
            shop().tryPods(true),
            it -> {
              namespace(it, "shop", RESTRICTED);
              skipIfFollowed(it);
              web(it, HARD);
              it.kubernetes().judgePods("validate.kyverno.svc-fail", pod -> Optional.empty());
            }),
        engine(
            "a rule for privileged containers only",
            "FAILED LevelNotEnforced",
            "",
            pod ->
                Optional.ofNullable(
                        pod.getSpec().getContainers().get(0).getSecurityContext().getPrivileged())
                    .map(it -> "privileged")),
        engine(
            "an engine that forgot sysctls",
            "FAILED LevelNotEnforced",
            "",
            without(PodSecurityControl.SYSCTLS)),
        engine(
            "an engine that cannot be asked by dry run",
            "INCONCLUSIVE LevelNotEnforced",
            "",
            pod -> Optional.of("it does not support dry run")),
        engine(
            "an engine that refuses everything",
            "INCONCLUSIVE LevelNotEnforced",
            "",
            pod -> Optional.of("a label is missing")),
        world(
            "an engine that asks for a label",
            "PASSED ",
            shop().tryPods(true).tryLabels(Map.of("team", "red")).tryImage("registry.example/a:1"),
            it -> {
              namespace(it, "shop", "");
              web(it, HARD);
              it.kubernetes()
                  .judgePods(
                      "validation.gatekeeper.sh",
                      pod ->
                          pod.getMetadata().getLabels().containsKey("team")
                                  && pod.getSpec()
                                      .getContainers()
                                      .get(0)
                                      .getImage()
                                      .startsWith("registry.example")
                              ? without().apply(pod)
                              : Optional.of("the label team is missing"));
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> absent() {
    return Stream.of(
        world("no namespace", "FAILED NamespaceMissing", it -> {}),
        world("no cluster", "FAILED ClusterNotActive", WorkloadCluster::judgeAnotherCluster));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> several() {
    return Stream.of(
        world(
            "one of two namespaces",
            "FAILED NamespaceMissing",
            shop().namespaces("shop", "pay"),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> pageTwo() {
    return Stream.of(
        world(
            "the last pod violates the level",
            "FAILED PodsNotConforming",
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
              pod(it, "shop", "web-zzz", "", SOFT, "");
              it.kubernetes().pageSize(2);
            }));
  }
}
