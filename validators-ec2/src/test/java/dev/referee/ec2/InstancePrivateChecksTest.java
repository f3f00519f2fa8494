package dev.referee.ec2;

import static dev.referee.ec2.PrivateNetwork.EVERYWHERE_V6;
import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Catalogue;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Disclosure;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.IamPolicy;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RefereeExtension.class)
class InstancePrivateChecksTest {
  private final Check check =
      Ec2Checks.instancePrivate().instances(Instances.tagged("tier", "database")).build();

  private static String text(Verdict verdict) {
    return Report.forPlayers(Disclosure.EXACT).width(400).text(verdict);
  }

  @Nested
  class Words {
    @Test
    void nameTheInterfaceTheAddressAndTheAllocation(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().inPrivateSubnet().elasticIp();
      var address = network.ec2.describeAddresses().addresses().get(0);

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains(
              "Disassociate the Elastic IP %s (%s) from %s."
                  .formatted(
                      address.allocationId(), address.publicIp(), address.networkInterfaceId()))
          .contains(network.instances.get(0));
    }

    @Test
    void sayThatAwsGivesAnotherAddress(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.built();

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains(network.face(0).association().publicIp())
          .contains("was auto-assigned by AWS")
          .contains(network.face(0).networkInterfaceId());
    }

    @Test
    void nameTheTableTheRouteAndTheSubnet(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.built().automaticAddressOff();

      assertThat(text(referee.judge(check, sandbox.account())))
          .containsPattern(
              "In rtb-\\w+, change the target of 0.0.0.0/0 -> igw-\\w+ \\(active\\) to a NAT")
          .contains(network.face(0).subnetId());
    }

    @Test
    void nameTheMainTableAsSuch(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().hidden().leaveForOpenMainTable();

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains("(the VPC's main route table)");
    }

    @Test
    void nameTheRouteToAnIpv6Address(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().withIpv6(false).gatewayRouteInPrivateTable(EVERYWHERE_V6);

      assertThat(text(referee.judge(check, sandbox.account())))
          .contains(network.face(0).ipv6Addresses().get(0).ipv6Address())
          .contains("egress-only internet gateway")
          .contains("::/0 -> igw-");
    }

    @Test
    void nameABlackHoleThatPasses(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).built().automaticAddressOff().detachGateway();

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isPassed();
      assertThat(Report.forOrganisers().width(400).text(verdict))
          .contains(
              "(blackhole): the gateway is not attached to the VPC, so no traffic comes in through"
                  + " it");
    }

    @Test
    void tellWhichOfTheInstancesDoNotRun(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.built().stop(0);

      assertThat(text(referee.judge(check, sandbox.account())))
          .containsPattern(network.instances.get(0) + "\\s+stopped")
          .contains("A stopped instance gets a public address again when it starts")
          .contains("None is running.");
    }

    @Test
    void countTheInstancesThatAreThereAndThatRun(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().inPrivateSubnet().inPrivateSubnet().inPrivateSubnet().stop(1).terminate(2);

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isPassed();
      assertThat(Report.forOrganisers().width(400).text(verdict))
          .contains("2 are there.", "1 is running.")
          .containsPattern(network.instances.get(1) + "\\s+stopped")
          .doesNotContain(network.instances.get(0), network.instances.get(2));
    }

    @Test
    void nameTerminatedInstances(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().inPrivateSubnet().inPrivateSubnet().terminate(0);
      Check both =
          Ec2Checks.instancePrivate()
              .instances(Instances.tagged("tier", "database"))
              .atLeast(2)
              .build();

      assertThat(text(referee.judge(both, sandbox.account())))
          .contains("Only 1 is there.")
          .containsPattern(network.instances.get(0) + "\\s+(shutting-down|terminated)");
      network.terminate(1);
      assertThat(text(referee.judge(both, sandbox.account())))
          .contains("There is no such instance in");
    }

    @Test
    void countAddressesAndRoutes(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.built();

      String text = Report.forOrganisers().width(400).text(referee.judge(check, sandbox.account()));

      assertThat(text)
          .contains("1 instance has an address", "1 route leads")
          .containsPattern(
              "rtb-\\w+\\s+0.0.0.0/0 -> igw-\\w+ \\(active\\), used by "
                  + network.face(0).subnetId());
      assertThat(sandbox.embedded().calls())
          .noneMatch(call -> call.operation().equals("DescribeAddresses"));
    }

