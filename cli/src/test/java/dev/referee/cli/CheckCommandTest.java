package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Outcome;
import dev.referee.Sweep;
import dev.referee.aws.Tape;
import dev.referee.gamefile.GameFile;
import dev.referee.report.JsonFormat;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SpawningFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir Path folder;

  @Nested
  class OnAnAccount {
    @Test
    void printsTheVerdictAndExitsWithItsCode() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        new SpawningFleet(sandbox, "shop", "odd").built();

        Spoken said = check(sandbox, "group=shop", "strange=tag:team=odd");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).startsWith("✘ FAILED").contains("LaunchTemplateNotClean");
        assertThat(said.err()).isEmpty();
      }
    }

    @Test
    void printsJsonAndWritesReports() throws Exception {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        new SpawningFleet(sandbox, "shop", "odd").builtWith(SpawningFleet.cleanScript());
        sandbox.advance(java.time.Duration.ofMinutes(10));
        Path junit = folder.resolve("out.xml");
        Path html = folder.resolve("out.html");

        Spoken said =
            check(
                sandbox,
                "group=shop",
                "strange={\"tag:team\": odd}",
                "--json",
                "--junit=" + junit,
                "--html=" + html);

        Sweep sweep = JsonFormat.readSweep(said.out());
        assertThat(sweep.judgements().get(0).verdict().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(said.code()).isZero();
        assertThat(junit).content().contains("<testsuite name=\"team\" tests=\"1\" failures=\"0\"");
        assertThat(html).content().contains("PASSED", "No strange instance is running");
      }
    }

    @Test
    void printsJsonForPlayers() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        new SpawningFleet(sandbox, "shop", "odd").built();

        Spoken said =
            check(sandbox, "group=shop", "strange=tag:team=odd", "--json", "--player=area");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out())
            .contains("\"kind\":\"team\"", "\"areas\":[{\"topic\":")
            .doesNotContain("LaunchTemplateNotClean", "ec2.spawner-stopped", "111122223333");
      }
    }

    @Test
    void reportsAnotherAccount() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        Spoken said = check(sandbox, "group=shop", "strange=tag:a=b", "--account=999999999999");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).contains("MISCONFIGURED", "999999999999", "111122223333");
      }
    }

    @Test
    void recordsATapeWithTheJudgedCheck() {
      try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
        Path tape = folder.resolve("tape.jsonl.gz");

        check(sandbox, "group=${odd}", "strange=tag:a=b", "--record=" + tape);

        Tape played = Tape.play(tape);
        assertThat(played.note(Recording.TEAMS)).contains("team");
        assertThat(played.note(Recording.REGIONS)).contains("us-east-1");
        assertThat(GameFile.read("tape", played.note(Recording.GAME).orElseThrow()).game().tasks())
            .singleElement()
            .satisfies(task -> assertThat(task.checks()).hasSize(1));
      }
    }

    private Spoken check(EmbeddedSandbox sandbox, String... more) {
      Stream<String> words =
          Stream.of(more).map(word -> word.startsWith("--") ? word : "--param=" + word);
      return Spoken.referee(
          sandbox,
          Stream.concat(Stream.of("check", "ec2.spawner-stopped", "--region=us-east-1"), words)
              .toArray(String[]::new));
    }
  }

  @Nested
  class WrongUses {
    @Test
    void namesTheCheckThatWasProbablyMeant() {
      wrong("ec2.spawner-stoped").contains("did you mean 'ec2.spawner-stopped'?");
    }

    @Test
    void namesTheParameterThatWasProbablyMeant() {
      wrong("ec2.spawner-stopped", "--param=grop=shop")
          .contains("no parameter 'grop'; did you mean 'group'?", "'strange' is missing")
          .contains("'referee list-checks ec2.spawner-stopped' shows its parameters.");
    }

    @Test
    void asksForARegionAndTakesNoneFromTheMachine() {
      wrong("ec2.spawner-stopped", "--param=group=shop", "--param=strange=tag:a=b")
          .contains("--region");
    }

    @Test
    void saysWhichValueIsWrong() {
      wrong(
              "ec2.spawner-stopped",
              "--param=group=shop",
              "--param=strange=tag:a=b",
              "--region=us-east-1",
              "--account=12-34")
          .contains("12-34", "12 digits");
    }

    @Test
    void showsPlayersNoSummary() {
      wrong(
              "ec2.spawner-stopped",
              "--param=group=shop",
              "--param=strange=tag:a=b",
              "--region=us-east-1",
              "--player=nudge",
              "--summary")
          .contains("--player");
    }

    @Test
    void writesNowhereElseThanIntoAFolder() throws Exception {
      Path file = Files.createFile(folder.resolve("file"));

      wrong(
              "ec2.spawner-stopped",
              "--param=group=shop",
              "--param=strange=tag:a=b",
              "--region=us-east-1",
              "--junit=" + file.resolve("out.xml"))
          .contains("cannot be written");
    }

    private org.assertj.core.api.AbstractStringAssert<?> wrong(String... words) {
      Spoken said =
          Spoken.referee(
              Stream.concat(Stream.of("check"), Stream.of(words)).toArray(String[]::new));
      assertThat(said.code()).isEqualTo(64);
      assertThat(said.out()).isEmpty();
      return assertThat(said.err());
    }
  }
}
