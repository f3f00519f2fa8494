package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Disclosure;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.report.Report;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;

/** Tests of {@code ec2.fleet-serves} beyond its scenarios: texts, calls and invalid parameters. */
@ExtendWith(RefereeExtension.class)
class FleetServesDetailsTest {
  private final Check check =
      Ec2Checks.fleetServes().group(AutoScalingGroups.named(ServedFleet.NAME)).zones(2).build();

  private static String text(Verdict verdict) {
    return Report.forPlayers(Disclosure.EXACT).width(400).text(verdict);
  }

  @Nested
  class Says {
    @Test
    void theHealthOfEachTarget(EmbeddedSandbox sandbox, Referee referee) {
      ServedFleet fleet = new ServedFleet(sandbox).built().shutOut().later(2);

      String text = text(referee.judge(check, sandbox.account()));

      assertThat(text)
          .contains("0 of 3 wanted get this far")
          .contains("check that their security groups allow the load balancer in")
          .contains("The group has only EC2 health checks, so it does not replace them.");
      fleet
          .servers()
          .forEach(
              id ->
                  assertThat(text)
                      .containsPattern(
                          id
                              + "\\s+unhealthy in the target group unicorn \\(Target.Timeout\\):"
                              + " Request timed out"));
    }

    @Test
    void thatTheAnswerIsAnotherOne(EmbeddedSandbox sandbox, Referee referee) {
      new ServedFleet(sandbox)
          .built()
          .modify(group -> group.matcher(codes -> codes.httpCode("301")))
          .later(2);

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains("Health checks failed with these codes: [200]")
          .contains("check its path, its success codes");
    }

    @Test
    void whyTheGroupCannotLaunch(EmbeddedSandbox sandbox, Referee referee) {
      ServedFleet fleet = new ServedFleet(sandbox).built();
      fleet.ec2.deleteLaunchTemplate(it -> it.launchTemplateName(ServedFleet.NAME));
      fleet.terminateOne().later(5);

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict.next().orElseThrow().facts())
          .anySatisfy(fact -> assertThat(fact.value()).contains("Launching EC2 instance failed"));
    }

