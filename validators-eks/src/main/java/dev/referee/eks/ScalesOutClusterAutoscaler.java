package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ScalesOutExpectations.CAPACITY;
import static dev.referee.eks.ScalesOutExpectations.HEALTHY;
import static dev.referee.eks.ScalesOutExpectations.PERMITTED;
import static dev.referee.eks.ScalesOutExpectations.SCALES_IN;
import static dev.referee.eks.ScalesOutExpectations.VERSION;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Cluster Autoscaler, which resizes Auto Scaling groups. For one judgement and one thread. */
final class ScalesOutClusterAutoscaler {
  static final Permissions READS =
      ScalesOutClusterAutoscalerGroups.READS
          .and(ScalesOutClusterAutoscalerRole.READS)
          .and(Permissions.ofReads("kubernetes:get:configmaps", "kubernetes:list:nodes"));

  /** The time in which a new Cluster Autoscaler writes its status. */
  private static final Duration STARTING = Duration.ofMinutes(5);

  private static final String CONFIG_MAP = "cluster-autoscaler-status";

  /** A flag may be any text; only a name of Kubernetes may be asked for. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

  private final ActiveCluster cluster;
  private final ScalesOutDeployment controller;
  private final ScalesOutPods pods;
  private final ScalesOutRequirements requirements;
  private final Instant now;

  ScalesOutClusterAutoscaler(
      ActiveCluster cluster,
      ScalesOutDeployment controller,
      ScalesOutPods pods,
      ScalesOutRequirements requirements,
      Instant now) {
    this.cluster = cluster;
    this.controller = controller;
    this.pods = pods;
    this.requirements = requirements;
    this.now = now;
  }

  /** Returns the findings about it, and about the pods that need nodes. */
  ImmutableList<Finding> findings() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    Finding running = controller.running(now, cluster.kubernetes());
    findings.add(running);
    if (!running.isSatisfied()) {
      return findings.build();
    }
    ScalesOutClusterAutoscalerGroups groups =
        new ScalesOutClusterAutoscalerGroups(cluster, controller);
    List<ClusterReadyNode> nodes =
        pods.areScheduled()
            ? Pages.all(cluster.kubernetes().nodes(), ClusterReadyNode::of)
            : ImmutableList.of();
    Set<String> own = own(groups, nodes);
    boolean proven = pods.areOn(own);
    if (!proven) {
      findings.add(version());
    }
    findings.add(groups.found());
    if (groups.all().isEmpty()) {
      return findings.build();
    }
    if (!proven) {
      findings.add(
          PERMITTED.evaluate(
              () ->
                  new ScalesOutClusterAutoscalerRole(cluster, controller).permitted(groups.all())),
          HEALTHY.evaluate(this::healthy));
    }
    requirements
        .capacity()
        .ifPresent(
            it -> findings.add(CAPACITY.evaluate(() -> capacity(it, groups, nodes, proven))));
    if (!proven) {
      findings.add(groups.room(pods.areStuck()));
    }
    findings.addAll(pods.findings(Optional.empty(), own));
    requirements.consolidation().ifPresent(it -> findings.add(scalesIn(it)));
    return findings.build();
  }

  /** Returns the names of the nodes of the groups. */
  private static Set<String> own(
      ScalesOutClusterAutoscalerGroups groups, List<ClusterReadyNode> nodes) {
    Set<String> instances =
        groups.all().stream()
            .flatMap(group -> group.instances().stream())
            .collect(ImmutableSet.toImmutableSet());
    return nodes.stream()
        .filter(node -> instances.contains(node.instance()))
        .map(ClusterReadyNode::name)
        .collect(ImmutableSet.toImmutableSet());
  }

  private Finding version() {
    String image = controller.container().getImage();
    Optional<KubernetesMinorVersion> has =
        KubernetesMinorVersion.in(ImageReference.of(image).tag());
    Optional<KubernetesMinorVersion> wanted =
        KubernetesMinorVersion.in(cluster.described().version());
    Finding.Builder finding =
        has.isEmpty()
            ? VERSION
                .unknown(Cause.MISCONFIGURED)
                .seen("Its image does not tell its version: " + Workload.shown(image))
            : (has.equals(wanted) ? VERSION.satisfied() : VERSION.unsatisfied())
                .seen(
                    "It is %s, and the cluster is %s."
                        .formatted(has.get(), cluster.described().version()))
                .remedy(
                    "Use an image of Cluster Autoscaler v%s: kubectl set image %s."
                        .formatted(cluster.described().version(), controller.workload().kubectl()));
    return finding
        .subject(controller.workload().label())
        .expected("the minor version %s".formatted(cluster.described().version()))
        .build();
  }

  private Finding healthy() {
    if (controller.flag("write-status-configmap").filter("false"::equals).isPresent()) {
      return HEALTHY.satisfied().seen("It is set not to write its status.").build();
    }
    String name = named("status-config-map-name").orElse(CONFIG_MAP);
    String namespace = named("namespace").orElse(controller.workload().namespace());
    ConfigMap map = cluster.kubernetes().configMaps().inNamespace(namespace).withName(name).get();
    String subject = "ConfigMap %s/%s".formatted(namespace, name);
    if (map == null || map.getData() == null || !map.getData().containsKey("status")) {
      return unwritten(subject);
    }
    ScalesOutClusterAutoscalerStatus status =
        ScalesOutClusterAutoscalerStatus.of(map.getData().get("status"));
    if (status.state().equals("Initializing")) {
      return HEALTHY
          .pending()
          .subject(subject)
          .seen("It is starting.")
          .remedy("Wait until it has looked at all node groups.")
          .build();
    }
    boolean unhealthy = status.health().equals("Unhealthy");
    boolean failed = pods.areStuck() && !status.failures().isEmpty();
    Finding.Builder finding =
        (unhealthy || failed ? HEALTHY.unsatisfied() : HEALTHY.satisfied())
            .subject(subject)
            .expected("it is Healthy, and no launch has failed")
            .seen(
                unhealthy
                    ? "It says that the cluster is Unhealthy, so it adds no nodes."
                    : failed
                        ? "The last launch of a node group failed: "
                            + status.failures().values().iterator().next()
                        : "It says that it is %s."
                            .formatted(status.health().isEmpty() ? "running" : status.health()))
            .remedy(
                unhealthy
                    ? "Too many nodes are not ready: kubectl get nodes; repair or remove them."
                    : "Read the activities of the Auto Scaling group: aws autoscaling"
                        + " describe-scaling-activities.");
    Facts.add(
        finding, status.failures().entrySet().asList(), Map.Entry::getKey, Map.Entry::getValue);
    return finding.build();
  }

  private Optional<String> named(String flag) {
    return controller.flag(flag).filter(it -> NAME.matcher(it).matches());
  }

  private Finding unwritten(String subject) {
    Optional<Instant> until =
        controller
            .workload()
            .condition("Available", "True")
            .map(DeploymentCondition::getLastTransitionTime)
            .flatMap(WorkloadPod::time)
            .map(time -> time.plus(STARTING))
            .filter(time -> time.isAfter(now));
    return until
        .map(HEALTHY::pending)
        .orElseGet(HEALTHY::unsatisfied)
        .subject(subject)
        .expected("the status of Cluster Autoscaler")
        .seen("It has not written it.")
        .remedy(
            until.isPresent()
                ? "Wait: it takes a minute."
                : "Read its logs: kubectl logs %s. It may lack RBAC rules, or permissions in AWS."
                    .formatted(controller.workload().kubectl()))
        .build();
  }

  private Finding capacity(
      ScalesOutCapacity wanted,
      ScalesOutClusterAutoscalerGroups groups,
      List<ClusterReadyNode> nodes,
      boolean proven) {
    List<String> instances =
        nodes.stream()
            .filter(node -> pods.nodes().contains(node.name()))
            .map(ClusterReadyNode::instance)
            .collect(toImmutableList());
    List<ScalesOutClusterAutoscalerGroups.Group> judged =
        proven ? groups.having(instances) : groups.all();
    ImmutableMap<String, ScalesOutCapacity.Offer> offers = groups.offers(judged);
    boolean given = wanted.isGivenBy(offers.values());
    boolean unknown = offers.values().stream().anyMatch(offer -> !offer.known());
    Finding.Builder finding =
        (given
                ? CAPACITY.satisfied()
                : unknown ? CAPACITY.unknown(Cause.MISCONFIGURED) : CAPACITY.unsatisfied())
            .expected(wanted.words())
            .seen(
                given
                    ? "It is so."
                    : unknown
                        ? "A group does not tell: its launch template may ask for spot."
                        : "No node group gives it.");
    if (!given && !unknown) {
      finding.remedy(
          "Create a managed node group with --capacity-type SPOT or ON_DEMAND, as asked; it cannot"
              + " be changed later.");
    }
    Facts.add(
        finding, offers.entrySet().asList(), Map.Entry::getKey, entry -> entry.getValue().words());
    return finding.build();
  }

  private Finding scalesIn(ScalesOutConsolidation.Asked which) {
    boolean off = controller.flag("scale-down-enabled").filter("false"::equals).isPresent();
    boolean onlyEmpty =
        which == ScalesOutConsolidation.Asked.UNDERUTILIZED
            && controller
                .flag("scale-down-utilization-threshold")
                .filter(it -> it.matches("0(\\.0{0,9})?"))
                .isPresent();
    return (off || onlyEmpty ? SCALES_IN.unsatisfied() : SCALES_IN.satisfied())
        .subject(controller.workload().label())
        .expected(which.words())
        .seen(
            off
                ? "Its nodes stay: --scale-down-enabled is false."
                : onlyEmpty
                    ? "Nodes with any pod stay: --scale-down-utilization-threshold is 0."
                    : "Nothing keeps such nodes for ever.")
        .remedy(
            off
                ? "Remove --scale-down-enabled=false from its arguments."
                : "Set --scale-down-utilization-threshold to 0.5.")
        .build();
  }
}