    @Test
    void nameTheTableThatLeadsNowhere(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().inPrivateSubnet();
      Check withAWayOut =
          Ec2Checks.instancePrivate()
              .instances(Instances.tagged("tier", "database"))
              .mustKeepEgress(true)
              .build();

      assertThat(text(referee.judge(withAWayOut, sandbox.account())))
          .containsPattern("rtb-\\w+\\s+\\[[0-9./]+ -> local \\(active\\)");
    }
  }

  @Nested
  class Reading {
    @Test
    void takesTwoQuestionsWhenItIsFixed(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().inPrivateSubnet();

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isPassed();
      assertThat(verdict.fixedAt()).isEmpty();
      assertThat(verdict.evidence().stream().map(it -> it.service() + ":" + it.operation()))
          .containsExactly(
              "sts:GetCallerIdentity", "ec2:DescribeInstances", "ec2:DescribeRouteTables");
    }

    @Test
    void takesFewQuestionsAboutAHundredBadInstances(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().group(true, 100).later(5);
      Check ofGroup =
          Ec2Checks.instancePrivate()
              .group(AutoScalingGroups.named(PrivateNetwork.GROUP))
              .atLeast(100)
              .build();

      Verdict verdict = referee.judge(ofGroup, sandbox.account());

      assertThat(verdict).isFailed().hasNext("InstanceHasPublicAddress");
      assertThat(text(verdict)).contains("100 instances have an address", "90 more");
      assertThat(verdict.evidence()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void failsWhatHasAnAddressEvenIfItsAllocationCannotBeSeen(
        EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().inPrivateSubnet().elasticIp();
      sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeAddresses"));

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isFailed().hasNext("InstanceHasPublicAddress");
      assertThat(text(verdict)).contains("Disassociate the Elastic IP 3.");
    }

    @Test
    void cannotSayThatThereIsNoRouteIfTablesCannotBeSeen(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().inPrivateSubnet();
      sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeRouteTables"));

      assertThat(referee.judge(check, sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasUnresolved("SubnetRoutesToInternetGateway");
    }

    @Test
    void cannotSayThatIpv6IsSafeIfTablesCannotBeSeen(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().withIpv6(false);
      sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeRouteTables"));

      assertThat(referee.judge(check, sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasUnresolved("InstanceHasPublicAddress", "SubnetRoutesToInternetGateway");
    }

    @Test
    void needsNoMoreThanTheSourceOfItsInstances() {
      assertThat(IamPolicy.permissions(List.of(check)))
          .contains("ec2:DescribeRouteTables")
          .doesNotContain("autoscaling", "cloudformation", "*:");
      assertThat(
              IamPolicy.permissions(
                  List.of(
                      Ec2Checks.instancePrivate()
                          .group(AutoScalingGroups.inStack("data", "Group"))
                          .build())))
          .contains(
              "autoscaling:DescribeAutoScalingGroups", "cloudformation:DescribeStackResource");
    }
  }

  @Nested
  class Builder {
    @Test
    void requiresInstances() {
      assertThatIllegalStateException()
          .isThrownBy(() -> Ec2Checks.instancePrivate().build())
          .withMessageContaining("One of these is missing: instances, instanceInStack");
    }

    @Test
    void buildsACheckWithADescription() {
      Check ofStack = Ec2Checks.instancePrivate().inStack("data", "Database").build();

      assertThat(ofStack.toString()).contains("ec2.instance-private", "Database", "data");
      assertThat(ofStack.claim()).isNotBlank();
    }

    @Test
    void takesOneSource() {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  Ec2Checks.instancePrivate()
                      .instances(Instances.named("db"))
                      .group(AutoScalingGroups.named("databases")))
          .withMessageContaining("named db")
          .withMessageContaining("databases");
    }

    @Test
    void wantsAtLeastOne() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.instancePrivate().atLeast(0))
          .withMessageContaining("not '0'");
    }

    @Test
    void wantsNamesOfAStack() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.instancePrivate().inStack(" ", "Database"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.instancePrivate().inStack("data", ""));
    }
  }

  @Nested
  class Provider {
    private static final String ID = "ec2.instance-private";
    private final Catalogue catalogue = Catalogue.load();

    @Test
    void makesTheCheckOfParameters(EmbeddedSandbox sandbox, Referee referee) {
      PrivateNetwork network = new PrivateNetwork(sandbox);
      network.network().inPrivateSubnet().inPrivateSubnet();
      String both = String.join(", ", network.instances);
      Map<String, ?> instances = Map.of("id", both);

      assertThat(
              referee.judge(catalogue.check(ID, Map.of("instances", instances)), sandbox.account()))
          .isPassed();
      assertThat(
              referee.judge(
                  catalogue.check(ID, Map.of("instances", instances, "mustKeepEgress", true)),
                  sandbox.account()))
          .isFailed()
          .hasNext("WayOutLost");
      assertThat(
              referee.judge(
                  catalogue.check(ID, Map.of("instances", instances, "atLeast", 3)),
                  sandbox.account()))
          .isFailed()
          .hasNext("InstanceMissing");
      network.gatewayRouteInPrivateTable(EVERYWHERE_V6);
      assertThat(
              referee.judge(
                  catalogue.check(ID, Map.of("instances", instances, "ignoreIpv6", true)),
                  sandbox.account()))
          .isPassed();
    }

    @Test
    void makesTheCheckOfAGroupAndOfAStack(EmbeddedSandbox sandbox, Referee referee) {
      new PrivateNetwork(sandbox).network().group(false, 1).stack(false);

      assertThat(
              referee.judge(
                  catalogue.check(ID, Map.of("group", PrivateNetwork.GROUP)), sandbox.account()))
          .isPassed();
      assertThat(
              referee.judge(
                  catalogue.check(ID, Map.of("instanceInStack", Map.of("data", "Database"))),
                  sandbox.account()))
          .isPassed();
    }

    @Test
    void wantsOneSource() {
      Map<Map<String, ?>, String> wrong =
          Map.of(
              Map.of(),
              "One of these is missing: instances, instanceInStack, group, groupTag, groupInStack",
              Map.of("group", "databases", "instances", Map.of("name", "db")),
              "'instances' and 'group' exclude each other",
              Map.of("instanceInStack", Map.of("data", "Database", "other", "Database")),
              "'instanceInStack' has to be one key with its value");
      wrong.forEach(
          (given, why) ->
              assertThatIllegalArgumentException()
                  .isThrownBy(() -> catalogue.check(ID, given))
                  .withMessageContaining(why));
    }

    @Test
    void namesWhatIsUnknown() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalogue.check(ID, Map.of("instance", Map.of("name", "db"))))
          .withMessageContaining("no parameter 'instance'; did you mean 'instances'?");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalogue.check(ID, Map.of("instances", Map.of("colour", "red"))))
          .withMessageContaining("There is no key 'colour' in 'instances'");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> catalogue.check(ID, Map.of("instances", Map.of("name", "db"), "atLeast", 0)))
          .withMessageContaining("not '0'");
    }
  }
}
