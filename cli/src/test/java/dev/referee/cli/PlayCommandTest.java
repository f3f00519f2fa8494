package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.SpawningFleet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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
              quiet -> assertThat(quiet).contains("PASSED  100 %", "fixed at 10:10"));
      assertThat(play.out().replaceAll("\\s+", " "))
          .contains(
              "Open right now: Into the vault, without a key, Who starts these instances?, And"
                  + " beside")
          .contains("Start an instance refresh of the group unicorn-web")
          .contains("an instance refresh is at ")
          .containsSubsequence(" 0 of 1,000 points", " 1,000 of 1,000 points, fixed at 2026-")
          .doesNotContain("\033")
          .doesNotContain(SpawningFleet.secret());
      assertThat(play.err()).isEmpty();
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
    void givesNothingAwayWhenPlayersAreOnlyNudged() {
      Spoken play = Spoken.referee("play", "--disclosure", "nudge");

      assertThat(play.code()).isZero();
      assertThat(play.out())
          .contains("FAILED", "PENDING", "PASSED")
          .doesNotContain("refresh of the group")
          .doesNotContain("LaunchTemplateNotClean");
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
