package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.RefereeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(RefereeExtension.class)
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class PrivateExposureTest {

  private static Verdict judge(AgentHome home) {
    return Judged.by(
        (account, instances) -> new PrivateExposure(account, instances).findings(),
        PrivateExposure.READS,
        home);
  }

  private static AgentHome home(EmbeddedSandbox sandbox) {
    return new AgentHome(sandbox).network().run("");
  }

  @ParameterizedTest
  @CsvSource({"22, 10.0.0.0/16", "443, 0.0.0.0/0", "22, 192.168.0.0/16"})
  void letsBeWhatTheInternetCannotLogInTo(int port, String from, EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    home.letIn(home.agentGroup, port, from);

    assertThat(judge(home).isPassed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"22, 0.0.0.0/0", "22, 52.95.110.1/32", "3389, 0.0.0.0/0"})
  void namesTheRuleThatLetsTheInternetLogIn(int port, String from, EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    home.letIn(home.agentGroup, port, from);

    Finding finding = judge(home).next().orElseThrow();
    assertThat(finding.expectation()).isEqualTo(SessionExpectations.NO_PORT_OPENED);
    assertThat(finding.seen().orElseThrow()).contains(home.agentGroup, "tcp " + port);
    assertThat(finding.remedy().orElseThrow()).contains("sgr-");
  }

  /**
   * EC2 shows the groups of the first interface with the instance, and all with their interfaces.
   */
  @Test
  void namesARuleOfAFurtherInterface(EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    String bastion = home.group("bastion");
    home.letIn(bastion, 22, AgentHome.ANYWHERE);
    String face =
        home.ec2
            .createNetworkInterface(it -> it.subnetId(home.shut).groups(bastion))
            .networkInterface()
            .networkInterfaceId();
    home.ec2.attachNetworkInterface(
        it -> it.instanceId(home.instance).networkInterfaceId(face).deviceIndex(1));

    Finding finding = judge(home).next().orElseThrow();
    assertThat(finding.expectation()).isEqualTo(SessionExpectations.NO_PORT_OPENED);
    assertThat(finding.seen().orElseThrow()).contains(bastion, "tcp 22");
  }

  @Test
  void namesARuleForAllPorts(EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    home.ec2.authorizeSecurityGroupIngress(
        it -> it.groupId(home.agentGroup).ipProtocol("-1").cidrIp(AgentHome.ANYWHERE));

    assertThat(Judged.open(judge(home))).containsExactly(SessionExpectations.NO_PORT_OPENED.code());
  }

  @Test
  void acceptsAGroupThatRefersToItself(EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    home.ec2.authorizeSecurityGroupIngress(
        it ->
            it.groupId(home.agentGroup)
                .ipPermissions(
                    rule ->
                        rule.ipProtocol("-1")
                            .userIdGroupPairs(pair -> pair.groupId(home.agentGroup))));

    assertThat(judge(home).isPassed()).isTrue();
  }

  @Test
  void namesARouteToAnInternetGateway(EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    String gateway = home.ec2.createInternetGateway().internetGateway().internetGatewayId();
    home.ec2.attachInternetGateway(it -> it.internetGatewayId(gateway).vpcId(home.vpc));
    home.route(home.shutTable, gateway);

    assertThat(Judged.open(judge(home)))
        .containsExactly(SessionExpectations.NO_GATEWAY_ROUTE.code());
  }

  @Test
  void asksTwoThingsIfNothingWasOpened(EmbeddedSandbox sandbox) {
    AgentHome home = home(sandbox);
    int before = sandbox.embedded().calls().size();
    judge(home);

    assertThat(
            sandbox.embedded().calls().stream()
                .skip(before)
                .map(call -> call.operation())
                .filter(operation -> !operation.equals("GetCallerIdentity")))
        .containsExactlyInAnyOrder(
            "DescribeInstances", "DescribeRouteTables", "DescribeSecurityGroupRules");
  }
}
