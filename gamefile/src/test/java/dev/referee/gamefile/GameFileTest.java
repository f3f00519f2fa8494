package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Award;
import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Difficulty;
import dev.referee.Disclosure;
import dev.referee.Expectation;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Score;
import dev.referee.Target;
import dev.referee.Task;
import dev.referee.TaskHistory;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;

class GameFileTest {

  @Nested
  class OfAGame {
    private final Game game = Sound.read(Sound.FILE).game();

    @Test
    void readsAWholeGame() {
      assertThat(game.id()).isEqualTo("unicorn-corp");
      assertThat(game.title()).isEqualTo("Unicorn Corp");
      assertThat(game.clock())
          .contains(GameClock.of(Instant.parse("2026-11-30T01:00:00Z"), Duration.ofHours(3)));
      Task task = game.task("spawner");
      assertThat(task.points()).isEqualTo(Score.of(1000));
      assertThat(task.hints()).containsExactly(new dev.referee.Hint("Look at the template", 100));
      assertThat(task.checks())
          .extracting(each -> each.check().id())
          .containsExactly("ec2.spawner-stopped");
    }

    @Test
    void hasDefaultsForWhatItDoesNotSay() {
      Task task = game.task("spawner");

      assertThat(task.text()).isEmpty();
      assertThat(task.area()).isEmpty();
      assertThat(task.difficulty()).isEqualTo(Difficulty.MEDIUM);
      assertThat(task.disclosure()).isEqualTo(Disclosure.EXACT);
      assertThat(task.checks().get(0).weight()).isEqualTo(1);
    }

    @Test
    void appliesDefaultsUnlessATaskOverridesThem() {
      String file =
          Sound.FILE
              .replace("modules:", "disclosure: nudge\nmodules:")
              .replace(
                  "teams:",
                  "      - {id: other, title: Other, points: 1, disclosure: area, checks: [{check:"
                      + " ec2.fleet-serves, parameters: {group: a}}]}\n"
                      + "teams:");

      Game read = Sound.read(file).game();

      assertThat(read.task("spawner").disclosure()).isEqualTo(Disclosure.NUDGE);
      assertThat(read.task("other").disclosure()).isEqualTo(Disclosure.AREA);
    }

    @Test
    void freezesTheBoard() {
      Instant ten = Instant.parse("2026-11-30T01:00:00Z");
      GameClock last = clock("duration: 3h\n  freezeLast: 15m");
      GameClock from =
          clock("end: 2026-11-30T13:00:00+09:00\n  freezeFrom: 2026-11-30T12:00:00+09:00");

      assertThat(last.freezesAt()).contains(ten.plus(Duration.ofMinutes(165)));
      assertThat(from.freezesAt()).contains(ten.plus(Duration.ofHours(2)));
      assertThat(from.end()).contains(ten.plus(Duration.ofHours(3)));
    }

    @Test
    void readsDurationsInBothForms() {
      assertThat(clock("duration: PT1H30M").duration())
          .isEqualTo(clock("duration: 1h30m").duration())
          .isEqualTo(clock("duration: 90m").duration())
          .isEqualTo(Duration.ofMinutes(90));
    }

