package dev.referee.testkit.embedded.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.ActiveInstanceRefreshNotFoundException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefresh;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.RefreshPreferences;

class InstanceRefreshTest {
  private final Fleet fleet = new Fleet();
  private List<String> before = List.of();

  @BeforeEach
  void groupOnItsFirstOfTwoVersions() {
    fleet.spawnersRole();
    fleet.template("web", fleet.data(Fleet.SPAWNER).iamInstanceProfile(p -> p.name("web")).build());
    fleet.group("web", "$Default", 4);
    before = fleet.members();
    fleet.ec2.createLaunchTemplateVersion(
        r ->
            r.launchTemplateName("web")
                .sourceVersion("1")
                .launchTemplateData(d -> d.userData(Fleet.encoded("#!/bin/sh\n"))));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private void moveDefault() {
    fleet.ec2.modifyLaunchTemplate(r -> r.launchTemplateName("web").defaultVersion("2"));
  }

  private void start(RefreshPreferences.Builder preferences) {
    fleet.scaling.startInstanceRefresh(
        r -> r.autoScalingGroupName("web").preferences(preferences.build()));
  }

  private InstanceRefreshStatus status() {
    return fleet.refresh().status();
  }

  private List<String> versions() {
    return fleet.group().instances().stream().map(one -> one.launchTemplate().version()).toList();
  }

  @Test
  void replacesInBatchesAndReportsProgress() {
    moveDefault();
    start(RefreshPreferences.builder().minHealthyPercentage(75).instanceWarmup(60));
    assertThat(status()).isEqualTo(InstanceRefreshStatus.PENDING);
    TreeSet<Integer> seen = new TreeSet<>();
    while (!InstanceRefreshStatus.SUCCESSFUL.equals(status())) {
      fleet.pass(Duration.ofSeconds(30));
      seen.add(fleet.refresh().percentageComplete());
      assertThat(fleet.group().instances().size()).isLessThanOrEqualTo(6);
    }
    assertThat(seen).containsExactly(0, 25, 50, 75, 100);
    assertThat(versions()).containsExactly("2", "2", "2", "2");
    assertThat(fleet.members()).doesNotContainAnyElementsOf(before);
    InstanceRefresh done = fleet.refresh();
    assertThat(done.endTime()).isAfter(done.startTime());
    assertThat(done.instancesToUpdate()).isZero();
  }

  @Test
  void endsTheSpawningOnceTheStrangeInstancesAreTerminatedToo() {
    assertThat(fleet.strange()).hasSize(5);
    moveDefault();
    fleet.terminate(fleet.strange());
    fleet.passMinutes(2);
    assertThat(fleet.strange()).as("old servers still run the script").hasSize(5);
    start(RefreshPreferences.builder().minHealthyPercentage(0));
    fleet.passMinutes(5);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    fleet.terminate(fleet.strange());
    fleet.pass(Duration.ofHours(2));
    assertThat(fleet.strange()).isEmpty();
  }

  @Test
  void replacesNothingWhenItSkipsMatchingOnesAndTheDefaultWasNotMoved() {
    start(RefreshPreferences.builder().skipMatching(true));
    fleet.passMinutes(5);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.members()).isEqualTo(before);
  }

  @Test
  void replacesMatchingOnesTooByDefault() {
    start(RefreshPreferences.builder().minHealthyPercentage(0));
    fleet.passMinutes(5);
    assertThat(fleet.members()).hasSize(4).doesNotContainAnyElementsOf(before);
    assertThat(versions()).containsOnly("1");
  }

