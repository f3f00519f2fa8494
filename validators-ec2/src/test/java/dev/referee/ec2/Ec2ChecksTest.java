package dev.referee.ec2;

import static dev.referee.testkit.RefereeAssertions.assertThat;
import static dev.referee.testkit.SpawningFleet.cleanScript;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import dev.referee.aws.Tape;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import dev.referee.spi.CheckKind;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeExtension;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RefereeExtension.class)
class Ec2ChecksTest {
  private final Check check =
      Ec2Checks.spawnerStopped()
          .group(AutoScalingGroups.named(UnicornFleet.NAME))
          .strange(Instances.tagged("team", "strange"))
          .build();

  @Nested
  class SpawnerStopped {
    @Test
    void namesTheInstancesAndTheirVersionAndTheRefresh(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built().version(cleanScript()).pointTo("2");

      Verdict verdict = referee.judge(check, sandbox.account());

      String text = Report.forPlayers(Disclosure.EXACT).width(300).text(verdict);
      assertThat(text)
          .contains("Start an instance refresh of the group unicorn-web")
          .contains("3 of 3 running instances still run the old user data")
          .contains("no instance refresh was started");
      fleet.servers().forEach(id -> assertThat(text).containsPattern(id + "\\s+version 1"));
    }

    @Test
    void showsHowFarTheRefreshIs(EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).built().version(cleanScript()).pointTo("2").refresh().later(1);

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isPending().hasNext("InstancesNotReplaced");
      assertThat(verdict.next().orElseThrow().seen().orElseThrow())
          .containsPattern("an instance refresh is at \\d+ %");
    }

    @Test
    void wasFixedWhenTheLastOneWasEndedAndNotWhenItWasSeen(
        EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built().version(cleanScript()).pointTo("2").refreshed();
      Instant ended = sandbox.clock().instant();
      fleet.terminateStrange().later(11);

      assertThat(referee.judge(check, sandbox.account())).isPassed().wasFixedAt(ended);

      fleet.later(20);
      assertThat(referee.judge(check, sandbox.account())).isPassed().wasFixedAt(ended);
    }

    @Test
    void isPendingUntilTheQuietPeriodIsOverAndPassesAtItsEnd(
        EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built().version(cleanScript()).pointTo("2").refreshed();
      Instant ended = sandbox.clock().instant();
      fleet.terminateStrange().later(4);

      Verdict early = referee.judge(check, sandbox.account());
      assertThat(early).isPending().hasNext("QuietPeriodNotOver");
      assertThat(early.until()).hasValue(ended.plusSeconds(300));

      fleet.later(1);
      assertThat(referee.judge(check, sandbox.account())).isPassed();
    }

    @Test
    void hasNoFixedAtIfItIsUnknown(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built();
      fleet.iam.deleteRolePolicy(it -> it.roleName(UnicornFleet.NAME).policyName("spawn"));
      fleet.quiet();
      Check accepting =
          Ec2Checks.spawnerStopped()
              .group(AutoScalingGroups.named(UnicornFleet.NAME))
              .strange(Instances.tagged("team", "strange"))
              .acceptRevokedPermission(true)
              .build();

      Verdict verdict = referee.judge(accepting, sandbox.account());

      assertThat(verdict).isPassed();
      assertThat(verdict.fixedAt()).isEmpty();
      assertThat(Report.forOrganisers().width(300).text(verdict))
          .contains("this game accepts that");
    }

    @Test
    void saysThatARevokedPermissionIsNotEnough(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built();
      fleet.iam.deleteRolePolicy(it -> it.roleName(UnicornFleet.NAME).policyName("spawn"));
      fleet.quiet();

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isFailed().hasNext("LaunchTemplateNotClean");
      assertThat(Report.forPlayers(Disclosure.EXACT).width(300).text(verdict))
          .contains("in this game that is not enough");
    }

