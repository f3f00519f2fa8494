package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.referee.testkit.SpawningFleet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayCommandTest {
  @Nested
  class Play {
    @Test
    void playsTheGameWithThePlayersOwnMistakes() {
      Spoken play = Spoken.referee("play");

      assertThat(play.code()).isZero();
      assertThat(verdicts(play.out()))
          .satisfiesExactly(
              noRole -> assertThat(noRole).contains("FAILED", "ProfileNotAttached"),
              weakRole -> assertThat(weakRole).contains("FAILED", "AgentNotPermitted"),
              listed -> assertThat(listed).contains("FAILED", "AgentNotPermitted"),
              repaired -> assertThat(repaired).contains("PENDING", "until 10:20"),
              rebooted -> assertThat(rebooted).contains("PASSED  100 %"),
              untouched -> assertThat(untouched).contains("FAILED", "LaunchTemplateNotClean"),
              back -> assertThat(back).contains("FAILED", "LaunchTemplateNotClean"),
              newVersion -> assertThat(newVersion).contains("FAILED", "GroupLaunchesOldVersion"),
              pointed -> assertThat(pointed).contains("FAILED", "InstancesNotReplaced"),
              refreshing -> assertThat(refreshing).contains("PENDING"),
              settling -> assertThat(settling).contains("PENDING", "until 10:15"),
              quiet -> assertThat(quiet).contains("PASSED  100 %", "fixed at 10:10"),
              noRule -> assertThat(noRule).contains("FAILED", "RuleMissing"),
              wrongCall -> assertThat(wrongCall).contains("FAILED", "RuleMissing"),
              noTrail -> assertThat(noTrail).contains("FAILED", "TrailMissing"),
              noPolicy -> assertThat(noPolicy).contains("FAILED", "PublishNotAllowed"),
              unconfirmed -> assertThat(unconfirmed).contains("FAILED", "SubscriptionPending"),
              told -> assertThat(told).contains("PASSED  100 %"));
      assertThat(play.out().replaceAll("\\s+", " "))
          .contains(
              "Unlocked and not solved: Into the vault, without a key, Who starts these instances?,"
                  + " And beside")
          .contains("Start an instance refresh of the group unicorn-web")
          .contains("an instance refresh is at ")
          .containsSubsequence(" 0 of 1,000 points", " 1,000 of 1,000 points, fixed at 2026-")
          .containsSubsequence(
              "The mailbox of operators@unicorn.example:",
              "Subscription Confirmation",
              "AWS Notification Message",
              "\"detail-type\":\"AWS API Call")
          .doesNotContain("\033")
          .doesNotContain(SpawningFleet.secret());
      assertThat(play.err())
          .isEqualToIgnoringNewLines(
              "ssm.session-opens starts sessions on your instances and ends them.");
    }

    @Test
    void playsTheSmallGame() {
      Spoken play = Spoken.referee("play", "open-door");

      assertThat(play.code()).isZero();
      assertThat(verdicts(play.out()))
          .satisfiesExactly(
              untouched -> assertThat(untouched).contains("FAILED"),
              everything -> assertThat(everything).contains("FAILED"),
              closed -> assertThat(closed).contains("FAILED"),
              ipv4 -> assertThat(ipv4).contains("FAILED"),
              both -> assertThat(both).contains("PASSED  100 %"));
      assertThat(play.out())
          .contains("Somebody left the door open, 100 points")
          .containsSubsequence(" 0 of 100 points\n", "::/0", " 100 of 100 points\n")
          .doesNotContain("min left");
    }

    @Test
    void showsOrganisersADayOfClusters() {
      Spoken play = Spoken.referee("play", "eks-jam");

      assertThat(play.code()).isZero();
      assertThat(play.err()).isEmpty();
      assertThat(play.out()).doesNotContain("\033", ExampleCloud.secret());
      assertThat(play.out().lines()).allMatch(line -> line.length() <= 100);
      assertThat(moments(play.out()))
          .satisfiesExactly(
              begins ->
                  assertThat(begins)
                      .startsWith("01:04 UTC, 7h36m left")
                      .contains(
                          "1 failed, 5 pending",
                          "6 locked",
                          "Amber: StackFailed. The stack eksctl-jam-cluster is CREATE_IN_PROGRESS",
                          "Denim: StackFailed. The stack eksctl-jam-cluster is ROLLBACK_COMPLETE.",
                          "Subnets specified must be in at least two different AZs"),
              nodes ->
                  assertThat(nodes)
                      .startsWith("01:21 UTC")
                      .contains(
                          "4 passed, 1 failed, 1 pending",
                          "Coral: NodeRoleNotPermitted.",
                          "Denim: StackFailed. The stack eksctl-jam-nodegroup-workers is"
                              + " CREATE_IN_PROGRESS"),
              deployed ->
                  assertThat(deployed)
                      .startsWith("01:30 UTC")
                      .contains(
                          "Create the cluster jam         6 passed",
                          "next: 6 ImageNotAsAsked",
                          "next: 6 ControlPlaneNotUpgraded",
                          "next: 6 BudgetBlocksDrains",
                          "next: 6 NodeClassNotReady",
                          "next: 6 RoleNotAssigned",
                          "next: 6 LevelNotEnforced",
                          "next: 6 ResourceMissing",
                          "next: 6 NoRemoteWrite",
                          "1.  Amber   150 points  1 task solved  since 2026-12-12T01:17:00Z",
                          "5.  Coral   150 points  1 task solved  since 2026-12-12T01:26:00Z"),
              easy ->
                  assertThat(easy)
                      .startsWith("02:50 UTC")
                      .contains("Ebony: PolicyNotForEveryPod. It is not so:"),
              upgraded ->
                  assertThat(upgraded)
                      .startsWith("03:20 UTC")
                      .contains(
                          "FAILED -> PENDING 50 %, next: ControlPlaneNotUpgraded",
                          "Denim: NodeGroupsNotUpgraded."),
              notRestarted ->
                  assertThat(notRestarted)
                      .startsWith("04:40 UTC")
                      .contains(
                          "Amber: A role for the orders alone  FAILED 93 %, next: PodsNotRestarted",
                          "Blue: A role for the orders alone  FAILED -> PASSED 100 %, +600",
                          "kubectl rollout restart deployment/orders -n shop"),
              notHardened ->
                  assertThat(notHardened)
                      .startsWith("06:30 UTC")
                      .contains("Amber: PodsNotConforming. 2 of its pods violate the level"),
              tie ->
                  assertThat(tie)
                      .startsWith("08:20 UTC, 20m left")
                      .contains(
                          "1.  Blue    3,150 points  9 tasks solved  since 2026-12-12T08:05:10Z",
                          "2.  Amber   3,150 points  9 tasks solved  since 2026-12-12T08:05:23Z"),
              over ->
                  assertThat(over)
                      .startsWith("08:41 UTC, after the end")
                      .contains(
                          "Upgrade to Kubernetes 1.34     Automation     MEDIUM  300 points  solved"
                              + " by 2 of 6",
                          "01:00 02:00 03:00 04:00 05:00 06:00 07:00 08:00\n",
                          "\nBlue    ·▁▁▁▁▁▁▁▁",
                          "█\nAmber   "));
    }

    @Test
    void givesNothingAwayWhenPlayersAreOnlyNudged() {
      Spoken play = Spoken.referee("play", "--player", "nudge");

      assertThat(play.code()).isZero();
      assertThat(play.out())
          .contains("FAILED", "PENDING", "PASSED")
          .doesNotContain("refresh of the group")
          .doesNotContain("LaunchTemplateNotClean");
    }

    @Test
    void showsOrganisersADayOfSeventyTwoTeams() {
      Spoken play = Spoken.referee("play", "fleet-jam");

      assertThat(play.code()).isZero();
      assertThat(play.err()).isEmpty();
      assertThat(play.out())
          .contains("The organisers build 72 accounts ...")
          .doesNotContain("\033", ExampleCloud.secret());
      assertThat(play.out().lines()).allMatch(line -> line.length() <= 100);
      assertThat(moments(play.out()))
          .satisfiesExactly(
              begins ->
                  assertThat(begins)
                      .startsWith("01:00 UTC, 7h40m left")
                      .contains(
                          "71 failed, 1 could not be judged",
                          "72 locked",
                          "next: 71 GroupTooSmall",
                          "... and 69 more like these",
                          "team-61: MISCONFIGURED (ORGANISER)",
                          "Nobody has points yet."),
              halfway ->
                  assertThat(halfway)
                      .startsWith("01:20 UTC")
                      .contains(
                          "66 failed, 6 pending",
                          "next: 60 GroupTooSmall, 6 TooFewZones",
                          "FAILED -> PENDING 87 %, next: NotSustainedYet",
                          "team-61: Serve from two zones  INCONCLUSIVE -> FAILED",
                          "team-57: TooFewZones. 2 of 2 wanted get this far, in 1 zone",
                          "terminate"),
              held ->
                  assertThat(held)
                      .startsWith("01:26 UTC")
                      .contains(
                          "5 passed, 67 failed",
                          "5 failed, 67 locked",
                          "team-14: Serve from two zones  PENDING -> PASSED 100 %, +394 = 394",
                          "team-28: Serve from two zones  PENDING -> FAILED",
                          "1.  team-72  394 points"),
              throttled ->
                  assertThat(throttled)
                      .startsWith("02:10 UTC")
                      .contains(
                          "46 passed, 25 failed, 1 could not be judged",
                          "PENDING -> PASSED 100 %, +383 = 383 points",
                          "team-29: Nobody has to see the databases  FAILED -> PASSED 100 %, +500",
                          "team-14: Serve from two zones  PASSED -> INCONCLUSIVE 0 %, THROTTLED\n",
                          "team-14: THROTTLED (AWS)",
                          "1.  team-29  894 points",
                          "2.  team-14  394 points"),
              ranked ->
                  assertThat(ranked)
                      .startsWith("03:20 UTC")
                      .contains(
                          "42 InstanceHasPublicAddress, 1 PortNotOpen, 1 WayOutLost",
                          "team-14: Serve from two zones  INCONCLUSIVE -> PASSED 100 %\n",
                          "team-14: Nobody has to see the databases  FAILED -> PASSED 100 %, +495",
                          "team-58: Nobody has to see the databases  FAILED -> PASSED 100 %, +495",
                          "team-43: WayOutLost. The route tables of subnet-",
                          "team-72: PortNotOpen. ",
                          "2.  team-14  889 points",
                          "2.  team-58  889 points"),
              lost ->
                  assertThat(lost)
                      .startsWith("05:00 UTC")
                      .contains(
                          "team-25: Serve from two zones  PASSED -> INCONCLUSIVE 0 %,"
                              + " MISCONFIGURED",
                          "team-25: MISCONFIGURED (ORGANISER)",
                          "cannot be assumed (AccessDenied)",
                          "team-58: Nobody has to see the databases  PASSED -> FAILED",
                          "2.  team-58  889 points",
                          "4.  team-43  879 points"),
              frozen ->
                  assertThat(frozen)
                      .startsWith("08:12 UTC, 28m left")
                      .contains(
                          "18 passed, 29 failed, 25 locked",
                          "team-25: Serve from two zones  INCONCLUSIVE -> PASSED 100 %\n",
                          "team-11: Nobody has to see the databases  FAILED -> PASSED 100 %, +475",
                          "... and 12 more like these")
                      .containsSubsequence(
                          "Standings at 2026-12-05T08:12:00Z",
                          "5.  team-72  869 points",
                          "The public board is frozen, and shows:",
                          "Standings at 2026-12-05T08:10:00Z",
                          "5.  team-57  868 points"),
              over ->
                  assertThat(over)
                      .startsWith("08:42 UTC, after the end")
                      .contains(
                          "19 passed, 28 failed, 25 locked",
                          "team-23: Nobody has to see the databases  FAILED -> PASSED 100 %,",
                          "It came after the end of the game",
                          "6.  team-57  868 points",
                          "7.  team-12  858 points",
                          "AWS received 4,433 calls in 9 sweeps of 72 teams: at most 13 for a team")
                      .doesNotContain("public board"));
    }

    private List<String> moments(String out) {
      return Splitter.onPattern("\n(?=\\d\\d:\\d\\d UTC)").splitToStream(out).skip(1).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fleet-jam", "eks-jam"})
    void hidesNothingFromOrganisersOfManyTeams(String game) {
      Spoken play = Spoken.referee("play", game, "--player=area");

      assertThat(play.code()).isEqualTo(64);
      assertThat(play.out()).isEmpty();
      assertThat(play.err()).contains(game + " always shows the organisers' view", "unicorn-corp");
    }

    private List<String> verdicts(String out) {
      return Pattern.compile("^[✘◔✔] [A-Z]+  \\d+ %.*", Pattern.MULTILINE)
          .matcher(out)
          .results()
          .map(MatchResult::group)
          .toList();
    }
  }
}
