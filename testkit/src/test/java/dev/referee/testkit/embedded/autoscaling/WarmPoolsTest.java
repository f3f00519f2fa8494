package dev.referee.testkit.embedded.autoscaling;

import static dev.referee.testkit.embedded.autoscaling.LifecycleHooksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.DescribeWarmPoolResponse;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.PutWarmPoolRequest;
import software.amazon.awssdk.services.autoscaling.model.ResourceInUseException;
import software.amazon.awssdk.services.autoscaling.model.WarmPoolState;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Tests warm pools: the number and state of their instances, and scaling out from them. */
class WarmPoolsTest {
  private final Fleet fleet = new Fleet();

  @BeforeEach
  void group() {
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    fleet.group("web", "$Latest", 1);
    fleet.scaling.updateAutoScalingGroup(r -> r.autoScalingGroupName("web").maxSize(3));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private void put(Consumer<PutWarmPoolRequest.Builder> how) {
    fleet.scaling.putWarmPool(r -> r.autoScalingGroupName("web").applyMutation(how));
    fleet.passMinutes(3);
  }

  private DescribeWarmPoolResponse pool() {
    return fleet.scaling.describeWarmPool(r -> r.autoScalingGroupName("web"));
  }

  private List<String> pooled() {
    return pool().instances().stream().map(Instance::instanceId).toList();
  }

  private void desire(int capacity) {
    fleet.scaling.setDesiredCapacity(r -> r.autoScalingGroupName("web").desiredCapacity(capacity));
    fleet.passMinutes(3);
  }

  @Test
  void holdWhatTheGroupMayStillGrowBy() {
    put(r -> {});
    assertThat(pool().warmPoolConfiguration().poolState()).isEqualTo(WarmPoolState.STOPPED);
    assertThat(pool().warmPoolConfiguration().minSize()).isZero();
    assertThat(pool().instances())
        .hasSize(2)
        .allSatisfy(
            one -> {
              assertThat(one.lifecycleState()).isEqualTo(LifecycleState.WARMED_STOPPED);
              assertThat(fleet.instance(one.instanceId()).state().name())
                  .isEqualTo(InstanceStateName.STOPPED);
            });
    assertThat(fleet.group().instances()).hasSize(1);
    assertThat(fleet.group().warmPoolSize()).isEqualTo(2);
    assertThat(fleet.group().warmPoolConfiguration().poolState()).isEqualTo(WarmPoolState.STOPPED);
    assertThat(fleet.scaling.describeAutoScalingInstances().autoScalingInstances()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"2, 0, 1", "2, 2, 2", "1, 0, 0", "-1, 0, 2"})
  void holdAsManyAsTheirSizesSay(int prepared, int min, int expected) {
    put(r -> r.maxGroupPreparedCapacity(prepared).minSize(min).poolState("Running"));
    assertThat(pool().instances())
        .hasSize(expected)
        .allMatch(one -> one.lifecycleState() == LifecycleState.WARMED_RUNNING);
  }

  @Test
  void giveTheirInstancesWhenTheGroupGrows() {
    put(r -> {});
    List<String> before = pooled();
    desire(2);
    assertThat(fleet.members()).hasSize(2).containsAnyElementsOf(before);
    assertThat(fleet.group().instances())
        .allMatch(one -> one.lifecycleState() == LifecycleState.IN_SERVICE);
    assertThat(pooled()).hasSize(1);
    assertThat(
            fleet
                .scaling
                .describeScalingActivities(r -> r.autoScalingGroupName("web"))
                .activities())
        .extracting(Activity::description)
        .anyMatch(text -> text.startsWith("Launching a new EC2 instance from warm pool: i-"));
  }

  @Test
  void takeThemBackIfTheReusePolicySaysSo() {
    put(r -> r.instanceReusePolicy(p -> p.reuseOnScaleIn(true)));
    desire(3);
    assertThat(pooled()).isEmpty();
    List<String> members = fleet.members();
    desire(1);
    assertThat(pooled()).hasSize(2).isSubsetOf(members);
    assertThat(pool().instances())
        .allMatch(one -> one.lifecycleState() == LifecycleState.WARMED_STOPPED);
  }

  @Test
  void areDeletedWithTheirInstances() {
    put(r -> {});
    assertThatThrownBy(() -> fleet.scaling.deleteWarmPool(r -> r.autoScalingGroupName("web")))
        .isInstanceOf(ResourceInUseException.class);
    List<String> ids = pooled();
    fleet.scaling.deleteWarmPool(r -> r.autoScalingGroupName("web").forceDelete(true));
    assertThat(pool().warmPoolConfiguration().statusAsString()).isEqualTo("PendingDelete");
    fleet.passMinutes(2);
    assertThat(pool().warmPoolConfiguration()).isNull();
    assertThat(fleet.group().warmPoolConfiguration()).isNull();
    assertThat(fleet.instance(ids.get(0)).state().name()).isEqualTo(InstanceStateName.TERMINATED);
  }

  @Test
  void goWithTheGroup() {
    put(r -> {});
    List<String> ids = pooled();
    fleet.scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName("web").forceDelete(true));
    fleet.passMinutes(2);
    assertThat(fleet.scaling.describeAutoScalingGroups().autoScalingGroups()).isEmpty();
    assertThat(fleet.instance(ids.get(0)).state().name()).isEqualTo(InstanceStateName.TERMINATED);
  }

  @Test
  void areRefusedForSpotInstances() {
    fleet.template(
        "spot", fleet.data("#!/bin/sh\n").instanceMarketOptions(m -> m.marketType("spot")).build());
    fleet.scaling.updateAutoScalingGroup(
        r -> r.autoScalingGroupName("web").launchTemplate(t -> t.launchTemplateName("spot")));
    refused(
        () -> fleet.scaling.putWarmPool(r -> r.autoScalingGroupName("web")),
        "You can't add a warm pool to an Auto Scaling group that requests Spot Instances");
    assertThat(pool().warmPoolConfiguration()).isNull();
  }
}
