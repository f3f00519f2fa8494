package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.referee.Catalogue;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.RefereeExtension;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RefereeExtension.class)
class PortsOpenBuilderTest {
  private static final String ALL = "0.0.0.0/0";
  private static final String HTTPS = "tcp 443 from 0.0.0.0/0";

  @Nested
  class Sentences {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "tcp 443",
          "from anywhere",
          "tcp 443 of anywhere",
          "http from 0.0.0.0/0",
          "tcp 443 from everywhere",
          "tcp 443 from 10.0.0.1/8",
          "tcp 99999 from 0.0.0.0/0",
          "tcp 443 from group tagged Role"
        })
    void areRefusedWhenTheyCannotBeRead(String sentence) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.portsOpen().forbidden(sentence));
    }

    @Test
    void namesTheRequiredPartOfAnywhere() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.portsOpen().required("tcp 443 from anywhere"))
          .withMessageContaining("write 0.0.0.0/0 for all of IPv4");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.portsOpen().allowed("tcp 443 to anywhere"));
    }
  }

  @Nested
  class Builder {
    @Test
    void wantsToKnowWhichGroupsAreJudged() {
      assertThatIllegalStateException()
          .isThrownBy(() -> Ec2Checks.portsOpen().required(HTTPS).build())
          .withMessageContaining("One of these is missing: securityGroup, securityGroups");
    }

    @Test
    void requiresARule() {
      PortsOpenBuilder builder =
          Ec2Checks.portsOpen().groups(SecurityGroupSelector.named("web")).forbidden();
      assertThatIllegalStateException()
          .isThrownBy(builder::build)
          .withMessageContaining("nothing is required");
      assertThat(builder.nothingElseOut().build().id()).isEqualTo("ec2.ports-open");
    }

    @Test
    void asksForNoPermissionThatItDoesNotNeed() {
      assertThat(
              Ec2Checks.portsOpen()
                  .required(HTTPS)
                  .groups(SecurityGroupSelector.of(Instances.named("web")))
                  .build()
                  .permissions()
                  .reads())
          .doesNotContain("ec2:DescribeSecurityGroups", "ec2:DescribeManagedPrefixLists")
          .contains("ec2:DescribeInstances");
      assertThat(
              Ec2Checks.portsOpen()
                  .groups(SecurityGroupSelector.inStack("shop", "Web"))
                  .required("tcp 1 to prefix list x")
                  .build()
                  .permissions()
                  .reads())
          .contains("cloudformation:DescribeStackResource", "ec2:DescribeManagedPrefixLists")
          .doesNotContain("ec2:DescribeInstances");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "tcp 22 from 0.0.0.0/0 |",
          "tcp 20-30 from ::/0 |",
          "all from 128.0.0.0/1 |",
          "tcp 22 from 0.0.0.0/0 | tcp 22, 3389 from 0.0.0.0/0",
          "tcp 22 from 0.0.0.0/0 | tcp 22 from ::/0",
          "tcp 443 from 10.0.0.0/8 | tcp 443 from 10.1.0.0/16",
          "tcp 443 to 0.0.0.0/0 | tcp 443 to anywhere",
          "tcp 5432 from group app | tcp 5432 from group app",
          "tcp 5432 from sg-0123 | tcp 5432, 22 from sg-0123",
          "tcp 8443 from prefix list office | tcp 8443 from prefix list office"
        })
    void refusesWhatIsRequiredAndForbidden(String required, @Nullable String forbidden) {
      PortsOpenBuilder builder =
          Ec2Checks.portsOpen()
              .groups(SecurityGroupSelector.named("web"))
              .required(HTTPS, required);
      if (forbidden != null) {
        builder.forbidden(forbidden);
      }
      assertThatIllegalStateException()
          .isThrownBy(builder::build)
          .withMessageContaining(required)
          .withMessageContaining(forbidden == null ? "tcp 22, 3389 from anywhere" : forbidden);
    }

    @Test
    void refusesHalvesThatAreRequiredTogether() {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  Ec2Checks.portsOpen()
                      .groups(SecurityGroupSelector.named("web"))
                      .required("tcp 22 from 12.0.0.0/8", "tcp 22 from 13.0.0.0/8")
                      .build())
          .withMessageContaining("12.0.0.0/8' and 'tcp 22 from 13.0.0.0/8");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "tcp 443 from 0.0.0.0/0 | tcp from anywhere",
          "tcp 443 from 0.0.0.0/0 | tcp 1-1024 from anywhere",
          "tcp 443 from 10.1.0.0/16 | tcp 443 from 10.0.0.0/8",
          "tcp 22 from 198.51.100.0/24 | tcp 22 from anywhere",
          "tcp 22 from group bastion | tcp 22 from anywhere",
          "tcp 22 from group bastion | tcp 22 from group app",
          "tcp 22 to 0.0.0.0/0 | tcp 22 from 0.0.0.0/0",
          "tcp 443 from 10.0.0.0/8 | tcp 443 from group app"
        })
    void takesAPartOfWhatIsForbiddenForAnException(String required, String forbidden) {
      assertThat(
              Ec2Checks.portsOpen()
                  .groups(SecurityGroupSelector.named("web"))
                  .required(required)
                  .forbidden(forbidden)
                  .build()
                  .id())
          .isEqualTo("ec2.ports-open");
    }

    @Test
    void knowsTheIdsOfGroups() {
      assertThatIllegalArgumentException().isThrownBy(() -> SecurityGroupSelector.withIds("web"));
    }
  }

  @Nested
  class Judging {
    @Test
    void namesTheRuleAndWhichPartOfItIsTooMuch(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).in("tcp 443", ALL).in("tcp 20-30", ALL, "::/0");
      Verdict verdict = referee.judge(web.check().build(), sandbox.account());
      String rule =
          web
              .ec2
              .describeSecurityGroupRules(request -> request.maxResults(100))
              .securityGroupRules()
              .stream()
              .filter(each -> "::/0".equals(each.cidrIpv6()))
              .findFirst()
              .orElseThrow()
              .securityGroupRuleId();

      String text = Report.forPlayers(Disclosure.EXACT).width(400).text(verdict);

      assertThat(verdict).isFailed().hasNext("ForbiddenOpen");
      assertThat(text)
          .contains("Narrow or delete")
          .containsPattern(
              rule + " of " + web.web + "\\s+allows tcp 20-30 from ::/0; must not be open: tcp 22");
    }

    @Test
    void namesWhatIsMissingAndWhatIsThere(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required(HTTPS).in("tcp 443", "0.0.0.0/1");
      Finding next = referee.judge(web.check().build(), sandbox.account()).next().orElseThrow();
      assertThat(next.expected()).contains(HTTPS);
      assertThat(next.seen()).contains("tcp 443 from 128.0.0.0/1 is not open.");
      assertThat(next.remedy())
          .contains("Allow tcp 443 from 128.0.0.0/1 in %s.".formatted(web.web));
      assertThat(next.facts()).extracting("value").containsExactly("tcp 443 from 0.0.0.0/1");
    }

    @Test
    void asksForOneRuleInsteadOfManyBlocks(EmbeddedSandbox sandbox, Referee referee) {
      String all = "tcp 443 from 10.0.0.0/16";
      WebNetwork web = new WebNetwork(sandbox).required(all).in("tcp 443", "10.0.77.7/32");

      Finding next = referee.judge(web.check().build(), sandbox.account()).next().orElseThrow();

      assertThat(next.remedy()).contains("Allow %s in %s.".formatted(all, web.web));
      assertThat(next.seen()).contains("Only a part of %s is open.".formatted(all));
    }

    @Test
    void foldsWhatWaitsForAGroupThatDoesNotExist(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required("tcp 443 from group lost");

      Verdict verdict = referee.judge(web.check().build(), sandbox.account());

      assertThat(verdict.findings())
          .filteredOn(finding -> finding.code().equals("PortNotOpen"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.after()).contains("OtherEndMissing"));
    }

    @Test
    void saysThatNoRuleIsAboutThePorts(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required(HTTPS).in("tcp 8443", ALL);
      Finding next = referee.judge(web.check().build(), sandbox.account()).next().orElseThrow();
      assertThat(next.seen()).contains("No rule allows these ports.");
      assertThat(next.facts()).isEmpty();
    }

    @Test
    void namesWhatAloneMayBeOpen(EmbeddedSandbox sandbox, Referee referee) {
      new WebNetwork(sandbox).in("tcp 443", ALL).in("tcp 22", "198.51.100.7/32");
      PortsOpenBuilder only = Ec2Checks.portsOpen().groups(SecurityGroupSelector.named("web"));
      Finding nothing =
          referee.judge(only.nothingElseIn().build(), sandbox.account()).next().orElseThrow();
      assertThat(nothing.expected()).contains("nothing in");
      Verdict verdict =
          referee.judge(
              only.required(HTTPS).allowed("tcp 443 to 0.0.0.0/0").forbidden().build(),
              sandbox.account());
      Finding next = verdict.next().orElseThrow();
      assertThat(next.expected()).contains("only " + HTTPS);
      assertThat(next.remedy().orElseThrow()).matches("Narrow or delete sgr-\\w+\\.");
      assertThat(next.seen().orElseThrow()).endsWith("tcp 22 from 198.51.100.7/32.");
      assertThat(verdict.findings())
          .anySatisfy(finding -> assertThat(finding.seen()).contains("It is open."));
    }

    @Test
    void namesWhatMayBeOpenAlthoughItIsForbidden(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).allowed("tcp 22 from 0.0.0.0/0").in("tcp 22", ALL);
      String text =
          Report.forOrganisers()
              .width(400)
              .text(referee.judge(web.check().build(), sandbox.account()));
      assertThat(text)
          .contains("not tcp 22, 3389 from anywhere, except tcp 22 from 0.0.0.0/0")
          .contains("No rule opens more than is required or allowed.")
          .doesNotContain("So it is");
    }

    @Test
    void meansTheGroupOfThatNameInItsOwnVpc(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required("tcp 443 from group app");
      web.in("tcp 443", web.group("app"));
      String other = web.ec2.createVpc(it -> it.cidrBlock("10.8.0.0/16")).vpc().vpcId();
      web.ec2.createSecurityGroup(it -> it.groupName("app").description("app").vpcId(other));
      assertThat(referee.judge(web.check().build(), sandbox.account())).isPassed();
    }

    @Test
    void judgesTheGroupsOfEveryInterface(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required(HTTPS).in("tcp 443", ALL);
      String subnet = web.subnet("10.9.1.0/24");
      String admin = web.group("admin");
      web.into(admin, "tcp 22", ALL);
      web.instance(subnet, "web", web.web);
      var instance = web.ec2.describeInstances().reservations().get(0).instances().get(0);
      String face =
          web.ec2
              .createNetworkInterface(it -> it.subnetId(subnet).groups(admin))
              .networkInterface()
              .networkInterfaceId();
      web.ec2.attachNetworkInterface(
          it -> it.instanceId(instance.instanceId()).networkInterfaceId(face).deviceIndex(1));
      Check check =
          web.judged(SecurityGroupSelector.of(Instances.tagged("Role", "web"))).check().build();
      Verdict verdict = referee.judge(check, sandbox.account());
      assertThat(verdict).isFailed().hasNext("ForbiddenOpen");
      assertThat(verdict.next().orElseThrow().subject())
          .contains(face + " of " + instance.instanceId());
    }

    @Test
    void decidesWithoutTheListWhatDoesNotDependOnIt(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required(HTTPS);
      web.in("tcp 443", ALL).in("tcp 8443", web.list("office", "198.51.100.0/24"));
      sandbox.embedded().inject(Fault.deny().on("ec2", "GetManagedPrefixListEntries"));
      assertThat(referee.judge(web.check().build(), sandbox.account())).isPassed();
      web.in("tcp 22", web.list("admins", "198.51.100.0/24"));
      assertThat(referee.judge(web.check().build(), sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasNext("ForbiddenOpen");
    }

    /** The source of a rule cannot be read, and only this rule opens the required traffic. */
    @ParameterizedTest
    @CsvSource({
      "GetManagedPrefixListEntries, true, PortNotOpen",
      "GetManagedPrefixListEntries, false, ForbiddenOpen",
      "DescribeNetworkInterfaces, true, PortNotOpen",
      "DescribeNetworkInterfaces, false, ForbiddenOpen"
    })
    void cannotTellWithoutTheOtherEndWhatDependsOnIt(
        String operation, boolean required, String code, EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox);
      String far;
      String address = "198.51.100.7/32";
      if (operation.equals("DescribeNetworkInterfaces")) {
        far = web.group("app");
        address = web.instance(web.subnet("10.9.1.0/24"), "app", far) + "/32";
      } else {
        far = web.list("office", "198.51.100.0/24");
      }
      web.in("tcp 443", ALL).in("tcp 8443", far);
      web.required(required ? "tcp 8443 from " + address : HTTPS);
      if (!required) {
        web.forbidden("tcp 8443 from " + address);
      }
      assertThat(referee.judge(web.check().build(), sandbox.account()))
          .matches(verdict -> verdict.isPassed() == required);
      sandbox.embedded().inject(Fault.deny().on("ec2", operation));
      assertThat(referee.judge(web.check().build(), sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasNext(code);
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "100, 3"})
    void takesAsFewCallsForManyInstances(
        int instances, int most, EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).required(HTTPS).in("tcp 443", ALL);
      web.instances(instances, web.subnet("10.9.1.0/24"), "web", web.web);
      Check check =
          web.judged(SecurityGroupSelector.of(Instances.tagged("Role", "web"))).check().build();
      int before = sandbox.embedded().calls().size();
      assertThat(referee.judge(check, sandbox.account())).isPassed();
      List<ReceivedCall> calls = sandbox.embedded().calls();
      assertThat(calls.subList(before, calls.size())).hasSizeLessThanOrEqualTo(most);
    }
  }

  @Nested
  class Provider {
    private final Catalogue catalogue = Catalogue.load();

    private Check check(Map<String, ?> parameters) {
      return catalogue.check("ec2.ports-open", parameters);
    }

    @Test
    void makesTheCheckOfParameters(EmbeddedSandbox sandbox, Referee referee) {
      WebNetwork web = new WebNetwork(sandbox).in("tcp 443", ALL).in("tcp 22", ALL);
      web.tagged(web.web, "Role", "web");
      for (Map<String, ?> way :
          List.of(
              Map.of("securityGroup", "web"),
              Map.of("securityGroups", List.of(web.web)),
              Map.of("securityGroupTag", Map.of("Role", "web")))) {
        assertThat(referee.judge(check(plus(way, "required", HTTPS)), sandbox.account()))
            .isFailed()
            .hasNext("ForbiddenOpen");
        assertThat(
                referee.judge(
                    check(plus(plus(way, "required", HTTPS), "forbidden", "nothing")),
                    sandbox.account()))
            .isPassed();
      }
      assertThat(
              referee.judge(
                  check(Map.of("instances", Map.of("name", "web"), "nothingElse", "both")),
                  sandbox.account()))
          .hasNext("InstanceMissing");
    }

    @ParameterizedTest
    @CsvSource({"in, tcp 22", "both, tcp 22", "out, all traffic to"})
    void looksWhereNothingElseMayBeOpen(
        String where, String named, EmbeddedSandbox sandbox, Referee referee) {
      new WebNetwork(sandbox).in("tcp 22", "198.51.100.7/32");
      Map<String, ?> given = Map.of("securityGroup", "web", "nothingElse", where);
      Verdict verdict = referee.judge(check(given), sandbox.account());
      assertThat(verdict).isFailed().hasNext("MoreOpenThanAsked");
      assertThat(verdict.next().orElseThrow().seen().orElseThrow()).contains(named);
    }

    @Test
    void namesEveryMistake() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(Map.of("required", HTTPS)))
          .withMessageContaining("One of these is missing: securityGroup, securityGroups");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(Map.of("securityGroup", "web", "forbidden", "nothing")))
          .withMessageContaining("nothing is required");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(Map.of("securityGroup", "web", "nothingElse", "up")))
          .withMessageContaining("has to be one of in, out, both, not 'up'");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(Map.of("securityGroup", "web", "required", "tcp")))
          .withMessageContaining("'tcp' is not traffic");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(Map.of("securityGroups", "web")))
          .withMessageContaining("sg-0123");
    }

    private static Map<String, ?> plus(Map<String, ?> some, String name, Object value) {
      Map<String, Object> all = new TreeMap<>(some);
      all.put(name, value);
      return all;
    }
  }
}
