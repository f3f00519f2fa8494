package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Disclosure;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.report.Report;
import dev.referee.spi.Arguments;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** Tests of similar situations that {@code ec2.fleet-serves} has to distinguish. */
@ExtendWith(RefereeExtension.class)
class FleetServesTellsApartTest {
  private final Check check =
      Ec2Checks.fleetServes().group(AutoScalingGroups.named(ServedFleet.NAME)).zones(2).build();

  private static String text(Verdict verdict) {
    return Report.forPlayers(Disclosure.EXACT).width(400).text(verdict);
  }

  @Test
  void servesFromIsAskedToServe(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox).built();

    Verdict verdict = referee.judge(check, sandbox.account());

    assertThat(Report.forOrganisers().width(400).text(verdict))
        .contains("Auto Scaling group unicorn-web\n")
        .containsPattern("3 of 3 wanted, in 3 zones \\(\\S+a, \\S+b, \\S+c\\)");
  }

  @Test
  void whatWaitsFromWhatFails(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).prepared();
    fleet
        .group(
            ServedFleet.NAME,
            it -> it.targetGroupARNs(fleet.targetGroup).vpcZoneIdentifier(fleet.subnets.get(1)))
        .later(5)
        .update(it -> it.desiredCapacity(4));

    assertThat(text(referee.judge(check, sandbox.account())))
        .contains("3 of 4 wanted get this far, in 1 zone (")
        .contains("after this")
        .doesNotContain("Complete the earlier steps first")
        .contains("at least 4 serving instances, in at least 2 zones");
  }

  @Test
  void oneMoreThatIsLaunched(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox).built().update(it -> it.desiredCapacity(4));

    assertThat(referee.judge(check, sandbox.account()))
        .isPending()
        .hasNext(FleetServesExpectations.IN_SERVICE);
  }

  @Test
  void whatTheGroupIsAboutToLaunchFromWhatItDoesNot(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).built();
    AutoScalingGroup group =
        fleet
            .autoScaling
            .describeAutoScalingGroups(it -> it.autoScalingGroupNames(ServedFleet.NAME))
            .autoScalingGroups()
            .get(0);
    AutoScalingGroup fourth = group.toBuilder().desiredCapacity(4).build();

    assertThat(referee.judge(inService(fourth, 4), sandbox.account())).isPending();
    assertThat(referee.judge(inService(fourth, 5), sandbox.account())).isFailed();
    assertThat(referee.judge(inService(group, 4), sandbox.account())).isFailed();
  }

  /**
   * Tests the instances in service of a group in a state too short-lived to occur in the embedded
   * account.
   */
  private Check inService(AutoScalingGroup group, int atLeast) {
    Arguments.Builder given = FleetServes.KIND.arguments();
    given.set(FleetServes.GROUP, AutoScalingGroups.named(ServedFleet.NAME));
    given.set(FleetServes.AT_LEAST, atLeast);
    Arguments parameters = given.build();
    return new Check() {
      @Override
      public String id() {
        return "in-service";
      }

      @Override
      public String claim() {
        return "They are in service";
      }

      @Override
      public Permissions permissions() {
        return FleetServes.READS;
      }

      @Override
      public Verdict judge(CheckContext context) {
        Account account = context.target(Account.class);
        FleetServesReader reader = new FleetServesReader(account, List.of(group));
        return context.verdict(
            new FleetServesFindings(parameters, account, reader, List.of(group))
                .stage(FleetServesExpectations.IN_SERVICE));
      }
    };
  }

  @Test
  void whatIsReplacedFromWhatIsNot(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).built().terminateOne();

    assertThat(text(referee.judge(check, sandbox.account())))
        .contains("shutting-down; the group is about to replace it");

    fleet.suspend("HealthCheck").later(5);
    assertThat(text(referee.judge(check, sandbox.account())))
        .contains("terminated")
        .doesNotContain("about to replace it");
  }

  @Test
  void asManyZonesAsAreAskedFromOneMore(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).prepared();
    fleet.group(ServedFleet.NAME, it -> {}).later(5);
    fleet.autoScaling.attachLoadBalancerTargetGroups(
        it -> it.autoScalingGroupName(ServedFleet.NAME).targetGroupARNs(fleet.targetGroup));
    Check threeZones =
        Ec2Checks.fleetServes().group(AutoScalingGroups.named(ServedFleet.NAME)).zones(3).build();

    assertThat(referee.judge(threeZones, sandbox.account()))
        .isPending()
        .hasNext(FleetServesExpectations.TARGETS_HEALTHY);
  }

  @Test
  void zonesThatTheGroupMayUseFromThoseItUses(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).prepared();
    fleet
        .group(
            ServedFleet.NAME,
            it -> it.targetGroupARNs(fleet.targetGroup).vpcZoneIdentifier(fleet.subnets.get(1)))
        .later(5)
        .suspend("AZRebalance")
        .update(it -> it.vpcZoneIdentifier(String.join(",", fleet.subnets)))
        .later(5);

    Verdict verdict = referee.judge(check, sandbox.account());

    assertThat(verdict).isFailed().hasNext(FleetServesExpectations.ENOUGH_ZONES);
    assertThat(text(verdict)).doesNotContain("Complete the earlier steps first");
  }

  @Test
  void theOneThatIsUnhealthyFromTheOthers(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).built();
    String id = fleet.oneServer();
    fleet.autoScaling.setInstanceHealth(it -> it.instanceId(id).healthStatus("Unhealthy"));

    Finding next = referee.judge(check, sandbox.account()).next().orElseThrow();

    assertThat(next.facts()).extracting(Fact::name).containsExactly(id);
  }

  @Test
  void howMuchIsWantedFromHowMuchMayBe(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox).built();
    Check four =
        Ec2Checks.fleetServes().group(AutoScalingGroups.named(ServedFleet.NAME)).atLeast(4).build();

    assertThat(text(referee.judge(four, sandbox.account())))
        .contains("Raise the desired capacity of unicorn-web to 4")
        .contains("the maximum size, now 6, has to be at least that");
  }

  @Test
  void noLoadBalancerFromOneThatIsBroken(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox).alone().group(ServedFleet.NAME, it -> {}).later(5);

    Verdict verdict = referee.judge(check, sandbox.account());

    assertThat(verdict.findings())
        .extracting(Finding::expectation)
        .endsWith(FleetServesExpectations.HEALTHY, FleetServesExpectations.ENOUGH_ZONES);
  }

  @Test
  void unhealthyTargetsFromASuspendedGroup(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox)
        .built()
        .suspend("Launch", "ReplaceUnhealthy", "AddToLoadBalancer")
        .shutOut()
        .later(2);

    assertThat(referee.judge(check, sandbox.account()))
        .isFailed()
        .hasNext(FleetServesExpectations.TARGETS_HEALTHY);
  }

  @Test
  void checksThatFailFromChecksThatGoOn(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).prepared();
    String first = fleet.targetGroup;
    fleet.targets("unicorn-admin", 8443).listening("HTTP", 8443);
    fleet.group(ServedFleet.NAME, ServedFleet.behind(fleet.targetGroup)).later(5);
    fleet.autoScaling.attachLoadBalancerTargetGroups(
        it -> it.autoScalingGroupName(ServedFleet.NAME).targetGroupARNs(first));
    Check both =
        Ec2Checks.fleetServes()
            .group(AutoScalingGroups.named(ServedFleet.NAME))
            .targetGroups("unicorn", "unicorn-admin")
            .build();

    assertThat(referee.judge(both, sandbox.account()))
        .isFailed()
        .hasNext(FleetServesExpectations.TARGETS_HEALTHY);
  }

  @Test
  void anOldFailureToLaunchFromWhatIsWrongNow(EmbeddedSandbox sandbox, Referee referee) {
    ServedFleet fleet = new ServedFleet(sandbox).built();
    fleet.ec2.createLaunchTemplateVersion(
        it ->
            it.launchTemplateName(ServedFleet.NAME)
                .sourceVersion("1")
                .launchTemplateData(data -> data.imageId("ami-00000000000000bad")));
    fleet.terminateOne().later(5).update(it -> it.desiredCapacity(2));
    Check three =
        Ec2Checks.fleetServes().group(AutoScalingGroups.named(ServedFleet.NAME)).atLeast(3).build();

    Verdict verdict = referee.judge(three, sandbox.account());

    assertThat(verdict).isFailed().hasNext(FleetServesExpectations.BIG_ENOUGH);
    assertThat(verdict.unresolved())
        .extracting(Finding::expectation)
        .doesNotContain(SpawnerStoppedExpectations.CAN_LAUNCH);
  }

  @Test
  void whatCannotBeSeenFromWhatCan(EmbeddedSandbox sandbox, Referee referee) {
    new ServedFleet(sandbox).built();
    sandbox.embedded().inject(Fault.deny().on("elasticloadbalancing", "DescribeTargetHealth"));

    assertThat(referee.judge(check, sandbox.account()))
        .isInconclusive(Cause.ACCESS_DENIED)
        .hasUnresolved(
            SpawnerStoppedExpectations.PROCESSES_RUN.code(),
            FleetServesExpectations.TARGET_GROUP_EXISTS.code(),
            FleetServesExpectations.IN_USE.code(),
            FleetServesExpectations.REGISTERED.code(),
            FleetServesExpectations.ZONE_ENABLED.code(),
            FleetServesExpectations.TARGETS_HEALTHY.code());
  }
}
