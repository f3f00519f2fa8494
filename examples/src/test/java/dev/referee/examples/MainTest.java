package dev.referee.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.JsonForm;
import dev.referee.Outcome;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SpawningFleet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int referee(String... arguments) {
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Nested
  class Play {
    @Test
    void playsTheGameWithThePlayersOwnMistakes() {
      assertThat(referee("play")).isZero();

      assertThat(verdicts())
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
      assertThat(out.toString().replaceAll("\\s+", " "))
          .contains(
              "Open right now: Into the vault, without a key, Who starts these instances?, And"
                  + " beside")
          .contains("Start an instance refresh of the group unicorn-web")
          .contains("an instance refresh is at ")
          .containsSubsequence(" 0 of 1,000 points", " 1,000 of 1,000 points, fixed at 2026-")
          .doesNotContain("\033")
          .doesNotContain(SpawningFleet.secret());
      assertThat(err.toString()).isEmpty();
    }

    @Test
    void givesNothingAwayWhenPlayersAreOnlyNudged() {
      assertThat(referee("play", "--disclosure", "nudge")).isZero();

      assertThat(out.toString())
          .contains("FAILED", "PENDING", "PASSED")
          .doesNotContain("refresh of the group")
          .doesNotContain("LaunchTemplateNotClean");
    }

    private List<String> verdicts() {
      return Pattern.compile("^[✘◔✔] [A-Z]+  \\d+ %.*", Pattern.MULTILINE)
          .matcher(out.toString())
          .results()
          .map(MatchResult::group)
          .toList();
    }
  }

  @Nested
  class Judge {
    @Test
    void judgesAnEndpointThatSpeaksAws() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        new SpawningFleet(sandbox, "shop", "odd").built();

        int code = judge(sandbox, "--group", "shop", "--strange-tag", "team=odd", "--json");

        assertThat(code).isEqualTo(1);
        assertThat(JsonForm.readVerdict(out.toString()).outcome()).isEqualTo(Outcome.FAILED);
      }
    }

    @Test
    void saysThatTheAccountIsAnother() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        int code =
            judge(sandbox, "--group", "shop", "--strange-tag", "a=b", "--account", "999999999999");

        assertThat(code).isEqualTo(2);
        assertThat(out.toString()).contains("MISCONFIGURED", "999999999999", "111122223333");
      }
    }

    private int judge(EmbeddedSandbox sandbox, String... more) {
      System.setProperty("aws.accessKeyId", sandbox.embedded().accessKeyId());
      System.setProperty("aws.secretAccessKey", sandbox.embedded().secretAccessKey());
      try {
        Stream<String> first =
            Stream.of("judge", "--region=us-east-1", "--endpoint=" + sandbox.cloud().endpoint());
        return referee(Stream.concat(first, Stream.of(more)).toArray(String[]::new));
      } finally {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
      }
    }

    @Test
    void saysWhatIsMissingInItsUse() {
      assertThat(referee("judge", "--region", "us-east-1")).isEqualTo(64);

      assertThat(err.toString()).contains("--group=<name>").contains("--strange-tag");
    }

    @Test
    void saysWhichValueIsWrong() {
      int code =
          referee(
              "judge",
              "--region=us-east-1",
              "--group=shop",
              "--strange-tag=a=b",
              "--account=12-34");

      assertThat(code).isEqualTo(64);
      assertThat(err.toString()).contains("12-34").contains("twelve digits");
    }
  }
}
