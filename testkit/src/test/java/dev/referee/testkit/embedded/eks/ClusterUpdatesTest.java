package dev.referee.testkit.embedded.eks;

import static dev.referee.testkit.embedded.eks.EksWorld.refused;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.ClusterStatus;
import software.amazon.awssdk.services.eks.model.ClusterVersionInformation;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.eks.model.Logging;
import software.amazon.awssdk.services.eks.model.SupportType;
import software.amazon.awssdk.services.eks.model.Update;
import software.amazon.awssdk.services.eks.model.UpdateStatus;
import software.amazon.awssdk.services.eks.model.VersionStatus;

/** Tests of the Kubernetes versions and the updates of EKS clusters. */
class ClusterUpdatesTest {
  private final EksWorld world = new EksWorld();
  private final EksClient eks = world.eks;

  @AfterEach
  void close() {
    world.close();
  }

  @Nested
  class Versions {
    @Test
    void haveSupportThatEnds() {
      Map<String, ClusterVersionInformation> versions =
          eks.describeClusterVersions(r -> r.includeAll(true)).clusterVersions().stream()
              .collect(toMap(one -> one.clusterVersion(), one -> one));
      assertThat(versions.get("1.28").versionStatus()).isEqualTo(VersionStatus.UNSUPPORTED);
      assertThat(versions.get("1.30").versionStatus()).isEqualTo(VersionStatus.EXTENDED_SUPPORT);
      assertThat(versions.get("1.32").versionStatus()).isEqualTo(VersionStatus.STANDARD_SUPPORT);
      assertThat(versions).doesNotContainKey("1.35");
      assertThat(eks.describeClusterVersions(r -> r.defaultOnly(true)).clusterVersions())
          .extracting(one -> one.clusterVersion())
          .containsExactly("1.34");
      world.cloud.clock().advance(Duration.ofDays(90));
      assertThat(eks.describeClusterVersions(r -> {}).clusterVersions())
          .extracting(one -> one.clusterVersion())
          .containsExactly("1.35", "1.34", "1.33", "1.32", "1.31", "1.30");
      assertThat(
              eks.describeClusterVersions(r -> r.versionStatus(VersionStatus.EXTENDED_SUPPORT))
                  .clusterVersions())
          .extracting(one -> one.clusterVersion())
          .containsExactly("1.32", "1.31", "1.30");
    }

    @Test
    void areUpdatedOneMinorAtATime() {
      world.active(r -> r.version("1.32"));
      Update update = eks.updateClusterVersion(r -> r.name("game").version("1.33")).update();
      assertThat(update.typeAsString()).isEqualTo("VersionUpdate");
      assertThat(update.status()).isEqualTo(UpdateStatus.IN_PROGRESS);
      assertThat(world.cluster().status()).isEqualTo(ClusterStatus.UPDATING);
      assertThat(world.cluster().version()).isEqualTo("1.32");
      refused(
          () -> eks.deleteCluster(r -> r.name("game")),
          409,
          "ResourceInUseException",
          "Cannot delete because cluster game currently has an update in progress");
      world.pass(11);
      assertThat(world.cluster().status()).isEqualTo(ClusterStatus.ACTIVE);
      assertThat(world.cluster().version()).isEqualTo("1.33");
      assertThat(eks.describeUpdate(r -> r.name("game").updateId(update.id())).update().status())
          .isEqualTo(UpdateStatus.SUCCESSFUL);
    }

    @ParameterizedTest
    @CsvSource({"1.34", "1.32", "1.31"})
    void areNotLeftOutNorTakenTwice(String wanted) {
      world.active(r -> r.version("1.32"));
      refused(
          () -> eks.updateClusterVersion(r -> r.name("game").version(wanted)),
          400,
          "InvalidParameterException",
          "Unsupported Kubernetes minor version update from 1.32 to " + wanted);
    }

