package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Outcome;
import dev.referee.testkit.Fault;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;

/** The scenarios of the check "The cluster has been upgraded". */
class ClusterUpgradedTest {
  static final String OLD = "v1.33.5-eks-113cf36";
  static final String NEW = "v1.34.1-eks-113cf36";

  /** An account, with the parameters of the check. */
  static final class Upgrade {
    final ClusterReadyScene it;
    final ClusterUpgradedBuilder check = EksChecks.clusterUpgraded().version("1.34");

    Upgrade(ClusterReadyScene it) {
      this.it = it;
    }

    Upgrade old() {
      it.active(r -> r.version("1.33"));
      return this;
    }

    Upgrade begin(String version) {
      it.eks.updateClusterVersion(r -> r.name("game").version(version));
      return this;
    }

    Upgrade upgraded() {
      old().begin("1.34").it.pass(15);
      return this;
    }

    Upgrade node(String name, String version, String labels) {
      it.node(
          name,
          node -> {
            node.version = version;
            node.labels = labels;
          });
      return this;
    }

    Upgrade node(String name, String version) {
      return node(name, version, "node: own");
    }

    Upgrade group() {
      it.group(it.nodeRole(), r -> {}).pass(5);
      return this;
    }

    Upgrade addon(String name, String version) {
      it.eks.createAddon(r -> r.clusterName("game").addonName(name).addonVersion(version));
      it.pass(10);
      return this;
    }

    Upgrade proxy(String version) {
      it.kubernetes()
          .apply(
              """
              apiVersion: apps/v1
              kind: DaemonSet
              metadata: {name: kube-proxy, namespace: kube-system}
              spec:
                selector: {matchLabels: {k8s-app: kube-proxy}}
                template:
                  metadata: {labels: {k8s-app: kube-proxy}}
                  spec: {containers: [{name: kube-proxy, image: "registry:5000/eks/kube-proxy:%s"}]}
              """
                  .formatted(version));
      return this;
    }
  }

  private static ClusterWorld<Upgrade> broken(String name, String next, Consumer<Upgrade> story) {
    return new ClusterWorld<>(name, "FAILED " + next, story);
  }

  private static ClusterWorld<Upgrade> fixed(String name, Consumer<Upgrade> story) {
    return new ClusterWorld<>(name, "PASSED ", story);
  }

  private static ClusterWorld<Upgrade> settling(String name, String next, Consumer<Upgrade> story) {
    return new ClusterWorld<>(name, "PENDING " + next, story);
  }

  static Stream<ClusterWorld<Upgrade>> controlPlane() {
    return Stream.of(
        broken("nobody has updated anything", "ControlPlaneNotUpgraded", Upgrade::old),
        broken(
            "an insight speaks against the update",
            "UpgradeInsightInError",
            it ->
                it.old()
                    .it
                    .controls()
                    .setInsight("Deprecated APIs", "1.34", "ERROR", "Deprecated API in use")),
        broken(
            "the update failed",
            "UpdateFailed",
            it ->
                it.old()
                    .begin("1.34")
                    .it
                    .controls()
                    .failUpdates("InsufficientFreeAddresses", "The subnets are full")),
        broken(
            "it was rolled back",
            "ControlPlaneNotUpgraded",
            it -> it.upgraded().begin("1.33").it.pass(15)),
        broken(
            "it is two versions behind",
            "ControlPlaneNotUpgraded",
            it -> it.old().check.version("1.35")),
        settling(
            "EKS updates the control plane",
            "ControlPlaneNotUpgraded",
            it -> it.old().begin("1.34").it.pass(3)),
        settling(
            "EKS rolls the control plane back to the version",
            "ControlPlaneNotUpgraded",
            it -> it.upgraded().begin("1.33").check.version("1.33")));
  }

