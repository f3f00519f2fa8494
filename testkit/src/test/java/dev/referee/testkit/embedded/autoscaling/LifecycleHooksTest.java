package dev.referee.testkit.embedded.autoscaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHookSpecification;
import software.amazon.awssdk.services.autoscaling.model.LifecycleState;
import software.amazon.awssdk.services.autoscaling.model.PutLifecycleHookRequest;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Tests lifecycle hooks: storing them, and instances that wait for them. */
class LifecycleHooksTest {
  private static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";
  private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

  private final Fleet fleet = new Fleet();

  @BeforeEach
  void group() {
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    fleet.group("web", "$Latest", 0);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  /** Asserts that Auto Scaling refuses a call as invalid, with exactly this message. */
  static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AutoScalingException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(refusal.statusCode()).isEqualTo(400);
            });
  }

  private void hook(String name, Consumer<PutLifecycleHookRequest.Builder> more) {
    fleet.scaling.putLifecycleHook(
        r -> r.autoScalingGroupName("web").lifecycleHookName(name).applyMutation(more));
  }

  private void hook(String name, String transition) {
    hook(name, r -> r.lifecycleTransition(transition).heartbeatTimeout(600));
  }

  private List<LifecycleHook> hooks() {
    return fleet
        .scaling
        .describeLifecycleHooks(r -> r.autoScalingGroupName("web"))
        .lifecycleHooks();
  }

  private void desire(int capacity) {
    fleet.scaling.setDesiredCapacity(r -> r.autoScalingGroupName("web").desiredCapacity(capacity));
    fleet.passMinutes(1);
  }

  private void complete(String hook, String id, String result) {
    fleet.scaling.completeLifecycleAction(
        r ->
            r.autoScalingGroupName("web")
                .lifecycleHookName(hook)
                .instanceId(id)
                .lifecycleActionResult(result));
  }

  private Instance only() {
    return fleet.group().instances().get(0);
  }

  private Activity latest() {
    return fleet
        .scaling
        .describeScalingActivities(r -> r.autoScalingGroupName("web"))
        .activities()
        .get(0);
  }

  @Nested
  class Kept {
    @Test
    void withTheDefaultsOfAws() {
      hook("start", r -> r.lifecycleTransition(LAUNCHING));
      assertThat(hooks())
          .containsExactly(
              LifecycleHook.builder()
                  .autoScalingGroupName("web")
                  .lifecycleHookName("start")
                  .lifecycleTransition(LAUNCHING)
                  .heartbeatTimeout(3600)
                  .globalTimeout(172_800)
                  .defaultResult("ABANDON")
                  .build());
      hook("start", r -> r.heartbeatTimeout(60).defaultResult("CONTINUE"));
      assertThat(hooks())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.lifecycleTransition()).isEqualTo(LAUNCHING);
                assertThat(one.globalTimeout()).isEqualTo(6000);
                assertThat(one.defaultResult()).isEqualTo("CONTINUE");
              });
    }

    @Test
    void fromTheRequestThatMakesTheGroup() {
      fleet.scaling.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName("other")
                  .launchTemplate(t -> t.launchTemplateName("web"))
                  .minSize(1)
                  .maxSize(1)
                  .availabilityZones("us-east-1a")
                  .lifecycleHookSpecificationList(
                      LifecycleHookSpecification.builder()
                          .lifecycleHookName("start")
                          .lifecycleTransition(LAUNCHING)
                          .build()));
      fleet.passMinutes(1);
      assertThat(
              fleet
                  .scaling
                  .describeAutoScalingInstances()
                  .autoScalingInstances()
                  .get(0)
                  .lifecycleState())
          .isEqualTo("Pending:Wait");
    }

    @Test
    void unlessTheyAreInvalid() {
      refused(
          () -> hook("start", r -> r.lifecycleTransition("launching")),
          "'LifecycleTransition' must be one of: autoscaling:EC2_INSTANCE_LAUNCHING,"
              + " autoscaling:EC2_INSTANCE_TERMINATING");
      refused(
          () -> hook("start", r -> r.lifecycleTransition(LAUNCHING).heartbeatTimeout(29)),
          "HeartbeatTimeout must be between 30 and 7200 seconds");
      refused(
          () -> hook("start", r -> r.lifecycleTransition(LAUNCHING).defaultResult("RETRY")),
          "'DefaultResult' must be one of: CONTINUE, ABANDON");
      refused(
          () ->
              hook(
                  "start",
                  r ->
                      r.lifecycleTransition(LAUNCHING)
                          .notificationTargetARN("arn:aws:sns:us-east-1:222222222222:hooks")),
          "'RoleARN' parameter required when 'NotificationTargetARN' parameter is specified");
      assertThat(hooks()).isEmpty();
    }

    @Test
    void untilTheyAreDeleted() {
      hook("start", LAUNCHING);
      fleet.scaling.deleteLifecycleHook(
          r -> r.autoScalingGroupName("web").lifecycleHookName("start"));
      assertThat(hooks()).isEmpty();
      assertThatThrownBy(
              () ->
                  fleet.scaling.deleteLifecycleHook(
                      r -> r.autoScalingGroupName("web").lifecycleHookName("start")))
          .hasMessageContaining("No Lifecycle Hook found");
    }
  }

  @Nested
  class Launching {
    @BeforeEach
    void hook() {
      LifecycleHooksTest.this.hook("start", LAUNCHING);
      desire(1);
    }

    @Test
    void waitsUntilTheActionIsCompleted() {
      assertThat(only().lifecycleState()).isEqualTo(LifecycleState.PENDING_WAIT);
      assertThat(latest().statusCode()).isEqualTo(ScalingActivityStatusCode.MID_LIFECYCLE_ACTION);
      assertThat(fleet.instance(only().instanceId()).state().name())
          .isEqualTo(InstanceStateName.RUNNING);
      fleet.passMinutes(5);
      assertThat(only().lifecycleState()).isEqualTo(LifecycleState.PENDING_WAIT);
      String id = only().instanceId();
      complete("start", id, "CONTINUE");
      fleet.passMinutes(1);
      assertThat(only().lifecycleState()).isEqualTo(LifecycleState.IN_SERVICE);
      assertThat(latest().statusCode()).isEqualTo(ScalingActivityStatusCode.SUCCESSFUL);
      refused(
          () -> complete("start", id, "CONTINUE"),
          "No active Lifecycle Action found with instance ID " + id);
    }

    @Test
    void replacesWhatIsAbandoned() {
      String id = only().instanceId();
      complete("start", id, "ABANDON");
      fleet.passMinutes(2);
      assertThat(fleet.members()).hasSize(1).doesNotContain(id);
      assertThat(fleet.instance(id).state().name()).isEqualTo(InstanceStateName.TERMINATED);
    }

    @Test
    void replacesWhatIsNotCompletedInTime() {
      String id = only().instanceId();
      fleet.passMinutes(8);
      assertThat(only().instanceId()).isEqualTo(id);
      fleet.passMinutes(3);
      assertThat(fleet.members()).hasSize(1).doesNotContain(id);
      assertThat(
              fleet
                  .scaling
                  .describeScalingActivities(r -> r.autoScalingGroupName("web"))
                  .activities())
          .filteredOn(one -> one.statusCode() == ScalingActivityStatusCode.CANCELLED)
          .singleElement()
          .satisfies(one -> assertThat(one.statusMessage()).contains("was abandoned"));
    }

    @Test
    void waitsLongerWithAHeartbeat() {
      fleet.passMinutes(8);
      String id = only().instanceId();
      fleet.scaling.recordLifecycleActionHeartbeat(
          r -> r.autoScalingGroupName("web").lifecycleHookName("start").instanceId(id));
      fleet.passMinutes(8);
      assertThat(only().instanceId()).isEqualTo(id);
      fleet.passMinutes(4);
      assertThat(fleet.members()).doesNotContain(id);
    }

    @Test
    void waitsForEveryHook() {
      LifecycleHooksTest.this.hook("more", LAUNCHING);
      desire(2);
      String second =
          fleet.members().stream()
              .filter(id -> !id.equals(only().instanceId()))
              .findFirst()
              .orElseThrow();
      complete("start", second, "CONTINUE");
      fleet.passMinutes(1);
      assertThat(states()).containsOnly("Pending:Wait");
      complete("more", second, "CONTINUE");
      fleet.passMinutes(1);
      assertThat(states()).containsExactlyInAnyOrder("Pending:Wait", "InService");
    }

    private List<String> states() {
      return fleet.group().instances().stream().map(Instance::lifecycleStateAsString).toList();
    }

    @Test
    void abandonsWhatWaitsForADeletedHook() {
      String id = only().instanceId();
      fleet.scaling.deleteLifecycleHook(
          r -> r.autoScalingGroupName("web").lifecycleHookName("start"));
      fleet.passMinutes(2);
      assertThat(fleet.members()).hasSize(1).doesNotContain(id);
      assertThat(only().lifecycleState()).isEqualTo(LifecycleState.IN_SERVICE);
    }
  }

  @Nested
  class Terminating {
    private String id = "";

    @BeforeEach
    void hook() {
      desire(1);
      id = only().instanceId();
      LifecycleHooksTest.this.hook("stop", TERMINATING);
    }

    @Test
    void waitsUntilTheActionIsCompleted() {
      desire(0);
      assertThat(only().lifecycleState()).isEqualTo(LifecycleState.TERMINATING_WAIT);
      assertThat(fleet.instance(id).state().name()).isEqualTo(InstanceStateName.RUNNING);
      complete("stop", id, "CONTINUE");
      fleet.passMinutes(2);
      assertThat(fleet.members()).isEmpty();
      assertThat(fleet.instance(id).state().name()).isEqualTo(InstanceStateName.TERMINATED);
    }

    @Test
    void terminatesWhenTheTimeIsOverOrTheActionAbandoned() {
      desire(0);
      fleet.pass(Duration.ofMinutes(11));
      assertThat(fleet.instance(id).state().name()).isEqualTo(InstanceStateName.TERMINATED);
      desire(1);
      String next = only().instanceId();
      desire(0);
      complete("stop", next, "ABANDON");
      fleet.passMinutes(2);
      assertThat(fleet.instance(next).state().name()).isEqualTo(InstanceStateName.TERMINATED);
    }

    @Test
    void launchesTheReplacementMeanwhile() {
      fleet.scaling.terminateInstanceInAutoScalingGroup(
          r -> r.instanceId(id).shouldDecrementDesiredCapacity(false));
      fleet.passMinutes(1);
      assertThat(fleet.group().instances())
          .extracting(Instance::lifecycleState)
          .containsExactlyInAnyOrder(LifecycleState.TERMINATING_WAIT, LifecycleState.IN_SERVICE);
    }

    @Test
    void doesNotHoldUpAForcedDeletion() {
      fleet.scaling.deleteAutoScalingGroup(r -> r.autoScalingGroupName("web").forceDelete(true));
      fleet.passMinutes(2);
      assertThat(fleet.scaling.describeAutoScalingGroups().autoScalingGroups()).isEmpty();
    }
  }
}