    @Test
    void areRolledBackWithinAWeek() {
      world.active(r -> r.version("1.32"));
      eks.updateClusterVersion(r -> r.name("game").version("1.33"));
      world.pass(11);
      Update back = eks.updateClusterVersion(r -> r.name("game").version("1.32")).update();
      assertThat(back.typeAsString()).isEqualTo("VersionRollback");
      world.pass(11);
      assertThat(world.cluster().version()).isEqualTo("1.32");
      eks.updateClusterVersion(r -> r.name("game").version("1.33"));
      world.pass(11);
      world.cloud.clock().advance(Duration.ofDays(7));
      refused(
          () -> eks.updateClusterVersion(r -> r.name("game").version("1.32")),
          400,
          "InvalidParameterException",
          "Unsupported Kubernetes minor version update from 1.33 to 1.32");
    }
  }

  @Nested
  class Updates {
    private static Logging logged(LogType... types) {
      return Logging.builder()
          .clusterLogging(LogSetup.builder().types(types).enabled(true).build())
          .build();
    }

    @Test
    void changeLoggingInParts() {
      world.active(r -> {});
      eks.updateClusterConfig(r -> r.name("game").logging(logged(LogType.API, LogType.AUDIT)));
      world.pass(6);
      assertThat(world.cluster().logging().clusterLogging().get(0).types())
          .containsExactly(LogType.API, LogType.AUDIT);
      refused(
          () -> eks.updateClusterConfig(r -> r.name("game").logging(logged(LogType.API))),
          400,
          "InvalidParameterException",
          "No changes needed for the logging config provided");
    }

    @Test
    void comeOneAfterTheOther() {
      world.active(r -> {});
      Update first =
          eks.updateClusterConfig(
                  r -> r.name("game").resourcesVpcConfig(v -> v.endpointPrivateAccess(true)))
              .update();
      assertThat(first.typeAsString()).isEqualTo("EndpointAccessUpdate");
      refused(
          () ->
              eks.updateClusterConfig(
                  r -> r.name("game").upgradePolicy(u -> u.supportType(SupportType.STANDARD))),
          409,
          "ResourceInUseException",
          "Cannot UpgradePolicyUpdate because cluster game currently has update "
              + first.id()
              + " in progress");
      world.pass(6);
      assertThat(world.cluster().resourcesVpcConfig().endpointPrivateAccess()).isTrue();
      refused(
          () ->
              eks.updateClusterConfig(
                  r -> r.name("game").resourcesVpcConfig(v -> v.endpointPrivateAccess(true))),
          400,
          "InvalidParameterException",
          "Cluster is already at the desired configuration with endpointPrivateAccess: true ,"
              + " endpointPublicAccess: true, and Public Endpoint Restrictions: [0.0.0.0/0]");
      assertThat(eks.listUpdates(r -> r.name("game")).updateIds()).containsExactly(first.id());
    }

    @Test
    void changeOneKindOfSetting() {
      world.active(r -> {});
      refused(
          () ->
              eks.updateClusterConfig(
                  r ->
                      r.name("game")
                          .deletionProtection(true)
                          .upgradePolicy(u -> u.supportType(SupportType.STANDARD))),
          400,
          "InvalidParameterException",
          "Only one type of update can be allowed.");
    }

    @Test
    void failAsATestSays() {
      world.active(r -> {});
      Update update =
          eks.updateClusterConfig(r -> r.name("game").deletionProtection(true)).update();
      world.account.cluster("game").failUpdates("SubnetNotFound", "A subnet is gone");
      world.pass(6);
      Update failed = eks.describeUpdate(r -> r.name("game").updateId(update.id())).update();
      assertThat(failed.status()).isEqualTo(UpdateStatus.FAILED);
      assertThat(failed.errors().get(0).errorMessage()).isEqualTo("A subnet is gone");
      assertThat(world.cluster().status()).isEqualTo(ClusterStatus.ACTIVE);
      assertThat(world.cluster().deletionProtection()).isFalse();
    }

    @Test
    void areFoundById() {
      world.active(r -> {});
      refused(
          () -> eks.describeUpdate(r -> r.name("game").updateId("none")),
          404,
          "ResourceNotFoundException",
          "No update found for ID: none");
    }

    @Test
    void protectFromDeletion() {
      world.active(r -> r.deletionProtection(true));
      refused(
          () -> eks.deleteCluster(r -> r.name("game")),
          400,
          "InvalidRequestException",
          "Cannot delete cluster game because deletion protection is enabled");
    }
  }
}