    @Test
    void thatWhatWasNotAddedHasToBeRegistered(EmbeddedSandbox sandbox, Referee referee) {
      new ServedFleet(sandbox)
          .built()
          .suspend("AddToLoadBalancer")
          .update(group -> group.desiredCapacity(4))
          .later(5);

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains("Suspended: AddToLoadBalancer")
          .contains("by hand, or replaced");
    }
  }

  @Nested
  class AsksLittle {
    private List<String> asked(EmbeddedSandbox sandbox, Referee referee) {
      int before = sandbox.embedded().calls().size();
      assertThat(referee.judge(check, sandbox.account())).isPassed();
      List<ReceivedCall> calls = sandbox.embedded().calls();
      return calls.subList(before, calls.size()).stream()
          .filter(call -> !call.service().equals("sts"))
          .map(ReceivedCall::operation)
          .toList();
    }

    @Test
    void forAFleetThatServes(EmbeddedSandbox sandbox, Referee referee) {
      new ServedFleet(sandbox).built();

      assertThat(asked(sandbox, referee))
          .containsExactly(
              "DescribeAutoScalingGroups", "DescribeInstanceStatus", "DescribeTargetHealth");
    }

    @Test
    void forAHundredInstances(EmbeddedSandbox sandbox, Referee referee) {
      ServedFleet fleet = new ServedFleet(sandbox).prepared();
      fleet
          .group(
              ServedFleet.NAME,
              it -> it.targetGroupARNs(fleet.targetGroup).maxSize(100).desiredCapacity(100))
          .later(5);

      assertThat(asked(sandbox, referee)).hasSize(3);
    }

    @Test
    void forAHundredInstancesThatDoNotServe(EmbeddedSandbox sandbox, Referee referee) {
      ServedFleet fleet = new ServedFleet(sandbox).prepared();
      fleet
          .group(
              ServedFleet.NAME,
              it -> it.targetGroupARNs(fleet.targetGroup).maxSize(100).desiredCapacity(100))
          .later(4)
          .shutOut()
          .later(2);
      int before = sandbox.embedded().calls().size();

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isFailed().hasNext("TargetsNotHealthy");
      assertThat(sandbox.embedded().calls().size() - before).isLessThanOrEqualTo(20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ok, ok, ok, ",
    "not-applicable, not-applicable, not-applicable, ",
    "impaired, ok, ok, its system status check is impaired",
    "ok, impaired, ok, its instance status check is impaired",
    "ok, ok, impaired, its attached EBS status check is impaired",
    "initializing, initializing, initializing, pending: its system status check is initializing",
    "ok, insufficient-data, ok, pending: its instance status check is insufficient-data",
  })
  void readsStatusChecks(String system, String instance, String volumes, String expected) {
    InstanceStatus status =
        InstanceStatus.builder()
            .systemStatus(it -> it.status(system))
            .instanceStatus(it -> it.status(instance))
            .attachedEbsStatus(it -> it.status(volumes))
            .build();

    assertThat(
            FleetServesGroup.trouble(status)
                .map(trouble -> (trouble.pending() ? "pending: " : "") + trouble.words())
                .orElse(null))
        .isEqualTo(expected);
  }

  @Nested
  class Builder {
    @Test
    void asksForTheGroup() {
      assertThatIllegalStateException()
          .isThrownBy(() -> Ec2Checks.fleetServes().build())
          .withMessageContaining("One of these is missing: group, groupTag, groupInStack");
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.fleetServes().atLeast(0))
          .withMessageContaining("'atLeast' has to be a whole number of at least 1, not '0'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.fleetServes().zones(-1))
          .withMessageContaining("not '-1'");
    }

    @Test
    void refusesTargetGroupsWhoseHealthDoesNotCount() {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  Ec2Checks.fleetServes()
                      .group(AutoScalingGroups.named("web"))
                      .targetGroups("web")
                      .loadBalancerHealth(false)
                      .build())
          .withMessageContaining("remove 'ignoreLoadBalancers'");
    }

    @Test
    void asksNothingOfLoadBalancersThatDoNotCount() {
      Check made =
          Ec2Checks.fleetServes()
              .group(AutoScalingGroups.named("web"))
              .loadBalancerHealth(false)
              .build();
      assertThat(made.permissions().all())
          .noneMatch(action -> action.startsWith("elasticloadbalancing:"));
      assertThat(made).hasToString("ec2.fleet-serves (group named web, ignoreLoadBalancers true)");
    }
  }

  @Nested
  class ByName {
    private final Catalogue catalogue = Catalogue.load();

    private Check make(Map<String, ?> parameters) {
      return catalogue.check("ec2.fleet-serves", parameters);
    }

    @Test
    void isMadeWithAllParameters(EmbeddedSandbox sandbox, Referee referee) {
      new ServedFleet(sandbox).built().tag(ServedFleet.NAME);

      Check made =
          make(
              Map.of(
                  "groupTag",
                  Map.of("service", "unicorn"),
                  "atLeast",
                  3,
                  "zones",
                  3,
                  "together",
                  true,
                  "targetGroups",
                  List.of("unicorn")));

      assertThat(referee.judge(made, sandbox.account())).isPassed();
    }

    @Test
    void mayIgnoreLoadBalancers(EmbeddedSandbox sandbox, Referee referee) {
      new ServedFleet(sandbox).built().shutOut().later(2);

      assertThat(
              referee.judge(
                  make(Map.of("group", ServedFleet.NAME, "ignoreLoadBalancers", true)),
                  sandbox.account()))
          .isPassed();
    }

    @Test
    void namesWhatIsWrong() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> make(Map.of("group", "web", "atleast", 3)))
          .withMessageContaining("There is no parameter 'atleast'")
          .withMessageContaining("atLeast");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> make(Map.of("atLeast", 3)))
          .withMessageContaining("One of these is missing: group, groupTag, groupInStack");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> make(Map.of("group", "web", "zones", 0)))
          .withMessageContaining("'zones' has to be a whole number of at least 1, not '0'");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  make(
                      Map.of(
                          "group", "web", "ignoreLoadBalancers", true, "targetGroups", "unicorn")))
          .withMessageContaining("remove 'ignoreLoadBalancers'");
    }
  }
}