    @Test
    void asksFiveQuestionsWhenItIsFixed(EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).built().version(cleanScript()).pointTo("2").refreshed().quiet();

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict.evidence().stream().map(it -> it.service() + ":" + it.operation()))
          .containsExactly(
              "sts:GetCallerIdentity",
              "autoscaling:DescribeAutoScalingGroups",
              "ec2:DescribeLaunchTemplateVersions",
              "autoscaling:DescribeScalingActivities",
              "ec2:DescribeInstances",
              "ec2:DescribeInstances");
    }

    @Test
    void asksFewQuestionsAboutAHundredBadServers(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built();
      fleet.update(group -> group.maxSize(100).desiredCapacity(100)).later(10);
      fleet.version(cleanScript()).pointTo("2");

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isFailed().hasNext("InstancesNotReplaced");
      assertThat(verdict.next().orElseThrow().seen().orElseThrow()).startsWith("100 of 100");
      assertThat(verdict.evidence()).hasSizeLessThanOrEqualTo(20);
    }

    @Test
    void judgesATapeAsItJudgedTheAccount(
        EmbeddedSandbox sandbox, Referee referee, @TempDir Path folder) throws IOException {
      new UnicornFleet(sandbox).built().version(cleanScript()).pointTo("2").terminateStrange();
      Path path = folder.resolve("sweep.jsonl.gz");
      Verdict seen;
      try (var recorder = Tape.record(path)) {
        seen = referee.judge(check, sandbox.account().recordedBy(recorder));
      }

      Tape tape = Tape.play(path);
      Verdict replayed =
          sandbox
              .referee()
              .clock(tape.clock())
              .build()
              .judge(
                  check,
                  tape.account(sandbox.account().id().orElseThrow(), sandbox.account().region()));

      assertThat(seen).isFailed();
      assertThat(replayed).isEqualTo(seen);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void judgesATapeThatHoldsNoSecretOfUserData(
        boolean fixed, EmbeddedSandbox sandbox, Referee referee, @TempDir Path folder)
        throws IOException {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      String secrets =
          "export DB_PASSWORD=pl4nted-1\naws configure set aws_secret_access_key pl4nted-2\n"
              + "curl -H 'Authorization: Bearer pl4nted-3' https://example.com/status\n";
      fleet.built().version((fixed ? cleanScript() : fleet.spawn) + secrets).pointTo("2");
      Path path = folder.resolve("sweep.jsonl.gz");
      Verdict seen;
      try (var recorder = Tape.record(path)) {
        seen = referee.judge(check, sandbox.account().recordedBy(recorder));
      }

      Tape tape = Tape.play(path);
      Verdict replayed =
          sandbox
              .referee()
              .clock(tape.clock())
              .build()
              .judge(
                  check,
                  tape.account(sandbox.account().id().orElseThrow(), sandbox.account().region()));

      assertThat(seen)
          .isFailed()
          .hasNext(fixed ? "InstancesNotReplaced" : "LaunchTemplateNotClean");
      assertThat(replayed).isEqualTo(seen);
      assertThat(userDataOn(path))
          .contains("export DB_PASSWORD=xxxxxxxxx")
          .doesNotContain("pl4nted", SpawningFleet.secret());
    }

    /** Returns all user data that is on a tape, as text. */
    private String userDataOn(Path path) throws IOException {
      try (var in = new GZIPInputStream(Files.newInputStream(path))) {
        String tape = new String(in.readAllBytes(), UTF_8);
        return Pattern.compile("<userData>(?:\\s*<value>)?([A-Za-z0-9+/=]+)")
            .matcher(tape)
            .results()
            .map(found -> new String(Base64.getDecoder().decode(found.group(1)), UTF_8))
            .collect(Collectors.joining());
      }
    }

    @Test
    void doesNotMindWhoseInstanceWasChangedWhileItWasStopped(
        EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.built().version(cleanScript()).pointTo("2").suspend("HealthCheck", "ReplaceUnhealthy");
      List<String> servers = fleet.servers();
      fleet.ec2.stopInstances(it -> it.instanceIds(servers));
      fleet.later(2);
      servers.forEach(id -> fleet.ownUserData(id, cleanScript()));
      fleet.ec2.startInstances(it -> it.instanceIds(servers));
      fleet.later(2);
      fleet.autoScaling.resumeProcesses(it -> it.autoScalingGroupName(UnicornFleet.NAME));
      fleet.later(1).quiet();

      assertThat(referee.judge(check, sandbox.account())).isPassed();
    }

    @Test
    void stillFailsWhatIsProvenToBeMissingIfAnotherStepCannotBeSeen(
        EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).built();
      sandbox.embedded().inject(Fault.deny().on("autoscaling", "DescribeInstanceRefreshes"));

      assertThat(referee.judge(check, sandbox.account()))
          .isFailed()
          .hasNext("LaunchTemplateNotClean");
    }

    @Test
    void cannotSayThatServersWillNotBeReplacedIfTheRefreshCannotBeSeen(
        EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).built().version(cleanScript()).pointTo("2").refresh().later(1);
      sandbox.embedded().inject(Fault.deny().on("autoscaling", "DescribeInstanceRefreshes"));

      assertThat(referee.judge(check, sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasUnresolved("InstancesNotReplaced", "StrangeInstancesThere", "QuietPeriodNotOver");
    }

    private Check everywhere() {
      return Ec2Checks.spawnerStopped()
          .group(AutoScalingGroups.named(UnicornFleet.NAME))
          .strange(Instances.tagged("team", "strange"))
          .allRegions()
          .build();
    }

    @Test
    void looksForStrangeInstancesInAllRegions(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.builtWith(cleanScript());
      assertThat(referee.judge(everywhere(), sandbox.account())).isPassed();

      fleet.strangeInstanceIn("eu-west-1");

      Verdict verdict = referee.judge(everywhere(), sandbox.account());
      assertThat(verdict).isFailed().hasNext("StrangeInstancesThere");
      assertThat(verdict.next().orElseThrow().seen()).contains("1 is there in eu-west-1.");
    }

    @Test
    void cannotSayThatNoneIsLeftIfItIsNotKnownWhichRegionsThereAre(
        EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).builtWith(cleanScript());
      sandbox.embedded().inject(Fault.deny().on("ec2", "DescribeRegions"));

      assertThat(referee.judge(everywhere(), sandbox.account()))
          .isInconclusive(Cause.ACCESS_DENIED)
          .hasUnresolved("StrangeInstancesThere", "QuietPeriodNotOver");
    }

    @Test
    void readsTheOwnUserDataOfFewServersOnceItIsDecided(EmbeddedSandbox sandbox, Referee referee) {
      UnicornFleet fleet = new UnicornFleet(sandbox);
      fleet.builtWith(cleanScript());
      fleet.update(group -> group.maxSize(30));
      for (int i = 0; i < 15; i++) {
        fleet.attach(fleet.runWith(UnicornFleet.SLEEPER));
      }
      fleet.later(2);

      Verdict verdict = referee.judge(check, sandbox.account());

      assertThat(verdict).isFailed().hasNext("InstancesNotReplaced");
      assertThat(verdict.evidence().stream().map(it -> it.operation()))
          .filteredOn(operation -> operation.equals("DescribeInstanceAttribute"))
          .hasSize(SpawnerStoppedRunningUserData.ENOUGH);
      assertThat(verdict.next().orElseThrow().facts())
          .anyMatch(fact -> fact.name().equals("not examined") && fact.value().startsWith("5 "));
    }

    @Test
    void refusesARegionThatIsNone() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ec2Checks.spawnerStopped().regions(List.of("Ireland")))
          .withMessageContaining("'Ireland'");
    }

    @Test
    void printsThePolicyThatItNeeds() {
      assertThat(IamPolicy.permissions(List.of(check)))
          .contains("ec2:DescribeInstances", "iam:SimulatePrincipalPolicy")
          .doesNotContain("cloudformation", "*:");
    }
  }

  @Nested
  class Builder {
    @Test
    void requiresAGroup() {
      assertThatIllegalStateException()
          .isThrownBy(() -> Ec2Checks.spawnerStopped().strange(Instances.named("x")).build())
          .withMessageContaining("One of these is missing: group, groupTag, groupInStack");
    }

    @Test
    void wantsToKnowWhatIsStrange() {
      assertThatIllegalStateException()
          .isThrownBy(() -> Ec2Checks.spawnerStopped().group(AutoScalingGroups.named("x")).build())
          .withMessageContaining("'strange' is missing: the strange instances");
    }
  }

  @Nested
  class Provider {
    private final Catalogue catalogue = Catalogue.load();

    @Test
    void makesTheCheckOfParameters(EmbeddedSandbox sandbox, Referee referee) {
      new UnicornFleet(sandbox).built();
      Check made =
          catalogue.check(
              "ec2.spawner-stopped",
              Map.of(
                  "group",
                  UnicornFleet.NAME,
                  "strange",
                  Map.of("tag:team", "strange", "instanceType", "t3.nano"),
                  "quietPeriod",
                  "90s",
                  "badUserData",
                  List.of("systemctl"),
                  "acceptRevokedPermission",
                  true));

      assertThat(referee.judge(made, sandbox.account()))
          .isFailed()
          .hasNext("StrangeInstancesThere");
    }

    @Test
    void namesWhatIsUnknownAndWhatIsMissing() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> catalogue.check("ec2.spawner-stopped", Map.of("groupe", "x")))
          .withMessageContaining("no parameter 'groupe'; did you mean 'group'?")
          .withMessageContaining("'strange' is missing");
    }

    @Test
    void wantsOneGroup() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  catalogue.check(
                      "ec2.spawner-stopped",
                      Map.of(
                          "group", "x",
                          "groupTag", Map.of("a", "b"),
                          "strange", Map.of("name", "y"))))
          .withMessageContaining("'group' and 'groupTag' exclude each other");
    }

    @Test
    void namesAWrongPattern() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  catalogue.check(
                      "ec2.spawner-stopped",
                      Map.of(
                          "group", "x",
                          "badUserData", "(",
                          "strange", Map.of("name", "y"))))
          .withMessageContaining("(");
    }

    @Test
    void namesAWrongWayToTellAStrangeInstance() {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  catalogue.check(
                      "ec2.spawner-stopped",
                      Map.of("group", "x", "strange", Map.of("colour", "red"))))
          .withMessageContaining("There is no key 'colour' in 'strange'");
    }
  }

  @Test
  void claimWhatTheirKindsClaim() {
    List<Check> checks =
        List.of(
            check,
            Ec2Checks.fleetServes().group(AutoScalingGroups.named("web")).build(),
            Ec2Checks.egress().subnets(Subnets.withIds("subnet-1")).build(),
            Ec2Checks.instancePrivate().instances(Instances.named("web")).build());
    Map<String, CheckKind> kinds = Catalogue.load().kinds();

    assertThat(checks)
        .allSatisfy(it -> assertThat(it.claim()).isEqualTo(kinds.get(it.id()).claim()));
  }

  @Test
  void neverPrintsASecret(EmbeddedSandbox sandbox, Referee referee) {
    new UnicornFleet(sandbox).built();
    Verdict verdict = referee.judge(check, sandbox.account());
    assertThat(Report.forOrganisers().width(300).text(verdict))
        .doesNotContain(SpawningFleet.secret());
  }
}
