package dev.referee;

import static dev.referee.Unicorns.ANSWER;
import static dev.referee.Unicorns.NOW;
import static dev.referee.Unicorns.judgement;
import static dev.referee.Unicorns.task;
import static dev.referee.Unicorns.verdict;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
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
          .operatorFact(HOSTILE, HOSTILE)
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
              judgement("red", task, verdict(finding).evidence(List.of(ANSWER))),
              judgement("blue", task, verdict(Unicorns.CLEAN_DONE))),
          List.of());
  private final String page =
      Report.forOperators().teams(List.of(new Team("blue", HOSTILE, List.of()))).html(game, sweep);

  @Test
  void hostileTextStaysText() {
    assertThat(page.replaceAll("(?s)<style>.*?</style>", "<style></style>"))
        .contains(
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=//x"
                + " onerror=&#39;a&#39;&gt;&quot;&amp;")
        .doesNotContain("<script", "<img", "\u202e", "\u0000", "\u2028");
    assertThat(tags().map(it -> it.group(1)).distinct())
        .isSubsetOf(
            "!DOCTYPE",
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
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
                        "(html|((lang|charset|name|content|http-equiv|class|id|href|scope|colspan|data-of)=\"[^\"<>]*\""
                            + " ?)*)"));
  }

  @Test
  void isolatesWhatIsWrittenFromRightToLeft() {
    Team team = new Team("red", "\u05e9\u05dc\u05d5\u05dd 12 \u05d0", List.of());

    assertThat(Report.forOperators().teams(List.of(team)).html(game, sweep))
        .contains("<h2 id=\"team-1\"><bdi>\u05e9\u05dc\u05d5\u05dd 12 \u05d0</bdi> (red)</h2>");
  }

  @Test
  void asksForNothing() {
    assertThat(page)
        .doesNotContain("@import", "url(")
        .doesNotContainPattern("<[^>]*\\ssrc=")
        .doesNotContainPattern("href=\"[^#]");
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    assertThat(page)
        .contains(
            "content=\"default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder()
                    .encodeToString(Hashing.sha256().hashString(style, UTF_8).asBytes())
                + "';");
  }

  @Test
  void leadsToEachTeam() {
    assertThat(page)
        .containsSubsequence("<h1>", "<table", "#team-1", "#team-2", "</table>", "<h2")
        .contains("<a href=\"#team-1\">red</a>", "<a href=\"#team-2\">&lt;/style")
        .contains("<h2 id=\"team-1\">Team red</h2>", "<h2 id=\"team-2\">&lt;/style");
  }

  @Test
  void foldsWhatIsSatisfied() {
    assertThat(page)
        .containsPattern(
            "<details class=\"found\"><summary><b class=\"green\">✔ satisfied *</b>"
                + " LaunchTemplateNotClean")
        .containsPattern("<p><b class=\"red\">✘ open *</b> InstancesNotReplaced");
  }

  @Test
  void closesWhatItOpens() {
    for (String name : List.of("section", "div", "table", "tr", "dl", "details", "p", "b")) {
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
    String plain = page.replaceAll("(?s)<style>.*?</style>", "<style></style>");
    return TAG.matcher(plain).results();
  }
}
