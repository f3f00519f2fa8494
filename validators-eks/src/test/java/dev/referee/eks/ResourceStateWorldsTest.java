package dev.referee.eks;

import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Worlds of the check of resources of any kind. */
class ResourceStateWorldsTest extends WorkloadContract {

  /** The discovery of kinds that every cluster serves is read only if it does not. */
  @Override
  protected Set<String> actionsOfNoWorld() {
    return Set.of(
        "eks:ListClusters",
        "kubernetes:get:/api",
        "kubernetes:get:/api/v1",
        "kubernetes:get:/apis/apps",
        "kubernetes:get:/apis/apps/v1",
        "kubernetes:get:/apis/karpenter.sh/v1");
  }

  /** What a resource is like is decided at once: nothing is ever pending. */
  @Override
  protected Set<Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Kind.SETTLING));
  }

  @Override
  protected Worlds<WorkloadCluster> worlds() {
    return new ClusterWorlds<WorkloadCluster>()
        .broken(broken())
        .fixed(fixed())
        .overFixed(overFixed())
        .absent(absent())
        .several(several())
        .pageTwo(pageTwo())
        .any(unknown())
        .worlds();
  }

  static ResourceStateBuilder deployments() {
    return EksChecks.resourceState().resource("apps/v1", "Deployment").namespace("shop");
  }

  static ResourceStateBuilder web() {
    return deployments()
        .named("web")
        .claim("object.spec.replicas >= 3", "The shop has three replicas", "Ask for more.")
        .claim(
            "StrategyNotRolling",
            "object.spec.strategy.type == 'RollingUpdate'",
            "Pods are replaced one by one",
            "Set the strategy.");
  }

  static ClusterWorld<WorkloadCluster> world(
      String name, String expected, ResourceStateBuilder check, Consumer<WorkloadCluster> story) {
    return ClusterWorld.of(name, expected, check::build, story);
  }

  static void deployment(WorkloadCluster it, String name, String spec) {
    deployment(it, "shop", name, "tier: front", spec);
  }

  static void deployment(
      WorkloadCluster it, String namespace, String name, String labels, String spec) {
    it.apply(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %s, namespace: %s, labels: {%s}, creationTimestamp: @30}
        spec:
          {selector: {matchLabels: {app: web}},
           template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}},
           %s}
        """
            .formatted(name, namespace, labels, spec));
  }

  /** A claim that cannot be told of a percentage, which the same field may hold. */
  static final String SURGES = "object.spec.strategy.rollingUpdate.maxSurge >= 3";

  static String surge(String pods) {
    return "strategy: {rollingUpdate: {maxSurge: %s}}".formatted(pods);
  }

  static final String ROLLING = "strategy: {type: RollingUpdate}";

  private static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
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
            "FAILED PodsNotAwaited",
            deployments()
                .claim(
                    "PodsNotAwaited",
                    "object.spec.minReadySeconds >= 10",
                    "A new pod is ready for some seconds before the next one",
                    "Set them."),
            it -> deployment(it, "web", "replicas: 3")),
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
                    spec:
                      selector: {matchLabels: {app: web}}
                      template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web}]}}
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

  static ResourceStateBuilder nodePools() {
    return EksChecks.resourceState()
        .resource("karpenter.sh/v1", "NodePool")
        .claim(
            "object.spec.disruption.consolidationPolicy == 'WhenEmptyOrUnderutilized'",
            "Nodes that are hardly used are removed",
            "Set the consolidation policy.");
  }

  static void nodePool(WorkloadCluster it, String name, String spec) {
    new ScalesOutObjects(it).ofNodePools();
    it.apply(
        """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata: {name: %s}
        spec: {%s}
        """
            .formatted(name, spec));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> fixed() {
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
            deployments().any().claim(SURGES, "Three", "Ask."),
            it -> {
              deployment(it, "web", surge("3"));
              deployment(it, "api", surge("25%"));
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
  private static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
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
  private static Stream<ClusterWorld<WorkloadCluster>> unknown() {
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
            deployments().exactly(1).claim(SURGES, "Three", "Ask."),
            it -> {
              deployment(it, "web", surge("3"));
              deployment(it, "api", surge("25%"));
            }),
        world(
            "any, and one cannot be told",
            "INCONCLUSIVE Claim1NotMet",
            deployments().any().claim(SURGES, "Three", "Ask."),
            it -> {
              deployment(it, "web", surge("1"));
              deployment(it, "api", surge("25%"));
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> absent() {
    return Stream.of(
        world("nothing there", "FAILED ResourceMissing", web(), it -> {}),
        world("the kind is not installed", "FAILED KindNotServed", nodePools(), it -> {}),
        world(
            "no cluster", "FAILED ClusterNotActive", web(), WorkloadCluster::judgeAnotherCluster));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> several() {
    return Stream.of(
        world(
            "one of several",
            "FAILED Claim1NotMet",
            deployments().claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "web", "replicas: 3");
              deployment(it, "api", "replicas: 1");
            }));
  }

  private static Stream<ClusterWorld<WorkloadCluster>> pageTwo() {
    return Stream.of(
        world(
            "the last of three",
            "FAILED Claim1NotMet",
            deployments().claim("object.spec.replicas >= 3", "Three replicas", "Ask."),
            it -> {
              deployment(it, "api", "replicas: 3");
              deployment(it, "pay", "replicas: 3");
              deployment(it, "web", "replicas: 1");
              it.kubernetes().pageSize(2);
            }));
  }
}
