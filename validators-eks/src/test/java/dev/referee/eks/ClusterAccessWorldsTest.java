package dev.referee.eks;

import dev.referee.Check;
import dev.referee.eks.ClusterAccessTest.Scene;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The contract of the check of who may administer a cluster. */
class ClusterAccessWorldsTest extends ClusterCheckContract<Scene> {
  private static final String PASSWORD = "Xk2-hunter-9";

  @Override
  protected Scene begin(EmbeddedSandbox sandbox) {
    return new Scene(sandbox);
  }

  @Override
  protected Optional<EmbeddedKubernetes> kubernetes(Scene world) {
    return world.started();
  }

  @Override
  protected Check check(Scene world) {
    return world.check();
  }

  @Override
  protected List<String> secrets() {
    return List.of(PASSWORD);
  }

  /** A change that EKS is still making is not told apart from one that nobody has asked for. */
  @Override
  protected Set<Kind> kinds() {
    return EnumSet.complementOf(EnumSet.of(Kind.SETTLING));
  }

  @Override
  protected Worlds<Scene> worlds() {
    return new ClusterWorlds<Scene>()
        .broken(ClusterAccessTest.fails())
        .overFixed(ClusterAccessTest.failsIfOverFixed())
        .fixed(ClusterAccessTest.passes())
        .absent(
            Stream.of(
                new ClusterWorld<>(
                    "there is no cluster",
                    "FAILED ClusterNotActive",
                    it -> it.asked = check -> check.logs("audit"))))
        .several(Stream.of(several()))
        .pageTwo(Stream.of(pageTwo()))
        .worlds();
  }

  private static ClusterWorld<Scene> several() {
    return new ClusterWorld<>(
        "one of two may administer it",
        "FAILED AdminMissing",
        it -> {
          it.create(r -> {});
          it.asked = check -> check.admins(it.platform, it.guest);
          it.admin(it.platform);
        });
  }

  private static ClusterWorld<Scene> pageTwo() {
    return new ClusterWorld<>(
        "the last of several bindings lets everybody administer it",
        "FAILED OtherAdminPresent",
        it -> {
          it.create(r -> {});
          it.admin(it.platform);
          it.onlyPlatform();
          it.bind("guests", "view");
          it.bind("editors", "edit");
          it.bind("system:authenticated", "zone-admin");
          it.allowEverything("zone-admin");
          it.kubernetes().pageSize(2);
        });
  }
}