  @Test
  void movesTheGroupToTheDesiredConfigurationWhenItSucceeds() {
    fleet.scaling.startInstanceRefresh(
        r ->
            r.autoScalingGroupName("web")
                .desiredConfiguration(
                    d -> d.launchTemplate(t -> t.launchTemplateName("web").version("2")))
                .preferences(p -> p.minHealthyPercentage(50)));
    fleet.passMinutes(1);
    assertThat(fleet.group().launchTemplate().version()).isEqualTo("$Default");
    fleet.passMinutes(10);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.group().launchTemplate().version()).isEqualTo("2");
    assertThat(versions()).containsOnly("2");
  }

  @Test
  void stopsHalfWayWhenCancelled() {
    moveDefault();
    start(RefreshPreferences.builder().minHealthyPercentage(75).instanceWarmup(60));
    fleet.pass(Duration.ofSeconds(150));
    fleet.scaling.cancelInstanceRefresh(r -> r.autoScalingGroupName("web"));
    assertThat(status()).isEqualTo(InstanceRefreshStatus.CANCELLING);
    fleet.passMinutes(10);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.CANCELLED);
    assertThat(versions()).contains("1", "2");
    assertThatThrownBy(
            () -> fleet.scaling.cancelInstanceRefresh(r -> r.autoScalingGroupName("web")))
        .isInstanceOf(ActiveInstanceRefreshNotFoundException.class);
  }

  @Test
  void restoresTheOldTemplateOnRollback() {
    fleet.scaling.startInstanceRefresh(
        r ->
            r.autoScalingGroupName("web")
                .desiredConfiguration(
                    d -> d.launchTemplate(t -> t.launchTemplateName("web").version("2")))
                .preferences(p -> p.minHealthyPercentage(75).instanceWarmup(60)));
    fleet.pass(Duration.ofSeconds(150));
    fleet.scaling.rollbackInstanceRefresh(r -> r.autoScalingGroupName("web"));
    assertThat(status()).isEqualTo(InstanceRefreshStatus.ROLLBACK_IN_PROGRESS);
    fleet.passMinutes(20);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.ROLLBACK_SUCCESSFUL);
    assertThat(versions()).containsOnly("1");
  }

  @Test
  void waitsAtACheckpoint() {
    moveDefault();
    start(
        RefreshPreferences.builder()
            .minHealthyPercentage(50)
            .checkpointPercentages(50, 100)
            .checkpointDelay(1800));
    fleet.passMinutes(20);
    assertThat(fleet.refresh().percentageComplete()).isEqualTo(50);
    fleet.passMinutes(20);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(versions()).containsOnly("2");
  }

  @Test
  void endsAtALastCheckpointBelowAHundred() {
    moveDefault();
    start(
        RefreshPreferences.builder()
            .minHealthyPercentage(50)
            .checkpointPercentages(50)
            .checkpointDelay(60));
    fleet.passMinutes(20);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(versions()).contains("1", "2");
  }

  @Test
  void leavesProtectedInstancesIfTheyAreIgnored() {
    moveDefault();
    fleet.scaling.setInstanceProtection(
        r -> r.autoScalingGroupName("web").instanceIds(before.get(0)).protectedFromScaleIn(true));
    start(RefreshPreferences.builder().minHealthyPercentage(0).scaleInProtectedInstances("Ignore"));
    fleet.passMinutes(10);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.members()).contains(before.get(0));
  }

  private void standby(String id) {
    fleet.scaling.enterStandby(
        r -> r.autoScalingGroupName("web").instanceIds(id).shouldDecrementDesiredCapacity(true));
    fleet.passMinutes(1);
  }

  @Test
  void waitsAnHourForInstancesInStandby() {
    moveDefault();
    standby(before.get(0));
    start(RefreshPreferences.builder().minHealthyPercentage(0));

    fleet.passMinutes(30);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.IN_PROGRESS);
    assertThat(fleet.refresh().statusReason()).contains("Standby");

    fleet.passMinutes(60);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.FAILED);
    assertThat(fleet.members()).contains(before.get(0));
  }

  @Test
  void replacesWhatComesBackFromStandby() {
    moveDefault();
    standby(before.get(0));
    start(RefreshPreferences.builder().minHealthyPercentage(0));
    fleet.passMinutes(10);

    fleet.scaling.exitStandby(r -> r.autoScalingGroupName("web").instanceIds(before.get(0)));
    fleet.passMinutes(20);

    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.members()).doesNotContain(before.get(0));
  }

  @Test
  void leavesOrTerminatesInstancesInStandbyByPreference() {
    moveDefault();
    standby(before.get(0));
    start(RefreshPreferences.builder().minHealthyPercentage(0).standbyInstances("Ignore"));
    fleet.passMinutes(10);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.members()).contains(before.get(0));

    start(RefreshPreferences.builder().minHealthyPercentage(0).standbyInstances("Terminate"));
    fleet.passMinutes(10);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
    assertThat(fleet.members()).doesNotContain(before.get(0));
  }

  @Test
  void isOneAtATime() {
    start(RefreshPreferences.builder());
    assertThatThrownBy(() -> start(RefreshPreferences.builder()))
        .isInstanceOf(InstanceRefreshInProgressException.class);
  }

  @Test
  void failsAfterAnHourWithoutProgress() {
    moveDefault();
    fleet.scaling.suspendProcesses(
        r -> r.autoScalingGroupName("web").scalingProcesses("Terminate"));
    start(RefreshPreferences.builder());
    fleet.passMinutes(30);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.IN_PROGRESS);
    fleet.passMinutes(40);
    assertThat(status()).isEqualTo(InstanceRefreshStatus.FAILED);
  }

  @Test
  void isListedNewestFirst() {
    start(RefreshPreferences.builder().skipMatching(true));
    fleet.passMinutes(5);
    start(RefreshPreferences.builder().skipMatching(true));
    assertThat(
            fleet
                .scaling
                .describeInstanceRefreshes(r -> r.autoScalingGroupName("web"))
                .instanceRefreshes())
        .extracting(InstanceRefresh::status)
        .containsExactly(InstanceRefreshStatus.PENDING, InstanceRefreshStatus.SUCCESSFUL);
  }
}
