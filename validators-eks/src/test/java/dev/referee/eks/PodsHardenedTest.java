package dev.referee.eks;

import static dev.referee.eks.PodsHardenedWorldsTest.HARD;
import static dev.referee.eks.PodsHardenedWorldsTest.HOST;
import static dev.referee.eks.PodsHardenedWorldsTest.RESTRICTED;
import static dev.referee.eks.PodsHardenedWorldsTest.SOFT;
import static dev.referee.eks.PodsHardenedWorldsTest.deployment;
import static dev.referee.eks.PodsHardenedWorldsTest.namespace;
import static dev.referee.eks.PodsHardenedWorldsTest.pod;
import static dev.referee.eks.PodsHardenedWorldsTest.shop;
import static dev.referee.eks.PodsHardenedWorldsTest.web;
import static dev.referee.eks.PodsHardenedWorldsTest.without;
import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import java.time.Duration;
import java.util.List;
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

/** Tests of the check of hardened pods. */
@Execution(ExecutionMode.SAME_THREAD)
class PodsHardenedTest {
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

  @Test
  void passesIfAnEngineChangesPodsSoThatTheyConform() {
    namespace(cluster, "shop", "");
    web(cluster, HARD);
    cluster
        .kubernetes()
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

    assertThat(summary(cluster.judge(shop().tryPods(true).build()))).isEqualTo("PASSED ");
  }
}