    private GameClock clock(String duration) {
      return Sound.read(Sound.FILE.replace("duration: 3h", duration)).game().clock().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            allOrNothing                              | 0 | 1000
            {timeBonus: {bonus: 100}}                 | 0 | 1050
            {timeBonus: {bonus: 100, from: "2026-11-30T10:00:00+09:00", until: "2026-11-30T12:00:00+09:00"}} \
                                                      | 0 | 1025
            {decayByRank: {less: 50, floor: 200}}     | 0 | 1000
            {decayByRank: {less: 50, floor: 200}}     | 3 | 850
            {decayByRank: {less: 50, floor: 200}}     | 99 | 200
            """)
    void scoresAsTheFileSays(String scoring, int solvedBefore, long points) {
      for (String file :
          List.of(
              Sound.FILE.replace("modules:", "scoring: %s\nmodules:".formatted(scoring)),
              Sound.FILE.replace(
                  "        hints:", "        scoring: %s\n        hints:".formatted(scoring)))) {
        assertThat(awarded(Sound.read(file).game(), solvedBefore)).isEqualTo(points);
      }
    }

    /** Returns the points for a team that solves the task after half of the game. */
    private static long awarded(Game game, int solvedBefore) {
      Instant half = Instant.parse("2026-11-30T02:30:00Z");
      Expectation step = Expectation.of("StepMissing", "step", "It is done");
      Judgement judgement =
          new Judgement(
              "team-1",
              "spawner",
              List.of(
                  new Judgement.Part(
                      "ec2.spawner-stopped",
                      "It is done",
                      1,
                      Verdict.of(half, step.satisfied().build()))),
              half);
      TaskHistory history =
          TaskHistory.builder().clock(game.clock()).solvedBefore(solvedBefore).build();
      Award award = game.task("spawner").award(judgement, history);
      return ((Award.Points) award).earned().points();
    }

    @Test
    void keepsNeeds() {
      String file =
          Sound.FILE.replace(
              "teams:",
              """
                - id: next
                  title: Next
                  needs: [servers]
                  tasks:
                    - {id: other, title: Other, points: 1, checks: [{check: ec2.fleet-serves, parameters: {group: a}}]}
              teams:\
              """);

      Game read = Sound.read(file).game();

      assertThat(read.waitsFor(read.task("other"), Set.of())).containsExactly("servers");
    }

    @Test
    void makesAModuleOfTasksWithoutOne() throws IOException {
      Game jam = GameFile.read(Sound.GAMES.resolve("jam.yaml")).game();

      assertThat(jam.modules()).extracting(dev.referee.Module::id).containsExactly("tasks");
      assertThat(jam.tasks()).extracting(Task::id).containsExactly("open-door");
    }
  }

  @Nested
  class OfChecks {
    @Test
    void combinesThem() throws IOException {
      List<Task.Weighted> checks = seventyTwo().game().task("private").checks();

      assertThat(checks).extracting(Task.Weighted::weight).containsExactly(2L, 1L);
      assertThat(checks.get(1).check().id()).isEqualTo("only-the-app");
      assertThat(checks.get(1).check().claim())
          .contains(" or ")
          .endsWith(", because some teams keep the name of the template");
    }

    @Test
    void keepsThemPassing() throws IOException {
      Check serves = seventyTwo().game().task("serve").checks().get(0).check();

      assertThat(serves.claim()).endsWith(", and it stays that way for 5 min");
      assertThat(serves.id()).isEqualTo("ec2.fleet-serves");
    }

    @Test
    void askForOutputsOnlyIfTheyAreMeant() throws IOException {
      Game game = seventyTwo().game();

      assertThat(game.task("serve").checks().get(0).check().permissions().reads())
          .contains("cloudformation:DescribeStacks");
      assertThat(game.task("private").checks().get(0).check().permissions().reads())
          .doesNotContain("cloudformation:DescribeStacks");
    }

    @Test
    void areThoseOfTheGivenCatalogue() {
      assertThatThrownBy(
              () -> Sound.reader().catalogue(Catalogue.of(List.of())).read("game.yaml", Sound.FILE))
          .hasMessage("game.yaml:16:20: There is no check 'ec2.spawner-stopped'; there are none");
    }
  }

  @Nested
  class OfTeams {
    @Test
    void hasOneAccountEachWithItsCluster() {
      Team team = Sound.read(Sound.FILE).teams().get(0);

      assertThat(team.id()).isEqualTo("team-1");
      assertThat(team.name()).isEqualTo("team-1");
      assertThat(team.targets()).hasSize(2).first().isInstanceOf(Account.class);
      assertThat(team.targets().get(1)).hasToString("the cluster of " + account(team));
      assertThat(account(team).id()).contains("111122220001");
      assertThat(account(team).region()).isEqualTo(Region.EU_WEST_1);
    }

    @Test
    void hasTheProfileThatTheFileNames() {
      String file =
          Sound.FILE
              .replace("id: \"111122220001\", ", "")
              .replace("profile: one", "profile: \"of-${team.id}\"");

      assertThat(account(Sound.read(file).teams().get(0)).name()).contains("of-team-1");
    }

    @Test
    void appliesTheDefaultsOfAccounts() throws IOException {
      List<Team> teams = seventyTwo().teams();

      assertThat(teams).hasSize(72);
      assertThat(teams)
          .extracting(team -> account(team).id().orElseThrow())
          .doesNotHaveDuplicates()
          .startsWith("111122220001")
          .endsWith("111122220072");
      assertThat(teams)
          .extracting(team -> account(team).region())
          .containsOnly(Region.AP_NORTHEAST_2);
    }

    @Test
    void prefersTheAccountOfATeamToTheDefaults() {
      String file =
          Sound.FILE.replace(
              "teams:",
              "defaults: {account: {region: us-east-1, endpoint: \"http://localhost:4566\"}}\n"
                  + "teams:");

      assertThat(account(Sound.read(file).teams().get(0)).name())
          .isEqualTo("account 111122220001 at localhost:4566 in eu-west-1");
    }

    @Test
    void takesAnyRegionAtAnEndpoint() {
      String file =
          Sound.FILE.replace(
              "region: eu-west-1", "region: local, endpoint: \"http://localhost:1\"");

      assertThat(account(Sound.read(file).teams().get(0)).region().id()).isEqualTo("local");
    }

    @Test
    void letsCallersCustomizeAccounts() {
      GameFile file =
          Sound.reader()
              .accounts(account -> account.endpoint(java.net.URI.create("http://localhost:1")))
              .read("game.yaml", Sound.FILE);

      assertThat(account(file.teams().get(0)).name()).contains("at localhost:1");
    }

    @Test
    void shareAnAccountThatIsDescribedInTheSameWay() {
      String file =
          Sound.FILE
                  .substring(0, Sound.FILE.indexOf("teams:"))
                  .replace("unicorn-web", "unicorn-web-${team.id}")
              + """
              teams:
                - {id: one, account: {region: eu-west-1, profile: "shared"}}
                - {id: two, account: {region: eu-west-1, profile: shared}}
                - {id: three, account: {region: eu-west-2, profile: shared}}
                - {id: four, account: {region: eu-west-1}}
              """;

      List<Team> teams = Sound.read(file).teams();

      assertThat(account(teams.get(1))).isSameAs(account(teams.get(0)));
      assertThat(teams.subList(1, 4)).map(this::account).doesNotHaveDuplicates();
    }

    @Test
    void mayShareAnAccountIfChecksTellThemApart() {
      String file =
          Sound.FILE
              .replace("unicorn-web", "unicorn-web-${team.id}")
              .replace(
                  "teams:",
                  "teams:\n"
                      + "  - {id: team-2, account: {id: \"111122220001\", region: eu-west-1,"
                      + " profile: two}}");

      assertThat(Sound.read(file).teams()).hasSize(2);
    }

    @Test
    void areEmptyIfTheFileNamesNone() throws IOException {
      assertThat(GameFile.read(Sound.GAMES.resolve("jam.yaml")).teams()).isEmpty();
    }

    @Test
    void showNoSecret() throws IOException {
      GameFile file = seventyTwo();

      assertThat(file.toString() + file.teams()).doesNotContain("s3cret");
    }

    private Account account(Team team) {
      List<Target> accounts = team.targets().stream().filter(Account.class::isInstance).toList();
      assertThat(accounts).hasSize(1);
      return (Account) accounts.get(0);
    }
  }

  @Nested
  class OfJson {
    private static final String JSON =
        """
        {
        \t"$schema": "game.schema.json",
        \t"id": "unicorn-corp", "title": "\\u00dcnicorn \\ud83e\\udd84 \\/",
        \t"tasks": [{
        \t\t"id": "spawner", "title": "Who?", "points": 1000,
        \t\t"checks": [{"check":"ec2.fleet-serves","parameters":{"group":"web","atLeast":2,"together":true}}]
        \t}],
        \t"teams": [{"id":"team-1","account":{"id":"111122220001","region":"eu-west-1"}}]
        }
        """;

    @Test
    void readsItLikeYaml() {
      GameFile file = GameFile.reader().environment(Map.of()).read("game.json", JSON);

      assertThat(file.game().title()).isEqualTo("Ünicorn 🦄 /");
      assertThat(file.game().task("spawner").points()).isEqualTo(Score.of(1000));
      assertThat(file.teams()).hasSize(1);
    }

    @Test
    void locatesTheMistake() {
      assertThatThrownBy(() -> Sound.read(JSON.replace("\"points\"", "\"point\"")))
          .hasMessageContaining("game.yaml:5:37: There is no key 'point'; did you mean 'points'?");
    }
  }

  @Test
  void readsTheExamples() throws IOException {
    try (var games = Files.list(Sound.GAMES)) {
      assertThat(games.toList())
          .hasSizeGreaterThanOrEqualTo(3)
          .allSatisfy(game -> assertThat(Sound.reader().read(game).game().tasks()).isNotEmpty());
    }
  }

  private static GameFile seventyTwo() throws IOException {
    return Sound.reader().read(Sound.GAMES.resolve("seventy-two-teams.yaml"));
  }
}
