package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Worlds of the check of hardened pods. */
@Execution(ExecutionMode.SAME_THREAD)
class PodsHardenedTest {
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce: ";
  private static final String RESTRICTED = ENFORCE + "restricted";
  private static final String HARD =
      """
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
      - name: web
        image: registry.example/shop/web:v2
        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      """;
  private static final String SOFT =
      """
      containers:
      - name: web
        image: registry.example/shop/web:v2
      """;
  private static final String HOST =
      """
      hostNetwork: true
      containers:
      - name: agent
        image: registry.example/agent:v1
        securityContext: {privileged: true}
      """;

  private static WorkloadCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new WorkloadCluster(ControlPlaneType.MOCK);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void reset() {
    cluster.reset();
  }

  private static PodsHardenedBuilder shop() {
    return EksChecks.podsHardened().namespaces("shop");
  }

  private record World(
      String name, String expected, Supplier<Check> check, Consumer<WorkloadCluster> story) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static World world(String name, String expected, Consumer<WorkloadCluster> story) {
    return world(name, expected, shop(), story);
  }

  private static World world(
      String name, String expected, PodsHardenedBuilder check, Consumer<WorkloadCluster> story) {
    return new World(name, expected, check::build, story);
  }

  /** The Deployment web runs with a template; all else is well but for the labels. */
  private static World labelled(String name, String expected, String labels, String template) {
    return labelled(name, expected, shop(), labels, template);
  }

