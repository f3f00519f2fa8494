package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.network.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Counts what the check of the way out asks, and says what it cannot be built of. */
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
