package dev.referee.eks;

import static dev.referee.eks.ClusterUpgradedTest.NEW;
import static dev.referee.eks.ClusterUpgradedTest.OLD;

import dev.referee.Check;
import dev.referee.eks.ClusterUpgradedTest.Upgrade;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Worlds;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The contract of the check that everything has a version. */
class ClusterUpgradedWorldsTest extends ClusterCheckContract<Upgrade> {
  @Override
  protected Upgrade begin(EmbeddedSandbox sandbox) {
    return new Upgrade(new ClusterReadyScene(sandbox));
  }

  @Override
  protected Optional<EmbeddedKubernetes> kubernetes(Upgrade world) {
    return world.it.started();
  }

  @Override
  protected Check check(Upgrade world) {
    return world.check.build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(ClusterReadyScene.PASSWORD);
  }

  @Override
  protected Worlds<Upgrade> worlds() {
    return new ClusterWorlds<Upgrade>()
        .any(ClusterUpgradedTest.controlPlane())
        .any(ClusterUpgradedTest.nodes())
        .fixed(ClusterUpgradedTest.correct())
        .absent(
            Stream.of(
                new ClusterWorld<>("there is no cluster", "FAILED ClusterNotActive", it -> {})))
        .several(
            Stream.of(
                new ClusterWorld<>(
                    "one of two nodes has the old version",
                    "FAILED KubeletsNotUpgraded",
                    it -> it.upgraded().node("a", NEW).node("b", OLD))))
        .pageTwo(
            Stream.of(
                new ClusterWorld<>(
                    "the last of three nodes has the old version",
                    "FAILED KubeletsNotUpgraded",
                    it -> {
                      it.upgraded().node("a", NEW).node("b", NEW).node("c", OLD);
                      it.it.kubernetes().pageSize(2);
                    })))
        .overFixed(
            Stream.of(
                new ClusterWorld<>(
                    "it was updated once too often",
                    "FAILED ControlPlaneNotUpgraded",
                    it -> it.upgraded().check.version("1.33"))))
        .worlds();
  }
}
