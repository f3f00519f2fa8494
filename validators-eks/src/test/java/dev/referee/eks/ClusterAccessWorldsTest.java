package dev.referee.eks;

import dev.referee.Check;
import dev.referee.eks.ClusterAccessTest.Scene;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Worlds;
import dev.referee.testkit.kubernetes.ClusterCheckContract;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;

/** The contract of the check of who may administer a cluster. */
class ClusterAccessWorldsTest extends ClusterCheckContract<Scene> {
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
    return List.of(Scene.PASSWORD);
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
        .settling(settling())
        .worlds();
  }

  /** EKS shows a setting when its update has ended. */
  private static Stream<ClusterWorld<Scene>> settling() {
    return Stream.of(
        updating(
            "the mode is being changed",
            "AuthenticationModeOutdated",
            check -> check.authenticationMode("API"),
            update -> update.accessConfig(a -> a.authenticationMode("API"))),
        updating(
            "the endpoint is being closed",
            "EndpointTooOpen",
            check -> check.endpoint("private"),
            update ->
                update.resourcesVpcConfig(
                    v -> v.endpointPublicAccess(false).endpointPrivateAccess(true))),
        updating(
            "the logs are being turned on",
            "ControlPlaneLogsOff",
            check -> check.logs("audit"),
            update ->
                update.logging(
                    l ->
                        l.clusterLogging(
                            LogSetup.builder().types(LogType.AUDIT).enabled(true).build()))));
  }

  private static ClusterWorld<Scene> updating(
      String name,
      String code,
      UnaryOperator<ClusterAccessBuilder> asked,
      Consumer<UpdateClusterConfigRequest.Builder> change) {
    return new ClusterWorld<>(
        name,
        "PENDING " + code,
        it -> {
          it.create(r -> {});
          it.asked = asked;
          it.eks.updateClusterConfig(update -> update.name("game").applyMutation(change));
        });
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
