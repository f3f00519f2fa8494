package dev.referee.eks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.eks.ClusterReadyExpectations.CNI;
import static dev.referee.eks.ClusterReadyExpectations.COREDNS;
import static dev.referee.eks.ClusterReadyExpectations.PROXY;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.AwsLookups;
import dev.referee.kubernetes.Pages;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pods that every node or every cluster needs: the network plugin, kube-proxy and CoreDNS. Auto
 * Mode has all three built in, and Fargate the first two.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eks/latest/userguide/eks-networking-add-ons.html">Networking
 *     add-ons</a>
 */
final class ClusterReadyPods {
  static final Permissions READS =
      Permissions.ofReads(
          "kubernetes:list:daemonsets.apps",
          "kubernetes:list:deployments.apps",
          "kubernetes:list:pods",
          "eks:DescribeAddon");

  private static final String SYSTEM = "kube-system";
  private static final String CONFIGURATION = "/etc/cni/net.d";

  /** Plugins that are called in addition to the one that connects pods. */
  private static final List<String> CHAINED = List.of("multus", "istio-cni", "linkerd-cni");

  private final ActiveCluster cluster;
  private final ClusterReadyNodes nodes;

  /**
   * What is judged of a DaemonSet.
   *
   * @param name its name
   * @param desired how many nodes should run it
   * @param ready how many do
   * @param plugin whether it installs a network plugin
   * @param dns whether it is the DNS of the cluster
   */
  private record Daemons(String name, int desired, int ready, boolean plugin, boolean dns) {
    static Daemons of(DaemonSet set) {
      String name = set.getMetadata().getName();
      return new Daemons(
          UntrustedText.line(name),
          set.getStatus() == null ? 0 : number(set.getStatus().getDesiredNumberScheduled()),
          set.getStatus() == null ? 0 : number(set.getStatus().getNumberReady()),
          CHAINED.stream().noneMatch(name::contains) && configuresNetwork(set),
          isDns(set.getMetadata().getLabels()) && SYSTEM.equals(set.getMetadata().getNamespace()));
    }

    private static boolean configuresNetwork(DaemonSet set) {
      return set.getSpec() != null
          && set.getSpec().getTemplate() != null
          && set.getSpec().getTemplate().getSpec() != null
          && set.getSpec().getTemplate().getSpec().getVolumes().stream()
              .filter(volume -> volume.getHostPath() != null)
              .anyMatch(
                  volume -> nullToEmpty(volume.getHostPath().getPath()).startsWith(CONFIGURATION));
    }

    boolean runs(int least) {
      return desired > 0 && ready >= Math.min(desired, least);
    }

    String words() {
      return "%s runs on %d of %d nodes".formatted(name, ready, desired);
    }
  }

