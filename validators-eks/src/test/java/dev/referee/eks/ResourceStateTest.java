package dev.referee.eks;

import static dev.referee.eks.ResourceStateWorldsTest.ROLLING;
import static dev.referee.eks.ResourceStateWorldsTest.deployment;
import static dev.referee.eks.ResourceStateWorldsTest.deployments;
import static dev.referee.eks.ResourceStateWorldsTest.nodePools;
import static dev.referee.eks.ResourceStateWorldsTest.web;
import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the check of resources of any kind. */
@Execution(ExecutionMode.SAME_THREAD)
class ResourceStateTest {
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
  void saysWhatItSaw() {
    deployment(cluster, "web", "replicas: 2");

    Finding finding = cluster.judge(web().build()).findings().get(3);

    assertThat(finding.expectation().claim()).isEqualTo("The shop has three replicas");
    assertThat(finding.subject()).hasValue("Deployment shop/web");
    assertThat(finding.seen()).hasValue("It is not so: object.spec.replicas is 2.");
    assertThat(finding.remedy()).hasValue("Ask for more.");
  }

  @Test
  void saysWhichFieldIsNotSet() {
    deployment(cluster, "web", "replicas: 3");

    assertThat(cluster.judge(web().build()).findings().get(4).seen())
        .hasValue("A field is not set: object.spec.strategy.type is not set.");
  }

  @Test
  void showsWhatATeamWroteOnOneShortLine() {
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shop}
        data: {text: "one\\ntwo\\u0007%s"}
        """
            .formatted("x".repeat(1000)));
    Check check =
        EksChecks.resourceState()
            .resource("v1", "ConfigMap")
            .claim("object.data.text == 'three'", "It is three", "Write it.")
            .build();

    String seen = cluster.judge(check).findings().get(3).seen().orElseThrow();

    assertThat(seen).startsWith("It is not so: object.data.text is 'one two xxx").endsWith("...'.");
    assertThat(seen.length()).isLessThan(150);
  }

  @Test
  void anObjectThatIsTooLargeIsNotJudged() {
    cluster.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shop}
        data: {text: "%s"}
        """
            .formatted("x".repeat(1 << 20)));
    Check check =
        EksChecks.resourceState()
            .resource("v1", "ConfigMap")
            .claim("object.data.text.size() > 3", "It is long", "Write more.")
            .build();

    assertThat(summary(cluster.judge(check))).isEqualTo("INCONCLUSIVE Claim1NotMet");
  }

  @Test
  void readsEveryPage() {
    IntStream.range(0, 501).forEach(i -> deployment(cluster, "web-" + i, "replicas: 3"));
    deployment(cluster, "z", "replicas: 1");

    Verdict verdict =
        cluster.judge(
            deployments().claim("object.spec.replicas >= 3", "Three replicas", "Ask.").build());

    assertThat(summary(verdict)).isEqualTo("FAILED Claim1NotMet");
    assertThat(verdict.findings().get(3).subject()).hasValue("Deployment shop/z");
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(KubernetesFault.forbidden(), Cause.ACCESS_DENIED),
        Arguments.of(KubernetesFault.unauthorized(), Cause.ACCESS_DENIED),
        Arguments.of(KubernetesFault.throttle(Duration.ZERO), Cause.THROTTLED),
        Arguments.of(KubernetesFault.unavailable(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.garbage(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.foreignPage(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.hangUp(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.breakOff(20), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.body("{}"), Cause.UNREACHABLE),
        Arguments.of(listOf("{}"), Cause.UNREACHABLE),
        Arguments.of(listOf("{\"metadata\": {\"name\": []}}"), Cause.UNREACHABLE),
        Arguments.of(listOf("{\"metadata\": []}"), Cause.UNREACHABLE),
        Arguments.of(listOf("7"), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.deepNesting(10_000), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.endlessList(), Cause.UNREACHABLE),
        Arguments.of(
            KubernetesFault.redirect(URI.create("http://127.0.0.1:1/")), Cause.UNREACHABLE));
  }

  private static KubernetesFault listOf(String item) {
    return KubernetesFault.body(
        "{\"kind\": \"DeploymentList\", \"apiVersion\": \"apps/v1\", \"metadata\": {}, \"items\": ["
            + item
            + "]}");
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsInconclusive(KubernetesFault fault, Cause cause) {
    deployment(cluster, "web", "replicas: 3, " + ROLLING);
    cluster.kubernetes().inject(fault.on("list", "deployments"));

    Verdict verdict = cluster.judge(web().build());

    assertThat(verdict.outcome()).as("%s", verdict).hasToString("INCONCLUSIVE");
    assertThat(verdict.cause()).as("%s", verdict.findings()).hasValue(cause);
  }

  @Test
  void aKindThatIsNotInstalledIsAFinding() {
    cluster.kubernetes().inject(KubernetesFault.notServed());

    Verdict verdict = cluster.judge(nodePools().build());

    assertThat(summary(verdict)).as("%s", verdict.findings()).isEqualTo("FAILED KindNotServed");
    assertThat(cluster.requests()).hasSize(3);
  }

  @Test
  void aKindThatIsNotInstalledIsNotNone() {
    cluster.kubernetes().inject(KubernetesFault.notServed());
    Check check =
        EksChecks.resourceState().resource("karpenter.sh/v1", "NodePool").exactly(0).build();

    assertThat(summary(cluster.judge(check))).isEqualTo("INCONCLUSIVE KindNotServed");
  }

  @Test
  void aKindOfKubernetesThatIsNotServedIsNoFinding() {
    cluster.kubernetes().inject(KubernetesFault.notServed());

    assertThat(summary(cluster.judge(web().build()))).isEqualTo("INCONCLUSIVE KindNotServed");
  }

  @Test
  void failsWithoutACluster() {
    assertThat(summary(cluster.judge(web().build(), "other"))).isEqualTo("FAILED ClusterNotActive");
  }

  @ParameterizedTest
  @CsvSource({
    "apps/v1, Deployment, kubernetes:list:deployments.apps",
    "v1, Service, kubernetes:list:services",
    "v1, Endpoints, kubernetes:list:endpoints",
    "networking.k8s.io/v1, NetworkPolicy, kubernetes:list:networkpolicies.networking.k8s.io",
    "networking.k8s.io/v1, Ingress, kubernetes:list:ingresses.networking.k8s.io",
    "storage.k8s.io/v1, StorageClass, kubernetes:list:storageclasses.storage.k8s.io",
    "policy/v1, PodDisruptionBudget, kubernetes:list:poddisruptionbudgets.policy",
    "gateway.networking.k8s.io/v1, Gateway, kubernetes:list:gateways.gateway.networking.k8s.io",
    "karpenter.k8s.aws/v1, EC2NodeClass, kubernetes:list:ec2nodeclasses.karpenter.k8s.aws",
    "eks.amazonaws.com/v1, NodeClass, kubernetes:list:nodeclasses.eks.amazonaws.com",
    "vpcresources.k8s.aws/v1beta1, SecurityGroupPolicy,"
        + " kubernetes:list:securitygrouppolicies.vpcresources.k8s.aws",
  })
  void declaresWhatItReads(String apiVersion, String kind, String permission) {
    assertThat(EksChecks.resourceState().resource(apiVersion, kind).build().permissions().reads())
        .contains(permission);
  }
}
