package dev.referee.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Expectation;
import dev.referee.ec2.FleetServesMember.Trouble;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** Tests each state that Auto Scaling and load balancers report. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class FleetServesGroupTest {
  private static final String ARN =
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef";

  private static Instance instance(String id, String state, String weight) {
    return Instance.builder()
        .instanceId(id)
        .lifecycleState(state)
        .healthStatus("Healthy")
        .weightedCapacity(weight)
        .build();
  }

  private static AutoScalingGroup.Builder group(Instance... instances) {
    return AutoScalingGroup.builder()
        .autoScalingGroupName("web")
        .desiredCapacity(4)
        .instances(instances);
  }

  private static String told(Optional<Trouble> trouble) {
    return trouble
        .map(it -> (it.pending() ? "pending " : "") + it.step().code() + ": " + it.words())
        .orElse("none");
  }

  @Nested
  class Members {
    @ParameterizedTest
    @CsvSource({
      "InService, none",
      "Pending, pending InstancesNotInService: Pending",
      "'Pending:Wait', 'pending InstancesNotInService: Pending:Wait, waiting for a lifecycle hook'",
      "Standby, InstancesNotInService: Standby",
      "EnteringStandby, InstancesNotInService: EnteringStandby",
      "'', 'InstancesNotInService: '",
    })
    void areInServiceOrNot(String state, String expected) {
      FleetServesGroup group =
          new FleetServesGroup(group(instance("i-1", state, null)).build(), true);

      assertThat(group.members()).extracting(it -> told(it.problem())).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"Terminating", "Terminating:Wait", "Terminated", "Detaching", "Warmed:Stopped"})
    void areNotThoseThatLeaveOrWait(String state) {
      FleetServesGroup group =
          new FleetServesGroup(group(instance("i-1", state, null)).build(), true);

      assertThat(group.members()).isEmpty();
    }

    @Test
    void countWhatTheyWeighOrOneEach() {
      AutoScalingGroup group =
          group(instance("i-1", "InService", "3"), instance("i-2", "InService", null)).build();

      assertThat(new FleetServesGroup(group, true).members())
          .extracting(FleetServesMember::weight)
          .containsExactly(3, 1);
      assertThat(new FleetServesGroup(group, false).members())
          .extracting(FleetServesMember::weight)
          .containsExactly(1, 1);
    }

    @Test
    void areReplacedUnlessThatIsSuspended() {
      SuspendedProcess process = SuspendedProcess.builder().processName("Terminate").build();
      AutoScalingGroup.Builder group = group(instance("i-1", "InService", null));

      assertThat(new FleetServesGroup(group.build(), true).members())
          .allMatch(FleetServesMember::replaceable);
      SuspendedProcess launching = SuspendedProcess.builder().processName("Launch").build();
      assertThat(new FleetServesGroup(group.build(), true).launches()).isTrue();
      assertThat(new FleetServesGroup(group.suspendedProcesses(launching).build(), true).launches())
          .isFalse();
      assertThat(new FleetServesGroup(group.suspendedProcesses(process).build(), true).members())
          .noneMatch(FleetServesMember::replaceable);
    }
  }

  @Nested
  class Missing {
    @Test
    void isTheDesiredCapacityThatIsNeitherThereNorLaunching() {
      assertThat(missing(instance("i-1", "InService", "2"), instance("i-2", "Pending:Wait", null)))
          .isEqualTo(1);
      assertThat(missing(instance("i-1", "Standby", "2"), instance("i-2", "Terminating", null)))
          .isEqualTo(4);
      assertThat(missing(instance("i-1", "InService", "7"))).isZero();
    }

    private int missing(Instance... instances) {
      return new FleetServesGroup(group(instances).build(), false).missing();
    }
  }

  @Test
  void namesWhatCannotBeAskedForHealth() {
    AutoScalingGroup group =
        group()
            .loadBalancerNames("old")
            .trafficSources(
                source -> source.type("elbv2").identifier(ARN),
                source -> source.type("vpc-lattice").identifier("tg-1"))
            .build();

    assertThat(new FleetServesGroup(group, true).notJudged())
        .containsExactly("Classic Load Balancer old", "VPC Lattice target group tg-1");
  }

  @Nested
  class Targets {
    private static TargetHealthDescription target(String id, String state, String reason) {
      return TargetHealthDescription.builder()
          .target(it -> it.id(id))
          .targetHealth(it -> it.state(state).reason(reason).description("As EC2 says"))
          .build();
    }

    private static FleetServesTargetHealth of(
        boolean balanced, TargetHealthDescription... targets) {
      TargetGroup.Builder group = TargetGroup.builder();
      if (balanced) {
        group.loadBalancerArns("arn:of:balancer");
      }
      return FleetServesTargetHealth.of(
          ARN,
          List.of(targets),
          address -> address.equals("10.0.0.1") ? "i-1" : address,
          () -> Optional.of(group.build()));
    }

    @ParameterizedTest
    @CsvSource({
      "true, healthy, , none",
      "true, initial, Elb.InitialHealthChecking, pending TargetsNotHealthy",
      "true, unhealthy, Target.Timeout, TargetsNotHealthy",
      "true, unavailable, Elb.InternalError, TargetsNotHealthy",
      "true, draining, Target.DeregistrationInProgress, TargetsNotRegistered",
      "true, unused, Target.NotInUse, TargetZoneNotEnabled",
      "false, unused, Target.NotInUse, TargetGroupWithoutLoadBalancer",
      "true, unused, Target.NotRegistered, TargetsNotRegistered",
      "true, unused, Target.InvalidState, TargetsNotHealthy",
    })
    void sayWhatIsTheMatter(boolean balanced, String state, String reason, String expected) {
      Optional<Trouble> trouble = of(balanced, target("i-1", state, reason)).trouble("i-1");

      assertThat(told(trouble))
          .isEqualTo(
              expected.equals("none")
                  ? expected
                  : "%s: %s in the target group web (%s): As EC2 says"
                      .formatted(expected, state, reason));
    }

    @Test
    void areKnownByAddressToo() {
      assertThat(of(true, target("10.0.0.1", "healthy", null)).trouble("i-1")).isEmpty();
      assertThat(told(of(true, target("10.0.0.9", "healthy", null)).trouble("i-1")))
          .isEqualTo("TargetsNotRegistered: not registered with the target group web");
    }

    @Test
    void serveOnOneOfSeveralPorts() {
      TargetHealthDescription bad = target("i-1", "unhealthy", "Target.Timeout");
      TargetHealthDescription soon = target("i-1", "initial", null);
      TargetHealthDescription good = target("i-1", "healthy", null);

      assertThat(of(true, bad, soon, good).trouble("i-1")).isEmpty();
      assertThat(of(true, bad, soon).trouble("i-1").orElseThrow().pending()).isTrue();
      assertThat(of(true, bad, bad).trouble("i-1").orElseThrow().pending()).isFalse();
    }
  }

  @Nested
  class Remedies {
    private String remedy(Expectation step, String healthCheckType, String... words) {
      return remedy(3, step, healthCheckType, words);
    }

    private String remedy(int zones, Expectation step, String healthCheckType, String... words) {
      List<FleetServesMember> stuck =
          List.of(words).stream()
              .map(
                  it -> new FleetServesMember("i-1", "web", "a", 1, true, Trouble.broken(step, it)))
              .toList();
      AutoScalingGroup group =
          group().healthCheckType(healthCheckType).availabilityZones("a", "b", "a").build();
      return new FleetServesRemedy(
              "web", List.of(ARN), List.of(new FleetServesGroup(group, true)), zones)
          .of(step, stuck);
    }

    @ParameterizedTest
    @CsvSource({
      "InstancesNotHealthy, repair them",
      "TooFewZones, 'Add subnets in another Availability Zone to web; it has a, b so far.'",
      "TargetGroupMissing, 'Create the target group again, and attach it to web.'",
      "TargetGroupWithoutLoadBalancer, 'Add a listener, or a listener rule, that forwards to web.'",
      "TargetsNotRegistered, 'Attach web to web, which registers'",
      "TargetZoneNotEnabled, with a subnet in each: a.",
      "TargetsNotHealthy, The health check gets no response",
      "InstancesNotInService, exit Standby",
    })
    void areOfEachStep(String code, String expected) {
      Expectation step =
          FleetServesExpectations.ALL.stream()
              .filter(it -> it.code().equals(code))
              .findFirst()
              .orElseThrow();

      assertThat(remedy(step, "ELB", "bad")).contains(expected);
    }

    @Test
    void neverSuggestZonesThatTheGroupHas() {
      assertThat(remedy(2, FleetServesExpectations.ENOUGH_ZONES, "ELB"))
          .doesNotContain("Add subnets")
          .contains("web");
    }

    @Test
    void areOfWhatTheLoadBalancerSays() {
      Expectation step = FleetServesExpectations.TARGETS_HEALTHY;

      assertThat(remedy(FleetServesExpectations.IN_SERVICE, "ELB"))
          .contains("Raise the desired capacity");
      assertThat(remedy(step, "EBS,ELB", "unhealthy (Target.ResponseCodeMismatch)"))
          .endsWith("success codes, and the response of the application.");
      assertThat(remedy(step, "EC2", "unhealthy (Target.ResponseCodeMismatch)"))
          .endsWith("The group has only EC2 health checks, so it does not replace them.");
      assertThat(remedy(step, "ELB", "unused (Target.InvalidState)")).startsWith("Start them");
    }
  }
}
