package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.networks.HopExpectations;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests of the check {@code ec2.egress} as created by id and parameters, like in game files. */
@ExtendWith(RefereeExtension.class)
class EgressByNameTest {
  private static final Map<String, String> PRIVATE = Map.of("tier", "private");

  private final Catalogue catalogue = Catalogue.load();

  private Check make(Map<String, ?> parameters) {
    return catalogue.check("ec2.egress", parameters);
  }

  @Test
  void isOfSubnetsByTagOrIdOrOfInstances(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built().withNat();
    story.run(story.shut, it -> {});

    for (Map<String, ?> subject :
        List.of(
            Map.of("subnetTag", PRIVATE),
            Map.of("subnets", List.of(story.shut)),
            Map.of("instances", Map.of("tag:tier", "private")))) {
      assertThat(referee.judge(make(subject), sandbox.account())).isPassed();
    }
    assertThat(
            referee.judge(
                make(Map.of("subnets", List.of(story.shut, "subnet-00000000000000bad"))),
                sandbox.account()))
        .isFailed()
        .hasNext(EgressExpectations.SUBNET);
    assertThat(make(Map.of("subnetInStack", Map.of("network", "Private"))))
        .asString()
        .contains("Private", "network");
  }

  @Test
  void readsOnlyTheRequestedNames(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built();
    story.natRoute("8.0.0.0/8", story.nat(story.open)).narrowAcl(story.shut, 1024, 65535);

    assertThat(referee.judge(made("to", List.of("8.8.8.8/32", "8.8.4.4/32")), sandbox.account()))
        .isPassed();
    assertThat(referee.judge(made("to", List.of("8.8.8.8/32", "9.9.9.9/32")), sandbox.account()))
        .isFailed()
        .hasNext(HopExpectations.ROUTE);
    assertThat(referee.judge(made("ports", List.of("tcp 443", "tcp 80")), sandbox.account()))
        .isFailed()
        .hasNext(HopExpectations.ACL_OUT);
    assertThat(referee.judge(made("onlyServices", List.of("s3")), sandbox.account()))
        .isFailed()
        .hasNext(HopExpectations.ENDPOINT);
  }

  private Check made(String name, Object value) {
    return make(Map.of("subnetTag", PRIVATE, name, value));
  }

  @Test
  void mayBePublicOrUseIpv6(EmbeddedSandbox sandbox, Referee referee) {
    PrivateSubnet story = new PrivateSubnet(sandbox).built();
    story.route(story.shutTable, PrivateSubnet.ANYWHERE, it -> it.gatewayId(story.gateway));
    story.natInstance(story.shut);

    assertThat(referee.judge(made("publicAllowed", false), sandbox.account()))
        .isFailed()
        .hasNext(EgressExpectations.PRIVATE);
    assertThat(referee.judge(made("publicAllowed", true), sandbox.account())).isPassed();
    assertThat(
            referee.judge(
                make(Map.of("subnetTag", PRIVATE, "publicAllowed", true, "ipv6", true)),
                sandbox.account()))
        .isFailed();
  }

  @Test
  void namesWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(Map.of("ipv6", true)))
        .withMessageContaining(
            "One of these is missing: subnets, subnetTag, subnetInStack, instances");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(Map.of("subnetTag", PRIVATE, "subnets", List.of("subnet-1"))))
        .withMessageContaining("'subnets' and 'subnetTag' exclude each other");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(Map.of("subnetTag", PRIVATE, "instances", Map.of("name", "web"))))
        .withMessageContaining("'instances'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(Map.of("subnetTag", Map.of("a", "b", "c", "d"))))
        .withMessageContaining("'subnetTag' has to be one key with its value");
    assertThatIllegalArgumentException().isThrownBy(() -> made("ports", "tcp https"));
  }
}
