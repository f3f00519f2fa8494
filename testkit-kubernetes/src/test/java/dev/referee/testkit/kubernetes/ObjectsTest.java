package dev.referee.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.referee.testkit.EmbeddedSandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the objects that a test puts into a cluster, on each control plane. */
@ExtendWith(KubernetesExtension.class)
class ObjectsTest {
  private static final String WORLD =
      """
      apiVersion: v1
      kind: Node
      metadata: {name: ip-10-0-1-10}
      spec: {providerID: "aws:///us-east-1a/i-0123456789abcdef0"}
      status:
        conditions: [{type: Ready, status: "True"}]
        nodeInfo:
          {architecture: amd64, bootID: b, containerRuntimeVersion: c, kernelVersion: k, kubeProxyVersion: "",
           kubeletVersion: v1.35.0, machineID: m, operatingSystem: linux, osImage: o, systemUUID: s}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: web, namespace: shop, labels: {app: web}}
      spec:
        nodeName: ip-10-0-1-10
        containers: [{name: web, image: "nginx:1"}]
      status:
        phase: Running
        conditions: [{type: Ready, status: "True"}]
      """;

  private static final String POOLS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: nodepools.karpenter.sh}
      spec:
        group: karpenter.sh
        names: {kind: NodePool, listKind: NodePoolList, plural: nodepools, singular: nodepool}
        scope: Cluster
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;

  private static final String POOL =
      """
      apiVersion: karpenter.sh/v1
      kind: NodePool
      metadata: {name: default}
      spec: {limits: {cpu: 100}}
      status: {conditions: [{type: Ready, status: "True"}]}
      """;

  private static final String METRICS =
      """
      apiVersion: apiregistration.k8s.io/v1
      kind: APIService
      metadata: {name: v1beta1.metrics.k8s.io}
      spec: {group: metrics.k8s.io, version: v1beta1, groupPriorityMinimum: 100, versionPriority: 100}
      status: {conditions: [{type: Available, status: "True"}]}
      """;

  private static EmbeddedKubernetes start(EmbeddedSandbox sandbox, ControlPlaneType type) {
    assumeTrue(EmbeddedKubernetes.has(type), "There are no programs of a control plane");
    KubernetesExtension.createCluster(sandbox);
    return EmbeddedKubernetes.start(sandbox.embedded(), KubernetesExtension.CLUSTER, type);
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void putsObjectsWithTheirStatus(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      kubernetes.apply(WORLD);

      KubernetesClient client = kubernetes.client();
      Pod pod = client.pods().inNamespace("shop").withName("web").get();
      assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
      assertThat(pod.getSpec().getNodeName()).isEqualTo("ip-10-0-1-10");
      assertThat(client.nodes().withName("ip-10-0-1-10").get().getStatus().getConditions())
          .extracting(it -> it.getType() + "=" + it.getStatus())
          .containsExactly("Ready=True");
      assertThat(client.nodes().withName("ip-10-0-1-10").get().getSpec().getTaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void replacesObjects(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      kubernetes.apply(WORLD);

      kubernetes.apply(
          WORLD.replace("phase: Running", "phase: Failed").replace("nginx:1", "nginx:2"));

      Pod pod = kubernetes.client().pods().inNamespace("shop").withName("web").get();
      assertThat(pod.getStatus().getPhase()).isEqualTo("Failed");
      assertThat(pod.getSpec().getContainers().get(0).getImage()).isEqualTo("nginx:2");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void putsCustomObjects(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      kubernetes.install(POOLS);
      kubernetes.apply(POOL);

      GenericKubernetesResource pool =
          kubernetes
              .client()
              .genericKubernetesResources("karpenter.sh/v1", "NodePool")
              .withName("default")
              .get();
      assertThat(pool.getAdditionalProperties().get("status").toString()).contains("Ready");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void deletesObjects(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      kubernetes.apply(WORLD);

      kubernetes.delete("{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}");
      kubernetes.delete("{apiVersion: v1, kind: Pod, metadata: {name: none, namespace: shop}}");

      assertThat(kubernetes.client().pods().inAnyNamespace().list().getItems()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void goesBackToItsStart(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      int namespaces = kubernetes.client().namespaces().list().getItems().size();
      for (int round = 0; round < 3; round++) {
        kubernetes.install(POOLS);
        kubernetes.apply(POOL);
        kubernetes.apply(WORLD);
        kubernetes.apply(METRICS);
        assertThat(kubernetes.client().pods().inAnyNamespace().list().getItems()).hasSize(1);

        kubernetes.reset();

        KubernetesClient client = kubernetes.client();
        assertThat(client.pods().inAnyNamespace().list().getItems()).isEmpty();
        assertThat(client.nodes().list().getItems()).isEmpty();
        assertThat(client.namespaces().list().getItems()).hasSize(namespaces);
        assertThat(client.apiextensions().v1().customResourceDefinitions().list().getItems())
            .isEmpty();
        assertThat(client.apiServices().withName("v1beta1.metrics.k8s.io").get()).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOCK", "LITE"})
  void putsPodsOfTheSystemWithContainersAddedLater(ControlPlaneType type, EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, type)) {
      kubernetes.apply(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: dns, namespace: kube-system}
          spec:
            containers: [{name: main, image: "dns:1"}]
            ephemeralContainers: [{name: debugger, image: busybox}]
          status: {phase: Running}
          """);

      Pod pod = kubernetes.client().pods().inNamespace("kube-system").withName("dns").get();
      assertThat(pod.getSpec().getEphemeralContainers())
          .extracting(it -> it.getName())
          .containsExactly("debugger");
      assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
    }
  }

  @Test
  void refusesFieldsThatNoServerKnows(EmbeddedSandbox sandbox) {
    try (EmbeddedKubernetes kubernetes = start(sandbox, ControlPlaneType.LITE)) {
      assertThatThrownBy(() -> kubernetes.apply(WORLD.replace("nodeName:", "node:")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("unknown field \"spec.node\"");
    }
  }
}
