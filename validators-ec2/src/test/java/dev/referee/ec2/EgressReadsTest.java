package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.networks.HopExpectations;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of the calls and the origins of the check {@code ec2.egress}, beyond its scenarios. */
@ExtendWith(RefereeExtension.class)
class EgressReadsTest {

  @Test
  void asksNoMoreForManySubnetsThanForOne(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built().withNat();
    int one = callsOf(sandbox, referee);
    for (int i = 2; i < 42; i++) {
      String subnet = story.subnet(story.vpc, "10.0." + i + ".0/24", story.zone, "private");
      story.ec2.associateRouteTable(it -> it.routeTableId(story.shutTable).subnetId(subnet));
    }

    assertThat(one).isEqualTo(6);
    assertThat(callsOf(sandbox, referee)).isEqualTo(one);
  }

  private static int callsOf(EmbeddedSandbox sandbox, Referee referee) {
    Check check = Ec2Checks.egress().subnets(Subnets.tagged("tier", "private")).build();
    int before = sandbox.embedded().calls().size();
    assertThat(referee.judge(check, sandbox.account())).isPassed();
    return (int)
        sandbox.embedded().calls().stream()
            .skip(before)
            .filter(call -> !call.service().equals("sts"))
            .count();
  }

  private static Verdict judged(PrivateSubnet story, EmbeddedSandbox sandbox, Referee referee) {
    return referee.judge(story.asked.apply(Ec2Checks.egress()).build(), sandbox.account());
  }

  private static String seen(Verdict verdict, Expectation expectation) {
    return verdict.findings().stream()
        .filter(finding -> finding.expectation().equals(expectation))
        .findFirst()
        .flatMap(Finding::seen)
        .orElse("nothing");
  }

  /** Runs an instance with a separate group that allows all outbound traffic, or none. */
  private static String run(PrivateSubnet story, String name, boolean letsOut) {
    String group = story.group(name);
    if (!letsOut) {
      story.letNothingOut(group);
    }
    return story.run(story.shut, it -> it.securityGroupIds(group));
  }

  @Test
  void saysWhichOfTheSubnetsAreMissing(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built().withNat();
    story.asked(it -> it.subnets(Subnets.withIds(story.shut, "subnet-00000000000000bad")));

    assertThat(seen(judged(story, sandbox, referee), EgressExpectations.SUBNET))
        .startsWith("There is no subnet-00000000000000bad in account");

    story.asked(it -> it.subnets(Subnets.tagged("tier", "none")));
    assertThat(seen(judged(story, sandbox, referee), EgressExpectations.SUBNET))
        .startsWith("There is none in account");
  }

  @Test
  void takesNoBlackHoleForAWayToAnInternetGateway(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built();
    story.route(story.shutTable, PrivateSubnet.ANYWHERE, it -> it.gatewayId(story.gateway));
    story.ec2.detachInternetGateway(it -> it.internetGatewayId(story.gateway).vpcId(story.vpc));

    Verdict verdict = judged(story, sandbox, referee);

    assertThat(verdict).isFailed().hasNext(HopExpectations.INTERNET_GATEWAY);
    assertThat(seen(verdict, EgressExpectations.PRIVATE))
        .endsWith("has no route to an attached internet gateway.");
  }

  @Test
  void beginsOnceAtInstancesThatAreAlike(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built().withNat();
    story.asked(it -> it.instances(Instances.tagged("tier", "private")));
    String group = story.group("app");
    story.run(story.shut, it -> it.securityGroupIds(group));
    story.run(story.shut, it -> it.securityGroupIds(group));

    Verdict alike = judged(story, sandbox, referee);
    assertThat(alike).isPassed();
    assertThat(seen(alike, EgressExpectations.SUBNET))
        .matches("i-[0-9a-f]+ and 1 more in " + story.shut);

    String deaf = run(story, "deaf", false);
    Verdict unlike = judged(story, sandbox, referee);
    assertThat(unlike).isFailed().hasNext(HopExpectations.GROUPS_OUT);
    assertThat(seen(unlike, EgressExpectations.SUBNET)).contains(deaf + " in " + story.shut);
  }

  @Test
  void beginsAtNoInstanceThatHasEndedOrIsExcepted(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built().withNat();
    story.asked(it -> it.instances(Instances.tagged("tier", "private")));
    String good = run(story, "good", true);
    String deaf = run(story, "deaf", false);
    assertThat(judged(story, sandbox, referee)).isFailed();

    story.asked(it -> it.instances(Instances.otherThan(deaf)));
    assertThat(seen(judged(story, sandbox, referee), EgressExpectations.SUBNET))
        .isEqualTo(good + " in " + story.shut);

    story.ec2.terminateInstances(it -> it.instanceIds(deaf));
    story.later(1).asked(it -> it.instances(Instances.tagged("tier", "private")));
    assertThat(judged(story, sandbox, referee)).isPassed();
  }

  @Test
  void cannotBeBuiltOfNothingNorOfTwoThings() {
    assertThatIllegalStateException().isThrownBy(() -> Ec2Checks.egress().build());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Ec2Checks.egress()
                    .subnets(Subnets.withIds("subnet-1"))
                    .instances(Instances.named("web"))
                    .build());
  }
}