  static Stream<ClusterWorld<Upgrade>> nodes() {
    return Stream.of(
        broken(
            "the node group has the old version",
            "NodeGroupsNotUpgraded",
            it -> it.old().group().begin("1.34").it.pass(15)),
        broken(
            "the update of the node group failed, for a budget kept its pods",
            "NodeGroupsNotUpgraded",
            it -> {
              it.old().group().begin("1.34").it.pass(15);
              it.it.eks.updateNodegroupVersion(r -> r.clusterName("game").nodegroupName("web"));
              it.it.controls().failUpdates("PodEvictionFailure", "Reached max retries");
            }),
        settling(
            "EKS updates the node group",
            "NodeGroupsNotUpgraded",
            it -> {
              it.old().group().begin("1.34").it.pass(15);
              it.it.eks.updateNodegroupVersion(r -> r.clusterName("game").nodegroupName("web"));
            }),
        broken(
            "a self-managed node was forgotten",
            "KubeletsNotUpgraded",
            it -> it.upgraded().node("a", NEW).node("b", OLD)),
        broken(
            "an old pod runs on an old Fargate node",
            "KubeletsNotUpgraded",
            it ->
                it.upgraded()
                    .node("a", NEW)
                    .node("fargate-b", OLD, "eks.amazonaws.com/compute-type: fargate")),
        broken(
            "a node is farther behind than Kubernetes allows",
            "KubeletsNotUpgraded",
            it -> it.upgraded().node("a", "v1.30.14-eks-1").check.maxSkew(3)),
        broken(
            "a node is newer than the control plane after a rollback",
            "KubeletsNotUpgraded",
            it -> {
              it.upgraded().begin("1.33").it.pass(15);
              it.node("a", NEW).check.version("1.33").maxSkew(3);
            }),
        broken(
            "a node does not tell its version",
            "KubeletsNotUpgraded",
            it -> it.upgraded().node("a", "unknown")),
        broken(
            "CoreDNS is an old add-on",
            "AddonsNotCompatible",
            it -> {
              it.it.active(r -> r.version("1.32"));
              it.addon("coredns", "v1.11.4-eksbuild.24").begin("1.33").it.pass(15);
              it.check.version("1.33");
            }),
        broken(
            "kube-proxy is self-managed and newer than the control plane",
            "KubeProxyNotUpgraded",
            it -> it.upgraded().proxy("v1.35.0-eksbuild.2")),
        broken(
            "kube-proxy is too old",
            "KubeProxyNotUpgraded",
            it -> it.upgraded().proxy("v1.30.14-minimal-eksbuild.13@sha256:ab")),
        broken(
            "the old nodes were only cordoned",
            "KubeletsNotUpgraded",
            it -> it.upgraded().node("a", NEW).node("b", OLD, "karpenter.sh/nodepool: default")));
  }

  static Stream<ClusterWorld<Upgrade>> correct() {
    return Stream.of(
        fixed(
            "control plane, nodes and kube-proxy have the version",
            it -> it.upgraded().node("a", NEW).node("b", NEW).proxy("v1.34.1-eksbuild.2")),
        fixed(
            "a rollback within its time",
            it -> {
              it.upgraded().begin("1.33").it.pass(15);
              it.node("a", OLD).check.version("1.33");
            }),
        fixed(
            "nodes one version behind, where that is allowed",
            it -> it.upgraded().node("a", OLD).check.maxSkew(1)),
        fixed(
            "a newer version, where that is allowed",
            it -> {
              it.upgraded().node("a", NEW).check.version("1.33").orNewer(true);
            }),
        fixed(
            "an insight is in error and the update was forced",
            it -> {
              it.old()
                  .it
                  .controls()
                  .setInsight("Deprecated APIs", "1.34", "ERROR", "Deprecated API in use");
              it.it.eks.updateClusterVersion(r -> r.name("game").version("1.34").force(true));
              it.it.pass(15);
            }),
        fixed(
            "the logging is being changed after the update",
            it ->
                it.upgraded()
                    .it
                    .eks
                    .updateClusterConfig(
                        r ->
                            r.name("game")
                                .logging(
                                    l ->
                                        l.clusterLogging(
                                            LogSetup.builder()
                                                .enabled(true)
                                                .types(LogType.AUDIT)
                                                .build())))));
  }

  @Test
  void namesEachLaggard() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      Upgrade upgrade = new Upgrade(scene).upgraded().node("a", NEW).node("b", OLD).node("c", OLD);

      assertThat(scene.judge(upgrade.check.build()).next().orElseThrow().facts())
          .extracting("name", "value")
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("b", "1.33"),
              org.assertj.core.groups.Tuple.tuple("c", "1.33"));
    }
  }

  @Test
  void isInconclusiveIfAnUpdateMayBeRunningUnseen() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      Upgrade upgrade = new Upgrade(scene).old().begin("1.34");
      scene.account.inject(Fault.deny().on("eks", "ListUpdates"));

      assertThat(scene.judge(upgrade.check.build()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }
  }

  @Test
  void isInconclusiveIfNodesCannotBeListed() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      Upgrade upgrade = new Upgrade(scene).upgraded();
      scene.kubernetes().inject(KubernetesFault.forbidden().on("nodes"));

      assertThat(scene.judge(upgrade.check.build()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }
  }

  @Test
  void refusesWhatIsNoMinorVersion() {
    assertThatThrownBy(() -> EksChecks.clusterUpgraded().version("v1.34.1"))
        .hasMessageContaining("1.34");
  }
}
