package dev.referee.report;

import static dev.referee.Unicorns.ANSWER;
import static dev.referee.Unicorns.NOW;
import static dev.referee.Unicorns.judgement;
import static dev.referee.Unicorns.task;
import static dev.referee.Unicorns.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Score;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Unicorns;
import dev.referee.Verdict;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final String HOSTILE =
      "</style></title><script>alert(1)</script><img src=//x onerror='a'>\"&\u202e\u0000\u2028";
  private static final Pattern TAG = Pattern.compile("</?([a-zA-Z!][^\\s/>]*)([^>]*)>");

  private final Finding finding =
      Unicorns.REPLACED
          .unsatisfied()
          .subject(HOSTILE)
          .expected(HOSTILE)
          .seen(HOSTILE)
          .remedy(HOSTILE)
          .fact(HOSTILE, HOSTILE)
          .organiserFact(HOSTILE, HOSTILE)
          .source(HOSTILE)
          .build();
  private final Task task = task("task", HOSTILE).text(HOSTILE).area(HOSTILE).build();
  private final Game game =
      Game.builder("game", HOSTILE).module(Module.of("module", HOSTILE, task)).build();
  private final Sweep sweep =
      new Sweep(
          "game",
          NOW,
          NOW,
          true,
          List.of(
              judgement("red", task, verdict(finding).withEvidence(List.of(ANSWER))),
              judgement("blue", task, verdict(Unicorns.CLEAN_DONE))),
          List.of());
  private final String page =
      Report.forOrganisers().teams(List.of(new Team("blue", HOSTILE, List.of()))).html(game, sweep);

  @Test
  void hostileTextStaysText() {
    assertThat(plain())
        .contains(
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=//x"
                + " onerror=&#39;a&#39;&gt;&quot;&amp;")
        .doesNotContain("<script>a", "<img", "\u202e", "\u0000", "\u2028");
    assertThat(tags().map(it -> it.group(1)).distinct())
        .isSubsetOf(
            "!DOCTYPE",
            "html",
            "head",
            "meta",
            "title",
            "style",
            "script",
            "body",
            "main",
            "time",
            "span",
            "thead",
            "tbody",
            "a",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "b",
            "section",
            "div",
            "table",
            "tr",
            "th",
            "td",
            "dl",
            "dt",
            "dd",
            "details",
            "summary");
    assertThat(tags().map(it -> it.group(2).strip()).distinct())
        .allSatisfy(
            attributes ->
                assertThat(attributes)
                    .matches(
                        "(html|((lang|charset|name|content|http-equiv|class|id|href|scope|colspan|data-of|tabindex|role|title|aria-label|datetime)=\"[^\"<>]*\""
                            + " ?)*)"));
  }

  @Test
  void isolatesWhatIsWrittenFromRightToLeft() {
    Team team = new Team("red", "\u05e9\u05dc\u05d5\u05dd 12 \u05d0", List.of());

    assertThat(Report.forOrganisers().teams(List.of(team)).html(game, sweep))
        .contains("<h2><bdi>\u05e9\u05dc\u05d5\u05dd 12 \u05d0</bdi> (red)</h2>");
  }

  @Test
  void asksForNothing() {
    assertThat(page).doesNotContain("@import", "url(").doesNotContainPattern("href=\"[^#]");
    assertThat(page.replaceAll("\"[^\"]*\"", "")).doesNotContainPattern("<[^>]*\\ssrc=");
    assertThat(page)
        .contains(
            "content=\"default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'\""
                .formatted(hash("style"), hash("script")));
  }

  /** Returns the hash by which the content security policy names the content of an element. */
  private String hash(String element) {
    String from = "<" + element + ">";
    String inline =
        page.substring(page.indexOf(from) + from.length(), page.indexOf("</" + element + ">"));
    return "sha256-"
        + Base64.getEncoder().encodeToString(Hashing.sha256().hashString(inline, UTF_8).asBytes());
  }

  @Test
  void leadsToEachTeamAndTask() {
    assertThat(page)
        .containsSubsequence("<h1>", "#team-1", "#team-2", "</table>", "<details class=\"team\">")
        .contains("<a href=\"#team-1\">red</a>", "<a href=\"#team-2\">&lt;/style")
        .contains("<a href=\"#team-1-task-1\" class=\"red\" aria-label=\"&lt;/style")
        .contains("<a href=\"#team-2-task-1\" class=\"green\" aria-label=\"&lt;/style");
  }

  @Test
  void everyLinkLeadsToOnePlaceInThePage() {
    List<String> ids = values("id");

    assertThat(ids).doesNotHaveDuplicates().hasSize(4);
    assertThat(values("href")).hasSize(6).allMatch(href -> ids.contains(href.substring(1)));
  }

  private List<String> values(String attribute) {
    return Pattern.compile(" " + attribute + "=\"([^\"]*)\"")
        .matcher(plain())
        .results()
        .map(it -> it.group(1))
        .toList();
  }

  /** A browser opens the details around the target of a link, but not the target itself. */
  @Test
  void aTeamUnfoldsAndItsPlaceIsInside() {
    assertThat(page)
        .containsPattern(
            "<details class=\"team\"><summary>\\s*<h2>Team red</h2>\\s*"
                + "<span class=\"standing\">0 %, 0 of 1 passed</span>\\s*</summary>\\s*"
                + "<div class=\"inside\" id=\"team-1\">")
        .doesNotContain("<details class=\"team\" open");
    assertThat(Report.forOrganisers().html(game, sweep, "red"))
        .contains("Team red", "InstancesNotReplaced")
        .doesNotContain("<details class=\"team\"");
  }

  @Test
  void beginsWithNumbers() {
    assertThat(page)
        .containsSubsequence(
            "<dt>teams</dt>\n<dd>2</dd>",
            "<dt>task</dt>\n<dd>1</dd>",
            "<dt>✔ passed</dt>\n<dd>1</dd>",
            "<dt>✘ failed</dt>\n<dd>1</dd>",
            "<dt>◔ waiting</dt>\n<dd>0</dd>",
            "<dt>? cannot be judged</dt>\n<dd>0</dd>",
            "<table");
  }

  @Test
  void showsRankAndPointsIfTheyAreKnownAndOtherwiseProgress() {
    List<TeamScore> scores =
        List.of(new TeamScore("blue", 1, Score.of(1000)), new TeamScore("red", 2, Score.ZERO));

    assertThat(Report.forOrganisers().scores(scores, "By this look.").html(game, sweep))
        .containsSubsequence(
            ">rank</th>",
            ">points</th>",
            ">1.</td>",
            "<a href=\"#team-1\">blue</a>",
            ">1,000</td>",
            "1 of 1</td>",
            "<a href=\"#team-1-task-1\"",
            ">2.</td>",
            "<a href=\"#team-2\">red</a>",
            ">0</td>",
            "<p>By this look.</p>",
            "rank 1, 1,000 points, 1 of 1 passed",
            "rank 2, 0 points, 0 of 1 passed");
    assertThat(page)
        .containsSubsequence(">progress</th>", ">0 %</td>", ">100 %</td>")
        .doesNotContain(">rank<");
  }

  @Test
  void foldsWhatIsSatisfiedAndMarksTheNextStep() {
    Verdict verdict =
        verdict(Unicorns.CLEAN_DONE, Unicorns.CLEAN_DONE, Unicorns.NOT_REPLACED, finding);

    assertThat(Report.forOrganisers().html("title", verdict))
        .containsSubsequence(
            "<details class=\"found\"><summary><b class=\"green\">✔ 2 satisfied</b>",
            Unicorns.CLEAN_DONE.expectation().claim(),
            Unicorns.CLEAN_DONE.expectation().claim(),
            "</details>",
            "<div class=\"finding next\">",
            "<b class=\"red\">→ ✘ ",
            "InstancesNotReplaced",
            "<div class=\"finding\">")
        .containsOnlyOnce("finding next")
        .containsOnlyOnce("→");
  }

  @Test
  void marksTimesSoThatTheReadersZoneCanBeAddedAndShowsNoMilliseconds() {
    assertThat(page)
        .contains(
            "<time datetime=\"2026-11-22T10:02:30Z\">2026-11-22 10:02:30 UTC</time>",
            "toLocaleString")
        .doesNotContain("10:02:30.125");
    assertThat(Report.forPlayers(Disclosure.EXACT).html("title", verdict(Unicorns.NOT_QUIET_YET)))
        .contains(
            "<dd><time datetime=\"2026-11-22T10:05:00Z\">2026-11-22 10:05:00 UTC</time></dd>");
  }

  @Test
  void closesWhatItOpens() {
    for (String name :
        List.of(
            "main", "section", "div", "table", "thead", "tbody", "tr", "dl", "details", "p", "b")) {
      assertThat(tags().filter(it -> it.group(1).equals(name)).map(MatchResult::group))
          .satisfies(
              all ->
                  assertThat(all.stream().filter(it -> it.startsWith("</")).count())
                      .as(name)
                      .isPositive()
                      .isEqualTo(all.size() / 2));
    }
  }

  @Test
  void isOfOneTeamForPlayers() {
    Report players = Report.forPlayers(Disclosure.EXACT);

    assertThatIllegalArgumentException().isThrownBy(() -> players.html(game, sweep));
    assertThat(players.html(game, sweep, "blue")).contains("Team blue").doesNotContain("Team red");
  }

  private java.util.stream.Stream<MatchResult> tags() {
    return TAG.matcher(plain()).results();
  }

  /** Returns the page without its fixed parts. */
  private String plain() {
    return page.replaceAll("(?s)<(style|script)>[^&]*?</\\1>", "<$1></$1>");
  }
}