  ClusterReadyPods(ActiveCluster cluster, ClusterReadyNodes nodes) {
    this.cluster = cluster;
    this.nodes = nodes;
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static boolean isDns(@Nullable Map<String, String> labels) {
    return labels != null && "kube-dns".equals(labels.get("k8s-app"));
  }

  /** Returns the findings, in the order of the steps. */
  ImmutableList<Finding> findings() {
    Supplier<List<Daemons>> sets =
        Suppliers.memoize(
            () ->
                Pages.all(cluster.kubernetes().apps().daemonSets().inAnyNamespace(), Daemons::of));
    return ImmutableList.of(
        CNI.evaluate(() -> network(sets)),
        PROXY.evaluate(() -> proxy(sets)),
        COREDNS.evaluate(() -> dns(sets)));
  }

  /** Returns how many Ready nodes run the DaemonSets. */
  private int needing() {
    return (int) nodes.ready().stream().filter(node -> node.kind().needsDaemons()).count();
  }

  private boolean allManageThemselves() {
    return nodes.all().stream().noneMatch(node -> node.kind().needsDaemons());
  }

  private static Optional<Daemons> named(List<Daemons> sets, String name) {
    return sets.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  private static Optional<Daemons> otherPlugin(List<Daemons> sets) {
    return sets.stream()
        .filter(set -> set.plugin() && !set.name().equals("aws-node") && set.desired() > 0)
        .findFirst();
  }

  private Finding network(Supplier<List<Daemons>> sets) {
    if (allManageThemselves()) {
      return CNI.satisfied().seen("It is built into nodes of this kind.").build();
    }
    Optional<Daemons> own = named(sets.get(), "aws-node").filter(set -> set.desired() > 0);
    Optional<Daemons> other = otherPlugin(sets.get());
    if (own.isEmpty() && other.isEmpty()) {
      return CNI.unsatisfied()
          .seen("There is neither aws-node, the VPC CNI, nor another network plugin's DaemonSet.")
          .remedy(
              "Install the VPC CNI again: aws eks create-addon --cluster-name %s --addon-name vpc-cni"
                  .formatted(cluster.name()))
          .build();
    }
    Daemons judged = own.or(() -> other).orElseThrow();
    return running(
        CNI,
        judged,
        own.isPresent() ? "vpc-cni" : "",
        "Read the log of its pods: kubectl logs -n kube-system -l k8s-app=aws-node. Most often the"
            + " role of aws-node or of the nodes lacks AmazonEKS_CNI_Policy, or the subnet has no"
            + " free addresses.");
  }

  private Finding proxy(Supplier<List<Daemons>> sets) {
    if (allManageThemselves()) {
      return PROXY.satisfied().seen("It is built into nodes of this kind.").build();
    }
    Optional<Daemons> own = named(sets.get(), "kube-proxy").filter(set -> set.desired() > 0);
    if (own.isPresent()) {
      return running(
          PROXY,
          own.get(),
          "kube-proxy",
          "Read the log of its pods: kubectl logs -n kube-system -l k8s-app=kube-proxy.");
    }
    return otherPlugin(sets.get())
        .map(
            plugin ->
                PROXY
                    .satisfied()
                    .subject(plugin.name())
                    .seen("There is no kube-proxy; %s stands in for it.".formatted(plugin.name()))
                    .build())
        .orElseGet(
            () ->
                PROXY
                    .unsatisfied()
                    .seen("The DaemonSet kube-proxy is missing, or selects no node.")
                    .remedy(
                        "Install it again: aws eks create-addon --cluster-name %s --addon-name kube-proxy"
                            .formatted(cluster.name()))
                    .build());
  }

  private Finding running(Expectation expectation, Daemons set, String addon, String remedy) {
    if (set.runs(needing())) {
      return expectation.satisfied().subject(set.name()).seen(set.words() + ".").build();
    }
    Optional<Instant> until = nodes.starting();
    Finding.Builder finding =
        until
            .map(expectation::pending)
            .orElseGet(expectation::unsatisfied)
            .subject(set.name())
            .seen(set.words() + ".")
            .remedy(until.isPresent() ? "Wait: its pods are starting." : remedy);
    if (until.isEmpty()) {
      explain(finding, addon, set.name());
    }
    return finding.build();
  }

  private Finding dns(Supplier<List<Daemons>> sets) {
    if (!nodes.all().isEmpty()
        && nodes.all().stream().allMatch(node -> node.kind() == ClusterReadyNode.Kind.AUTO_MODE)) {
      return COREDNS.satisfied().seen("It is built into nodes of Auto Mode.").build();
    }
    List<Deployment> found =
        Pages.all(cluster.kubernetes().apps().deployments().inNamespace(SYSTEM)).stream()
            .filter(
                deployment ->
                    isDns(deployment.getMetadata().getLabels())
                        || deployment.getMetadata().getName().equals("coredns"))
            .collect(toImmutableList());
    int available =
        found.stream()
            .mapToInt(
                deployment ->
                    deployment.getStatus() == null
                        ? 0
                        : number(deployment.getStatus().getAvailableReplicas()))
            .sum();
    if (available > 0) {
      return COREDNS
          .satisfied()
          .subject(found.get(0).getMetadata().getName())
          .seen("%d of its pods are available.".formatted(available))
          .build();
    }
    Optional<Daemons> everywhere = sets.get().stream().filter(Daemons::dns).findFirst();
    if (everywhere.filter(set -> set.ready() > 0).isPresent()) {
      return COREDNS
          .satisfied()
          .subject(everywhere.get().name())
          .seen(everywhere.get().words() + ".")
          .build();
    }
    return found.isEmpty() ? missing() : notAvailable(found.get(0));
  }

  private Finding missing() {
    return COREDNS
        .unsatisfied()
        .seen("There is no Deployment of CoreDNS in kube-system.")
        .remedy(
            "Install it again: aws eks create-addon --cluster-name %s --addon-name coredns"
                .formatted(cluster.name()))
        .build();
  }

  private Finding notAvailable(Deployment dns) {
    String name = UntrustedText.line(dns.getMetadata().getName());
    int wanted = dns.getSpec() == null ? 1 : number(dns.getSpec().getReplicas());
    if (wanted == 0) {
      return COREDNS
          .unsatisfied()
          .subject(name)
          .seen("The Deployment %s is scaled to 0.".formatted(name))
          .remedy("Scale it up: kubectl scale -n kube-system deployment/coredns --replicas=2")
          .build();
    }
    Optional<Instant> until = nodes.starting();
    boolean onlyFargate =
        nodes.all().stream().allMatch(node -> node.kind() == ClusterReadyNode.Kind.FARGATE);
    Finding.Builder finding =
        until
            .map(COREDNS::pending)
            .orElseGet(COREDNS::unsatisfied)
            .subject(name)
            .seen("None of the %d pods of %s is available.".formatted(wanted, name))
            .remedy(
                until.isPresent()
                    ? "Wait: its pods are starting."
                    : onlyFargate
                        ? "Select kube-system with k8s-app=kube-dns in a Fargate profile, remove"
                            + " the annotation eks.amazonaws.com/compute-type, and restart it:"
                            + " kubectl rollout restart -n kube-system deployment/coredns"
                        : "See why: kubectl describe pods -n kube-system -l k8s-app=kube-dns");
    if (until.isEmpty()) {
      explain(finding, "coredns", "kube-dns");
    }
    return finding.build();
  }

  /** Adds what EKS says of the add-on, and what Kubernetes says of the pods. */
  private void explain(Finding.Builder finding, String addon, String label) {
    if (!addon.isEmpty()) {
      AwsLookups.found(
              () ->
                  cluster
                      .eks()
                      .describeAddon(
                          request -> request.clusterName(cluster.name()).addonName(addon))
                      .addon())
          .filter(found -> found.health() != null)
          .ifPresent(
              found ->
                  Facts.add(
                      finding,
                      found.health().issues(),
                      issue -> "add-on " + addon,
                      issue -> issue.codeAsString() + ": " + UntrustedText.line(issue.message())));
    }
    List<Map.Entry<String, String>> wrong =
        Pages.all(cluster.kubernetes().pods().inNamespace(SYSTEM).withLabel("k8s-app", label))
            .stream()
            .flatMap(
                pod ->
                    reason(pod)
                        .map(why -> Map.entry(UntrustedText.line(pod.getMetadata().getName()), why))
                        .stream())
            .collect(toImmutableList());
    Facts.add(finding, wrong, Map.Entry::getKey, Map.Entry::getValue);
  }

  /** Returns why a pod does not run; empty if it does. */
  private static Optional<String> reason(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    Stream<String> scheduling =
        pod.getStatus().getConditions().stream()
            .filter(
                condition ->
                    "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus()))
            .map(
                condition ->
                    nullToEmpty(condition.getReason())
                        + ": "
                        + nullToEmpty(condition.getMessage()));
    Stream<String> waiting =
        Stream.concat(
                pod.getStatus().getInitContainerStatuses().stream(),
                pod.getStatus().getContainerStatuses().stream())
            .flatMap(ClusterReadyPods::waiting);
    return Stream.concat(scheduling, waiting).map(UntrustedText::line).findFirst();
  }

  private static Stream<String> waiting(ContainerStatus container) {
    if (container.getState() == null || container.getState().getWaiting() == null) {
      return Stream.empty();
    }
    String message = nullToEmpty(container.getState().getWaiting().getMessage());
    return Stream.of(
        nullToEmpty(container.getState().getWaiting().getReason())
            + (message.isEmpty() ? "" : ": " + message));
  }
}