  private static World labelled(
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

  private static void namespace(WorkloadCluster it, String name, String labels) {
    it.apply(
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s, labels: {%s}}
        """
            .formatted(name, labels));
  }

  /** Applies the Deployment web of two replicas, rolled out. */
  private static void web(WorkloadCluster it, String template) {
    deployment(it, template, 2, "");
    pod(it, "shop", "web-7d4-0", "7d4", template, "");
    pod(it, "shop", "web-7d4-1", "7d4", template, "");
  }

  private static void deployment(
      WorkloadCluster it, String template, int updated, String condition) {
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
  private static void pod(
      WorkloadCluster it, String namespace, String name, String hash, String spec, String meta) {
    String owner =
        hash.isEmpty()
            ? ""
            : "  labels: {pod-template-hash: %s}\n  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-%s, uid: u, controller: true}]\n"
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

  static Stream<World> broken() {
    return Stream.of(
        world("no namespace", "FAILED NamespaceMissing", it -> {}),
        world(
            "one of two namespaces",
            "FAILED NamespaceMissing",
            shop().namespaces("shop", "pay"),
            it -> {
              namespace(it, "shop", RESTRICTED);
              web(it, HARD);
            }),
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

  static Stream<World> fixed() {
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

  static Stream<World> settling() {
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
  static Stream<World> overFixed() {
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

  private static final String KYVERNO =
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

  private static String policy(String actions) {
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

  private static World policies(String name, String expected, String labels, String yaml) {
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
  static Stream<World> unproven() {
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
  private static World engine(
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

  private static final PodSecurityStandard NEWEST =
      new PodSecurityStandard(PodSecurityLevel.RESTRICTED, KubernetesMinorVersion.given("1.37"));

  /** Refuses what violates the level, but for some controls. */
  private static Function<Pod, Optional<String>> without(PodSecurityControl... ignored) {
    return pod ->
        NEWEST.violations(pod.getMetadata(), pod.getSpec()).stream()
            .filter(it -> !List.of(ignored).contains(it.control()))
            .findFirst()
            .map(PodSecurityViolation::words);
  }

  static Stream<World> tried() {
    return Stream.of(
        engine("an engine that refuses", "PASSED ", "", without()),
        engine("an engine beside a lower level", "PASSED ", ENFORCE + "baseline", without()),
        engine("the label refuses", "PASSED ", RESTRICTED, without()),
        engine(
            "an engine that only reports", "FAILED LevelNotEnforced", "", pod -> Optional.empty()),
        engine(
            "the label is not followed",
            "FAILED LevelNotEnforced",
            RESTRICTED,
            pod -> Optional.empty()),
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
            }),
        world(
            "an engine that changes pods so that they conform",
            "PASSED ",
            shop().tryPods(true),
            it -> {
              namespace(it, "shop", "");
              web(it, HARD);
              it.kubernetes()
                  .inject(
                      KubernetesFault.body(
                              """
                              {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"},
                               "spec": {"securityContext": {"runAsNonRoot": true,
                                 "seccompProfile": {"type": "RuntimeDefault"}},
                               "containers": [{"name": "a", "image": "a", "securityContext":
                                 {"allowPrivilegeEscalation": false,
                                  "capabilities": {"drop": ["ALL"]}}}]}}
                              """)
                          .on("create", "pods"));
            }));
  }

  @ParameterizedTest
  @MethodSource({"broken", "fixed", "settling", "overFixed", "unproven", "tried"})
  void isJudgedAsExpected(World world) {
    world.story().accept(cluster);

    Verdict verdict = cluster.judge(world.check().get());

    assertThat(summary(verdict)).as("%s", verdict).isEqualTo(world.expected());
    assertThat(cluster.requests()).hasSizeLessThanOrEqualTo(22);
    assertThat(cluster.requests())
        .filteredOn(it -> !List.of("get", "list").contains(it.verb()))
        .allSatisfy(it -> assertThat(it.path()).endsWith("/namespaces/shop/pods?dryRun=All"));
  }

  @Test
  void takesThreeCallsOfKubernetesIfAllIsWell() {
    namespace(cluster, "shop", RESTRICTED);
    web(cluster, HARD);

    assertThat(summary(cluster.judge(shop().build()))).isEqualTo("PASSED ");
    assertThat(cluster.requests())
        .extracting(ReceivedRequest::resource)
        .containsExactly("namespaces", "deployments", "pods");
  }

  @Test
  void takesOneMoreToConfirmTheLabel() {
    namespace(cluster, "shop", RESTRICTED);
    web(cluster, HARD);
    cluster.kubernetes().judgePods("policy", without());

    assertThat(summary(cluster.judge(shop().tryPods(true).build()))).isEqualTo("PASSED ");
    assertThat(cluster.requests()).hasSize(4);
  }

  @Test
  void namesPodContainerFieldValueAndRemedy() {
    namespace(cluster, "shop", RESTRICTED);
    web(cluster, HOST);

    Finding finding = open(cluster.judge(shop().build()));

    assertThat(finding.subject()).contains("Deployment shop/web");
    assertThat(finding.seen().orElseThrow()).contains("2 of its pods", "web-7d4-0, web-7d4-1");
    assertThat(finding.facts().toString())
        .contains("pod web-7d4-0, the pod")
        .contains("hostNetwork is true")
        .contains("pod web-7d4-0, container agent")
        .contains("securityContext.privileged is true");
    assertThat(finding.remedy().orElseThrow())
        .contains("kubectl edit deployment/web -n shop")
        .contains("securityContext.privileged of container agent: set it to false or remove it");
  }

  @Test
  void saysToRestartIfTheTemplateConforms() {
    namespace(cluster, "shop", RESTRICTED);
    deployment(cluster, HARD, 2, "");
    pod(cluster, "shop", "web-7d4-0", "7d4", SOFT, "");

    assertThat(open(cluster.judge(shop().build())).remedy().orElseThrow())
        .contains("kubectl rollout restart deployment/web -n shop");
  }

  @Test
  void saysThatAWebhookAddsAContainer() {
    namespace(cluster, "shop", RESTRICTED);
    deployment(cluster, HARD, 2, "");
    String added = "initContainers: [{name: istio-init, image: istio/proxyv2}]\n";
    pod(cluster, "shop", "web-7d4-0", "7d4", HARD + added, "");

    assertThat(open(cluster.judge(shop().build())).remedy().orElseThrow())
        .contains("a webhook adds to its pods: init container istio-init");
  }

  @Test
  void saysToDeleteAPodThatWasDebugged() {
    namespace(cluster, "shop", RESTRICTED);
    deployment(cluster, HARD, 2, "");
    String added = "ephemeralContainers: [{name: debugger, image: busybox}]\n";
    pod(cluster, "shop", "web-7d4-0", "7d4", HARD + added, "");

    assertThat(open(cluster.judge(shop().build())).remedy().orElseThrow())
        .contains("kubectl delete pod web-7d4-0 -n shop");
  }

  @Test
  void namesTheNamespaceThatHasTheLabel() {
    namespace(cluster, "shop", "pod-security.kubernetes.io/warn: restricted");
    namespace(cluster, "shopp", RESTRICTED);
    web(cluster, HARD);

    assertThat(open(cluster.judge(shop().build())).facts().toString())
        .contains("namespace shopp")
        .contains("pod-security.kubernetes.io/warn");
  }

  @Test
  void namesTheControlsOfAnOldVersion() {
    namespace(cluster, "shop", RESTRICTED + ", pod-security.kubernetes.io/enforce-version: v1.22");
    web(cluster, HARD);

    assertThat(open(cluster.judge(shop().version("1.34").build())).seen().orElseThrow())
        .contains("the user 0")
        .contains("other hosts in probes");
  }

  @Test
  void saysWhichPodTheEngineAdmits() {
    namespace(cluster, "shop", "");
    web(cluster, HARD);
    cluster
        .kubernetes()
        .judgePods(
            "policy", without(PodSecurityControl.HOST_PATH, PodSecurityControl.VOLUME_TYPES));

    assertThat(open(cluster.judge(shop().tryPods(true).build())).seen().orElseThrow())
        .contains("admits a pod with a hostPath volume");
  }

  @Test
  void explainsWhyNothingRuns() {
    namespace(cluster, "shop", RESTRICTED);
    cluster.event(
        "StatefulSet", "db", "FailedCreate", "pods \"db-0\" is forbidden: violates PodSecurity");

    assertThat(open(cluster.judge(shop().build())).facts().toString())
        .contains("StatefulSet db")
        .contains("violates PodSecurity");
  }

  @Test
  void readsEveryPageOfPods() {
    namespace(cluster, "shop", RESTRICTED);
    IntStream.range(0, 501).forEach(i -> pod(cluster, "shop", "a-%03d".formatted(i), "", HARD, ""));
    pod(cluster, "shop", "z", "", SOFT, "");

    assertThat(open(cluster.judge(shop().build())).subject()).contains("Pod shop/z");
  }

  /** Pods that are being deleted must not hide one that stays. */
  @Test
  void namesAtMostTwentyWorkloads() {
    namespace(cluster, "shop", RESTRICTED);
    IntStream.range(0, 24)
        .forEach(
            i -> {
              String name = "a-%02d".formatted(i);
              pod(cluster, "shop", name, "", SOFT, "finalizers: [example.com/a]");
              cluster.kubernetes().client().pods().inNamespace("shop").withName(name).delete();
            });
    pod(cluster, "shop", "z", "", SOFT, "");

    List<Finding> findings =
        cluster.judge(shop().build()).findings().stream()
            .filter(it -> it.code().equals("PodsNotConforming"))
            .collect(Collectors.toList());

    assertThat(findings).hasSize(20);
    assertThat(findings.get(0).subject()).contains("Pod shop/z");
    assertThat(findings.get(0).state()).isEqualTo(Finding.State.UNSATISFIED);
    assertThat(findings.get(19).facts().toString()).contains("5 more workloads");
  }

  @Test
  void keepsTheOutcomeOfVeryManyNamespaces() {
    IntStream.range(0, 60).forEach(i -> namespace(cluster, "a-%02d".formatted(i), RESTRICTED));
    namespace(cluster, "z", "");
    pod(cluster, "z", "web", "", HARD, "");

    Verdict verdict = cluster.judge(EksChecks.podsHardened().except("default").build());

    assertThat(summary(verdict)).isEqualTo("FAILED LevelNotEnforced");
    assertThat(verdict.findings()).hasSizeLessThan(60);
  }

  static Stream<KubernetesFault> faults() {
    return Stream.of(
        KubernetesFault.forbidden().on("list", "namespaces"),
        KubernetesFault.forbidden().on("list", "pods"),
        KubernetesFault.forbidden().on("list", "deployments"),
        KubernetesFault.forbidden().on("create", "pods"),
        KubernetesFault.throttle(Duration.ZERO).on("create", "pods"),
        KubernetesFault.internalError().on("create", "pods"),
        KubernetesFault.body("{}").on("create", "pods"),
        KubernetesFault.body("{\"kind\": \"Pod\", \"spec\": 1}").on("create", "pods"),
        KubernetesFault.garbage(),
        KubernetesFault.unauthorized());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isInconclusiveIfItCannotSee(KubernetesFault fault) {
    namespace(cluster, "shop", "");
    web(cluster, HARD);
    cluster.kubernetes().inject(fault);

    assertThat(cluster.judge(shop().tryPods(true).build()).outcome()).hasToString("INCONCLUSIVE");
  }

  @Test
  void isInconclusiveIfItMayNotReadPolicies() {
    namespace(cluster, "shop", "");
    web(cluster, HARD);
    cluster
        .kubernetes()
        .inject(KubernetesFault.forbidden().on("list", "validatingwebhookconfigurations"));

    assertThat(cluster.judge(shop().build()).cause()).contains(Cause.ACCESS_DENIED);
  }

  @Test
  void isActiveOnlyIfItTriesPods() {
    assertThat(shop().build().permissions().actives()).isEmpty();
    assertThat(shop().tryPods(true).build().permissions().actives())
        .containsExactly("kubernetes:create:pods");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(shop().build(), "other")))
        .isEqualTo("FAILED ClusterNotActive");
  }

  @Test
  void refusesWhatContradictsItself() {
    assertThatThrownBy(() -> shop().except("pay").build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> shop().namespaces().build()).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> shop().level("privileged")).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> shop().version("1.24")).isInstanceOf(RuntimeException.class);
  }

  private static Finding open(Verdict verdict) {
    return verdict.findings().stream().filter(it -> !it.isSatisfied()).findFirst().orElseThrow();
  }
}
