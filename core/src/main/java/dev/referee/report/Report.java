package dev.referee.report;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableMap;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A writer of verdicts, judgements and sweeps as text and HTML for people.
 *
 * <p>For players it shows what the {@link Disclosure} allows, and of a task never more than {@link
 * Task#disclosure the task} allows; never what is for organisers, and never why something could not
 * be seen. For organisers it shows everything.
 *
 * <p>Names and values are shown so that they do no harm: control characters, escape sequences and
 * changes of the writing direction are spelled out, and very long values are cut in the middle. No
 * line ends in spaces, and the text ends with a line feed. Times are in UTC.
 *
 * <p>Immutable and thread-safe; every setting returns another report. The words may change from
 * version to version; programs read the codes of {@link Finding findings} instead.
 */
public final class Report {
  private final Audience audience;
  private final TextStyle look;
  private final TeamNames names;
  private final ImmutableMap<String, TeamScore> scores;
  private final String note;

  private Report(
      Audience audience,
      TextStyle look,
      TeamNames names,
      ImmutableMap<String, TeamScore> scores,
      String note) {
    this.audience = audience;
    this.look = look;
    this.names = names;
    this.scores = scores;
    this.note = note;
  }

  /** Returns a report for players, in plain text of 100 columns. */
  public static Report forPlayers(Disclosure disclosure) {
    return plain(new PlayerAudience(disclosure));
  }

  /** Returns a report for organisers, in plain text of 100 columns. Never show it to players. */
  public static Report forOrganisers() {
    return plain(new OrganiserAudience());
  }

  private static Report plain(Audience audience) {
    TextStyle plain = new TextStyle(100, false, false, null, false);
    return new Report(audience, plain, new TeamNames(ImmutableMap.of()), ImmutableMap.of(), "");
  }

  /** Returns this report, calling teams by their names; without it, it knows their ids only. */
  public Report teams(Collection<Team> teams) {
    ImmutableMap<String, String> known =
        teams.stream()
            .filter(team -> !team.name().equals(team.id()))
            .collect(toImmutableMap(Team::id, team -> team.name() + " (" + team.id() + ")"));
    return new Report(audience, look, new TeamNames(known), scores, note);
  }

  /**
   * Returns this report, with the places and the points of teams, and the teams by their places;
   * without it, it says how much of their tasks is done.
   *
   * @param scores the score of every team; empty where a game has no points
   * @param note says to readers what the points are; empty when there is nothing to say
   */
  public Report scores(Collection<TeamScore> scores, String note) {
    return new Report(
        audience,
        look,
        names,
        scores.stream().collect(toImmutableMap(TeamScore::team, score -> score)),
        note);
  }

  /** Returns this report, telling how far away times are. */
  public Report now(Instant now) {
    return with(new TextStyle(look.width(), look.ascii(), look.coloured(), now, look.dated()));
  }

  /**
   * Returns this report, written into a number of columns.
   *
   * @param columns at least 40
   */
  public Report width(int columns) {
    checkArgument(columns >= 40, "A report needs at least 40 columns, not %s", columns);
    return with(new TextStyle(columns, look.ascii(), look.coloured(), look.now(), look.dated()));
  }

  /** Returns this report, in ANSI colours or without. */
  public Report coloured(boolean coloured) {
    return with(new TextStyle(look.width(), look.ascii(), coloured, look.now(), look.dated()));
  }

  /** Returns this report, with marks of ASCII characters only or of Unicode characters. */
  public Report ascii(boolean ascii) {
    return with(new TextStyle(look.width(), ascii, look.coloured(), look.now(), look.dated()));
  }

  private Report with(TextStyle other) {
    return new Report(audience, other, names, scores, note);
  }

  private VerdictWriter verdicts(Page page) {
    return new VerdictWriter(audience, page.look());
  }

  /** Writes a verdict. */
  public String text(Verdict verdict) {
    Page page = new TextPage(look);
    verdicts(page).write(page, verdict);
    return page.toString();
  }

  /** Writes the result of a task. */
  public String text(Task task, Judgement judgement) {
    Page page = new TextPage(look);
    verdicts(page).write(page, task, judgement, "");
    return page.toString();
  }

  /**
   * Writes the result of a sweep: for each team the board, and the result of each task; of several
   * teams, the {@link #overview} first.
   *
   * @throws IllegalArgumentException when it is for players and of several teams; {@link
   *     #text(Game, Sweep, String)} is of one
   */
  public String text(Game game, Sweep sweep) {
    return written(new TextPage(look), game, sweep, ofWhom(sweep));
  }

  private List<String> ofWhom(Sweep sweep) {
    Set<String> teams = sweep.teams();
    checkArgument(
        audience instanceof OrganiserAudience || teams.size() <= 1,
        "A report for players shows one team, but this sweep has %s",
        teams);
    return teams.stream().sorted(comparing(this::rank)).collect(toImmutableList());
  }

  private int rank(String team) {
    return Optional.ofNullable(scores.get(team)).map(TeamScore::rank).orElse(Integer.MAX_VALUE);
  }

  /**
   * Writes the result of a sweep for one team: the board, and the result of each task.
   *
   * @param team the team's id
   */
  public String text(Game game, Sweep sweep, String team) {
    return written(new TextPage(look), game, sweep, List.of(team));
  }

  /**
   * Writes the result of a sweep as one page of HTML, with all that {@link #text(Game, Sweep)}
   * says. Of several teams, each is a row that unfolds.
   *
   * <p>The page needs nothing else and asks for nothing: no address but those within it, and a
   * policy by which browsers refuse all but its own style and script. Without the script, which
   * adds the times of the reader's zone to those in UTC, nothing is missing. It fits phones, and is
   * light or dark as its reader's machine is.
   *
   * @throws IllegalArgumentException when it is for players and of several teams; {@link
   *     #html(Game, Sweep, String)} is of one
   */
  public String html(Game game, Sweep sweep) {
    return written(new HtmlPage(look, game.title()), game, sweep, ofWhom(sweep));
  }

  /**
   * Writes the result of a sweep for one team as one page of HTML.
   *
   * @param team the team's id
   */
  public String html(Game game, Sweep sweep, String team) {
    return written(new HtmlPage(look, game.title()), game, sweep, List.of(team));
  }

  /**
   * Writes a verdict as one page of HTML.
   *
   * @param title what it is about
   */
  public String html(String title, Verdict verdict) {
    Page page = new HtmlPage(look, title);
    page.heading(Page.Level.GAME, title);
    verdicts(page).write(page, verdict);
    return page.toString();
  }

  private String written(Page page, Game game, Sweep sweep, List<String> teams) {
    new SweepWriter(page, verdicts(page), results(game, sweep), names, note).write(teams);
    return page.toString();
  }

  private TeamResults results(Game game, Sweep sweep) {
    return new TeamResults(game, sweep, scores);
  }

  /**
   * Writes one row for each task of a game: whether it is open to a team right now, how far it is,
   * and what it waits for.
   *
   * @param team the team's id
   */
  public String board(Game game, Sweep sweep, String team) {
    Page page = new TextPage(look);
    page.team(
        names.heading(team),
        "",
        "",
        false,
        () -> TaskTable.write(page, audience, game, sweep, team, ""));
    return page.toString();
  }

  /**
   * Writes all teams at a glance: how often each task was solved, and a row for each team.
   *
   * @throws IllegalArgumentException when it is for players and of several teams
   */
  public String overview(Game game, Sweep sweep) {
    Page page = new TextPage(look);
    new Overview(page, results(game, sweep), names, note).write(ofWhom(sweep));
    return page.toString();
  }

  /** Writes a verdict in one line, however long, without a line feed. */
  public String line(Verdict verdict) {
    return new VerdictWriter(audience, look).line(verdict);
  }

  /** Writes the result of a task in one line, however long, without a line feed. */
  public String line(Task task, Judgement judgement) {
    return new VerdictWriter(audience, look).line(task, judgement);
  }
}
