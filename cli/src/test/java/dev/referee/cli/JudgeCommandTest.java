package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Outcome;
import dev.referee.report.JsonFormat;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeCommandTest {
  private static final String GAME =
      """
      id: game
      title: A <b>game</b>
      tasks:
        - id: stop
          title: Stop it
          points: 100
          checks:
            - check: ec2.spawner-stopped
              parameters: {group: shop, strange: {"tag:team": odd}}
        - id: serve
          title: Serve
          points: 50
          needs: [stop]
          checks:
            - check: ec2.fleet-serves
              parameters: {group: "${team.id}", atLeast: 1}
      """;
  private static final String TEAMS =
      """
      teams:
        - id: shop
          account: {id: "111122223333", region: us-east-1}
        - id: other
          account: {id: "999900001111", region: us-east-1}
      """;

  @TempDir Path folder;

  @Nested
  class OnAnAccount {
    private EmbeddedSandbox sandbox;

    @BeforeEach
    void build() {
      sandbox = EmbeddedSandbox.start();
      new SpawningFleet(sandbox, "shop", "odd").built();
    }

    @AfterEach
    void close() {
      sandbox.close();
    }

    @Test
    void showsATableAndWhatCouldNotBeSeen() throws IOException {
      Spoken said = Spoken.referee(sandbox, "judge", game(GAME + TEAMS));

      assertThat(said.code()).as(said.err()).isEqualTo(2);
      assertThat(said.out())
          .contains("✘  Stop it", "FAILED", "next: LaunchTemplateNotClean")
          .contains("LOCKED", "waits for Stop it")
          .contains("2 judged: 1 failed, 1 could not be judged, 2 locked")
          .containsPattern("other: MISCONFIGURED \\(ORGANISER\\)\n    why: .*999900001111")
          .doesNotContain("\033");
      assertThat(said.err()).isEmpty();
    }

    @Test
    void judgesOneTaskOfTheNamedTeamDespiteItsDependencies() throws IOException {
      Spoken said =
          Spoken.referee(
              sandbox, "judge", game(GAME), "--region=us-east-1", "--team=shop", "--task=serve");

      assertThat(said.code()).as(said.err() + said.out()).isZero();
      assertThat(said.out()).startsWith("Serve\n").contains("✔ PASSED  100 %");
    }

    @Test
    void writesWhatProgramsRead() throws IOException {
      Path junit = folder.resolve("out.xml");
      Path html = folder.resolve("out.html");

      Spoken said =
          Spoken.referee(
              sandbox,
              "judge",
              game(GAME + TEAMS),
              "--team=shop",
              "--json",
              "--junit=" + junit,
              "--html=" + html);

      assertThat(said.code()).isEqualTo(1);
      assertThat(JsonFormat.readSweep(said.out()).judgements())
          .singleElement()
          .satisfies(it -> assertThat(it.verdict().outcome()).isEqualTo(Outcome.FAILED));
      assertThat(junit)
          .content()
          .contains("<failure", "<skipped", "name=\"A &lt;b&gt;game&lt;/b&gt;");
      assertThat(html).content().contains("<h1>A &lt;b&gt;game&lt;/b&gt;</h1>", "Team shop");
      assertThat(html).content().doesNotContain(" ago", ", now");
    }

    @Test
    void showsPlayersNoMoreThanTheyMaySee() throws IOException {
      Path html = folder.resolve("out.html");

      Spoken said =
          Spoken.referee(
              sandbox,
              "judge",
              game(GAME + TEAMS),
              "--team=shop",
              "--details",
              "--player=nudge",
              "--html=" + html);

      assertThat(said.out()).contains("FAILED").doesNotContain("LaunchTemplate");
      assertThat(html).content().contains("FAILED").doesNotContain("LaunchTemplate");
    }

    @Test
    void endsWithOneScreenAndPrintsNothingElseIfThatIsAskedFor() throws IOException {
      String game = game(GAME + TEAMS);

      Spoken summary = Spoken.referee(sandbox, "judge", game, "--summary");

      assertThat(summary.code()).isEqualTo(2);
      assertThat(summary.out())
          .startsWith("2 teams, 2 tasks, 2 judged: 1 failed, 1 could not be judged")
          .containsSubsequence(
              "Teams that need a person's help: 1 (other)",
              "other: MISCONFIGURED (ORGANISER)",
              "What most teams still have to do:",
              "1 team  LaunchTemplateNotClean: ");
      assertThat(Spoken.referee(sandbox, "judge", game).out())
          .startsWith("Team shop")
          .endsWith(summary.out());
    }

    @Test
    void writesJsonForATeam() throws IOException {
      Spoken said =
          Spoken.referee(
              sandbox, "judge", game(GAME + TEAMS), "--team=shop", "--json", "--player=area");

      assertThat(said.code()).isEqualTo(1);
      assertThat(said.out())
          .startsWith("{\"version\":1,\"kind\":\"team\",\"game\":")
          .contains("\"team\":\"shop\"", "\"disclosure\":\"AREA\"", "\"areas\":[{")
          .doesNotContain("LaunchTemplateNotClean", "other", "111122223333");
    }

    @Test
    void showsOnATerminalHowFarItIsAndColours() throws IOException {
      Spoken said = inATerminal(Map.of());

      assertThat(said.err())
          .contains("[------------------------] 0/2  shop: Stop it")
          .contains("[############------------] 1/2")
          .endsWith("\r\033[K");
      assertThat(said.out()).contains("\033[31m");
    }

    @Test
    void hasNoColoursIfTheyAreSwitchedOff() throws IOException {
      assertThat(inATerminal(Map.of("NO_COLOR", "1")).out()).doesNotContain("\033");
    }

    private Spoken inATerminal(Map<String, String> environment) throws IOException {
      CliEnvironment pipe = Spoken.of(sandbox, environment);
      CliEnvironment terminal =
          new CliEnvironment(
              pipe.clock(), environment, true, true, pipe.accounts(), pipe.in(), pipe.pause());
      return Spoken.in(
          terminal,
          "judge",
          game(GAME + TEAMS),
          "--team=shop",
          "--endpoint=" + sandbox.cloud().endpoint());
    }
  }

  @Nested
  class WrongUses {
    @Test
    void reportsEveryMistakeWithItsLocationAndJudgesNothing() throws IOException {
      String game = game(GAME.replace("title: Stop", "titel: Stop").replace("serves", "servs"));

      Spoken said = Spoken.referee("judge", game, "--region=us-east-1");

      assertThat(said.code()).isEqualTo(64);
      assertThat(said.out()).isEmpty();
      assertThat(said.err())
          .contains(game + ":5:5: There is no key 'titel'; did you mean 'title'?\n")
          .contains(game + ":15:16: There is no check 'ec2.fleet-servs'; did you mean")
          .contains("2 mistakes in " + game + "; nothing was done.");
    }

    @Test
    void namesTheNearestTeamAndTask() throws IOException {
      wrong("no team 'shpo'; did you mean 'shop'?", game(GAME + TEAMS), "--team=shpo");
      wrong("no task 'serv'; did you mean 'serve'?", game(GAME + TEAMS), "--task=serv");
    }

    @Test
    void namesOptionsThatExcludeEachOther() throws IOException {
      String game = game(GAME + TEAMS);
      wrong("File not found: nowhere.yaml", "nowhere.yaml");
      wrong("teams of " + game + " have their own accounts", game, "--region=eu-west-1");
      wrong("one team, but 2 are selected", game, "--player=area", "--html=" + folder.resolve("a"));
      wrong("one team, but 2 are selected", game, "--player=area", "--json");
      wrong("--summary is for organisers", game, "--summary", "--json");
      wrong("--summary is for organisers", game, "--summary", "--player=area");
      wrong("--summary is for organisers", game, "--summary", "--details");
      wrong("--region", game(GAME));
    }

    private void wrong(String message, String... words) {
      Spoken said =
          Spoken.referee(
              Stream.concat(Stream.of("judge"), Stream.of(words)).toArray(String[]::new));
      assertThat(said.code()).as(said.err()).isEqualTo(64);
      assertThat(said.err()).contains(message);
      assertThat(said.out()).isEmpty();
    }
  }

  private String game(String text) throws IOException {
    return Files.writeString(folder.resolve("game.yaml"), text).toString();
  }
}
