package dev.referee.eks;

import static dev.referee.eks.WorkloadIdentityExpectations.AGENT;
import static dev.referee.eks.WorkloadIdentityExpectations.NOT_FARGATE;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Progress;
import dev.referee.aws.AwsLookups;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.eks.model.Addon;

/**
 * The EKS Pod Identity Agent, which runs on every node, as add-on or installed otherwise. Nodes of
 * Auto Mode have it built in; Fargate has none.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html">Set up
 *     the Amazon EKS Pod Identity Agent</a>
 */
final class WorkloadIdentityAgent {
  static final Permissions READS =
      Permissions.ofReads("eks:DescribeAddon", "kubernetes:get:daemonsets.apps");

  private static final String NAME = "eks-pod-identity-agent";

  private final ActiveCluster cluster;

  WorkloadIdentityAgent(ActiveCluster cluster) {
    this.cluster = cluster;
  }

  /** Returns the findings whether the pods get what Pod Identity needs on their nodes. */
  ImmutableList<Finding> findings(WorkloadIdentityPods pods) {
    List<Pod> fargate = pods.running().stream().filter(pods::onFargate).toList();
    if (fargate.isEmpty()) {
      return ImmutableList.of(agent());
    }
    Finding.Builder finding =
        NOT_FARGATE
            .unsatisfied()
            .seen("Pod Identity does not work on Fargate, where these pods run.")
            .remedy(
                "Use IRSA for this service account, or run the pods on nodes: remove the selector"
                    + " from the Fargate profile, and restart them.");
    Facts.add(finding, fargate, WorkloadIdentityPods::name, pod -> "runs on Fargate");
    return ImmutableList.of(finding.build());
  }

  private Finding agent() {
    DaemonSet found =
        cluster.kubernetes().apps().daemonSets().inNamespace("kube-system").withName(NAME).get();
    if (found != null) {
      return running(found);
    }
    if (cluster.described().computeConfig() != null
        && Boolean.TRUE.equals(cluster.described().computeConfig().enabled())) {
      return AGENT.satisfied().seen("Nodes of Auto Mode have it built in.").build();
    }
    return missing();
  }

  private static Finding running(DaemonSet agent) {
    DaemonSetStatus status = agent.getStatus() == null ? new DaemonSetStatus() : agent.getStatus();
    int wanted = Objects.requireNonNullElse(status.getDesiredNumberScheduled(), 0);
    int ready = Objects.requireNonNullElse(status.getNumberReady(), 0);
    String seen = "It is ready on %d of %d nodes.".formatted(ready, wanted);
    if (ready > 0 && ready >= wanted) {
      return AGENT.satisfied().subject(NAME).seen(seen).build();
    }
    return AGENT
        .unsatisfied()
        .subject(NAME)
        .seen(seen)
        .progress(Progress.of(ready, Math.max(wanted, ready + 1)))
        .remedy(
            "Find out why its pods are not ready: kubectl describe daemonset %s -n kube-system"
                .formatted(NAME))
        .build();
  }

  private Finding missing() {
    Optional<Addon> addon =
        AwsLookups.foundOrInconclusive(
            () ->
                cluster
                    .eks()
                    .describeAddon(request -> request.clusterName(cluster.name()).addonName(NAME))
                    .addon());
    String status = addon.map(it -> Strings.nullToEmpty(it.statusAsString())).orElse("");
    if (status.equals("CREATING") || status.equals("UPDATING")) {
      return AGENT
          .pending()
          .subject(NAME)
          .seen("The add-on is %s.".formatted(status))
          .remedy("Wait until the add-on is active.")
          .build();
    }
    return AGENT
        .unsatisfied()
        .subject(NAME)
        .seen(
            status.isEmpty()
                ? "The cluster has no such add-on, and no DaemonSet of this name in kube-system."
                : "The add-on is %s, but its DaemonSet is not there.".formatted(status))
        .remedy(
            "Create the add-on: aws eks create-addon --cluster-name %s --addon-name %s"
                .formatted(cluster.name(), NAME))
        .build();
  }
}
