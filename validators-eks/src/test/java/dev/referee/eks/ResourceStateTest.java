package dev.referee.eks;

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
import java.util.function.Consumer;
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

/** Worlds of the check of resources of any kind. */
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

  private record World(String name, String expected, Check check, Consumer<WorkloadCluster> story) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ResourceStateBuilder deployments() {
    return EksChecks.resourceState().resource("apps/v1", "Deployment").namespace("shop");
  }

  private static ResourceStateBuilder web() {
    return deployments()
        .named("web")
        .claim("object.spec.replicas >= 3", "The shop has three replicas", "Ask for more.")
        .claim(
            "StrategyNotRolling",
            "object.spec.strategy.type == 'RollingUpdate'",
            "Pods are replaced one by one",
            "Set the strategy.");
  }

  private static World world(
      String name, String expected, ResourceStateBuilder check, Consumer<WorkloadCluster> story) {
    return new World(name, expected, check.build(), story);
  }

  private static void deployment(WorkloadCluster it, String name, String spec) {
    deployment(it, "shop", name, "tier: front", spec);
  }

  private static void deployment(
      WorkloadCluster it, String namespace, String name, String labels, String spec) {
    it.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: %s, labels: {%s}, creationTimestamp: @30}
        spec: {selector: {matchLabels: {app: web}}, %s}
        """
            .formatted(name, namespace, labels, spec));
  }

  private static final String ROLLING = "strategy: {type: RollingUpdate}";

  static Stream<World> broken() {
    return Stream.of(
        world("nothing there", "FAILED ResourceMissing", web(), it -> {}),
        world(
            "another name",
            "FAILED ResourceMissing",
            web(),
            it -> deployment(it, "wep", "replicas: 3, " + ROLLING)),
        world(
            "another namespace",
            "FAILED ResourceMissing",
            web(),
            it -> deployment(it, "other", "web", "tier: front", "replicas: 3, " + ROLLING)),
        world(
            "another label",
            "FAILED ResourceMissing",
            web().labelled("tier", "back"),
            it -> deployment(it, "web", "replicas: 3, " + ROLLING)),
        world(
            "the first claim",
            "FAILED Claim1NotMet",
            web(),
            it -> deployment(it, "web", "replicas: 2, " + ROLLING)),
        world(
            "the second claim",
            "FAILED StrategyNotRolling",
            web(),
            it -> deployment(it, "web", "replicas: 3, strategy: {type: Recreate}")),
        world(
            "a field that is not set",
            "FAILED StrategyNotRolling",
            web(),
            it -> deployment(it, "web", "replicas: 3")),
        world(
            "one of several",
            "FAILED Claim1NotMet",
            deployments().claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 1");
            }),
        world(
            "any, and none is",
            "FAILED Claim1NotMet",
            deployments().any().claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 2");
              deployment(it, "api", "replicas: 1");
            }),
        world(
            "any, and each meets another claim",
            "FAILED StrategyNotRolling",
            EksChecks.resourceState()
                .resource("apps/v1", "Deployment")
                .any()
                .claim("object.spec.replicas >= 3", "Three replicas", "Ask.")
                .claim(
                    "StrategyNotRolling",
                    "object.spec.strategy.type == 'RollingUpdate'",
                    "Rolling",
                    "Set it."),
            it -> {
              deployment(it, "web", "replicas: 3, strategy: {type: Recreate}");
              deployment(it, "api", "replicas: 1, " + ROLLING);
            }),
        world(
            "exactly two, and there is one",
            "FAILED ResourceMissing",
            deployments().exactly(2),
            it -> deployment(it, "web", "replicas: 1")),
        world(
            "exactly two, and one is so",
            "FAILED Claim1NotMet",
            deployments().exactly(2).claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 1");
            }),
        world(
            "a text that is no number",
            "FAILED Claim1NotMet",
            deployments()
                .claim(
                    "int(object.metadata.annotations['level']) > 3", "A high level", "Raise it."),
            it ->
                it.apply(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: web, namespace: shop, annotations: {level: many}}
                    """)),
        // https://github.com/stacklok/toolhive/issues/6531
        world(
            "a guard that is missing",
            "FAILED Claim1NotMet",
            deployments()
                .claim(
                    "!(object.spec.paused && object.spec.replicas > 0)", "It is not paused", "Go."),
            it -> deployment(it, "web", "replicas: 1")),
        world(
            "too little memory",
            "FAILED Claim1NotMet",
            EksChecks.resourceState()
                .resource("v1", "Pod")
                .namespace("shop")
                .claim(
                    "object.spec.containers.all(c,"
                        + " quantity(c.resources.requests.memory) >= quantity('128Mi'))",
                    "Containers ask for enough memory",
                    "Ask for more."),
            it -> it.running("web-1")),
        world(
            "too young",
            "FAILED Claim1NotMet",
            deployments()
                .claim(
                    "timestamp(object.metadata.creationTimestamp) < now - duration('1h')",
                    "It is old",
                    "Wait."),
            it -> deployment(it, "web", "replicas: 3")),
        world(
            "a custom resource",
            "FAILED Claim1NotMet",
            nodePools(),
            it -> nodePool(it, "default", "disruption: {consolidationPolicy: WhenEmpty}")));
  }

  private static ResourceStateBuilder nodePools() {
    return EksChecks.resourceState()
        .resource("karpenter.sh/v1", "NodePool")
        .claim(
            "object.spec.disruption.consolidationPolicy == 'WhenEmptyOrUnderutilized'",
            "Nodes that are hardly used are removed",
            "Set the consolidation policy.");
  }

  private static void nodePool(WorkloadCluster it, String name, String spec) {
    it.apply(
        """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: %s}
        spec: {%s}
        """
            .formatted(name, spec));
  }

  static Stream<World> fixed() {
    return Stream.of(
        world(
            "as claimed", "PASSED ", web(), it -> deployment(it, "web", "replicas: 3, " + ROLLING)),
        world(
            "more than claimed",
            "PASSED ",
            web(),
            it -> deployment(it, "web", "replicas: 30, paused: true, " + ROLLING)),
        world(
            "by label, in any namespace",
            "PASSED ",
            EksChecks.resourceState()
                .resource("apps/v1", "Deployment")
                .labelled("tier", "front")
                .claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "other", "web", "tier: front", "replicas: 4");
              deployment(it, "other", "db", "tier: back", "replicas: 1");
            }),
        world(
            "any",
            "PASSED ",
            deployments().any().claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 1");
            }),
        world(
            "any, though one cannot be told",
            "PASSED ",
            deployments().any().claim("object.spec.replicas + 1 >= 3", "Three", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: many");
            }),
        world(
            "exactly one",
            "PASSED ",
            deployments().exactly(1).claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 1");
            }),
        world(
            "there at all",
            "PASSED ",
            deployments().named("web"),
            it -> deployment(it, "web", "replicas: 1")),
        world("none, as asked", "PASSED ", deployments().exactly(0), it -> {}),
        world(
            "none, which is fine",
            "PASSED ",
            web().mayBeAbsent(true),
            it -> deployment(it, "api", "replicas: 1")),
        world(
            "a field that may be left out",
            "PASSED ",
            deployments()
                .claim(
                    "!has(object.spec.paused) || !object.spec.paused", "It is not paused", "Go."),
            it -> deployment(it, "web", "replicas: 1")),
        // https://github.com/kubernetes/website/pull/55682
        world(
            "a label that may be missing",
            "PASSED ",
            deployments()
                .claim(
                    "!('team' in object.metadata.labels)"
                        + " || object.metadata.labels['team'] == 'a'",
                    "It is of no other team",
                    "Remove the label."),
            it -> deployment(it, "web", "replicas: 1")),
        // https://github.com/kubernetes/website/pull/37770
        world(
            "a number or a text",
            "PASSED ",
            deployments()
                .claim(
                    "type(object.spec.strategy.rollingUpdate.maxSurge) == string"
                        + " ? object.spec.strategy.rollingUpdate.maxSurge == '25%'"
                        + " : object.spec.strategy.rollingUpdate.maxSurge == 1",
                    "It may surge", "Let it."),
            it -> deployment(it, "web", "strategy: {rollingUpdate: {maxSurge: \"25%\"}}")),
        world(
            "a field that is newer than Referee",
            "PASSED ",
            deployments().claim("object.spec['newer'] == 1", "It is new", "Set it."),
            it -> deployment(it, "web", "newer: 1")),
        world(
            "kind and version",
            "PASSED ",
            deployments()
                .claim(
                    "object.kind == 'Deployment' && object.apiVersion == 'apps/v1'", "It is", "-"),
            it -> deployment(it, "web", "replicas: 1")),
        world(
            "old enough",
            "PASSED ",
            deployments()
                .claim(
                    "timestamp(object.metadata.creationTimestamp) < now - duration('10m')",
                    "It is old",
                    "Wait."),
            it -> deployment(it, "web", "replicas: 3")),
        world(
            "enough memory",
            "PASSED ",
            EksChecks.resourceState()
                .resource("v1", "Pod")
                .claim(
                    "object.spec.containers.all(c,"
                        + " quantity(c.resources.requests.memory) >= quantity('64Mi'))",
                    "Containers ask for enough memory",
                    "Ask for more."),
            it -> it.running("web-1")),
        world(
            "a custom resource",
            "PASSED ",
            nodePools(),
            it ->
                nodePool(
                    it, "default", "disruption: {consolidationPolicy: WhenEmptyOrUnderutilized}")));
  }

  /** What goes further than it should. */
  static Stream<World> overFixed() {
    return Stream.of(
        world(
            "two where exactly one is asked",
            "FAILED TooManyResources",
            deployments().exactly(1).claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 4");
            }),
        world(
            "one where none is asked",
            "FAILED TooManyResources",
            deployments().exactly(0),
            it -> deployment(it, "web", "replicas: 3")));
  }

  /** What an expression does not allow for. */
  static Stream<World> unknown() {
    return Stream.of(
        world(
            "a type that does not fit",
            "INCONCLUSIVE Claim1NotMet",
            deployments()
                .claim(
                    "object.spec.strategy.rollingUpdate.maxSurge >= 1", "It may surge", "Let it."),
            it -> deployment(it, "web", "strategy: {rollingUpdate: {maxSurge: \"25%\"}}")),
        world(
            "neither true nor false",
            "INCONCLUSIVE Claim1NotMet",
            deployments().claim("object.metadata.labels['tier']", "It has a tier", "Set it."),
            it -> deployment(it, "web", "replicas: 3")),
        world(
            "too many items",
            "INCONCLUSIVE Claim1NotMet",
            EksChecks.resourceState()
                .resource("v1", "ConfigMap")
                .claim("object.data.all(a, object.data.all(b, a != b || true))", "All", "-"),
            it ->
                it.apply(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: many, namespace: shop},"
                        + " data: {"
                        + String.join(
                            ", ", IntStream.range(0, 200).mapToObj(i -> "k" + i + ": a").toList())
                        + "}}")),
        world(
            "exactly one, and another cannot be told",
            "INCONCLUSIVE TooManyResources",
            deployments().exactly(1).claim("object.spec.replicas + 1 >= 3", "Three", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: many");
            }),
        world(
            "any, and one cannot be told",
            "INCONCLUSIVE Claim1NotMet",
            deployments().any().claim("object.spec.replicas + 1 >= 3", "Three", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 1");
              deployment(it, "api", "replicas: many");
            }));
  }

  @ParameterizedTest
  @MethodSource({"broken", "fixed", "overFixed", "unknown"})
  void isJudgedAsExpected(World world) {
    world.story().accept(cluster);

    Verdict verdict = cluster.judge(world.check());

    assertThat(summary(verdict)).as("%s", verdict.findings()).isEqualTo(world.expected());
    assertThat(verdict.findings())
        .extracting(Finding::expectation)
        .isSubsetOf(world.check().expectations());
    assertThat(cluster.requests()).hasSize(1);
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
