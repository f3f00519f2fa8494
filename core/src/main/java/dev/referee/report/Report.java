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
 * <p>For players it shows what the {@link Disclosure} allows, and never more of a task than its
 * {@link Task#disclosure disclosure} allows. Players never see facts for organisers, or why
 * something could not be seen. For organisers it shows everything.
 *
 * <p>Names and values are made harmless: control characters, escape sequences and changes of the
 * writing direction are spelled out, and very long values are shortened in the middle. No line ends
 * in spaces, and the text ends with a line feed. Times are in UTC.
 *
 * <p>Immutable and thread-safe; every setting returns another report. The texts may change between
 * versions; programs should use the codes of {@link Finding findings} instead.
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

  /** Returns this report with the names of teams; without them, it shows their ids. */
  public Report teams(Collection<Team> teams) {
    ImmutableMap<String, String> known =
        teams.stream()
            .filter(team -> !team.name().equals(team.id()))
            .collect(toImmutableMap(Team::id, team -> team.name() + " (" + team.id() + ")"));
    return new Report(audience, look, new TeamNames(known), scores, note);
  }

  /**
   * Returns this report with the ranks and points of teams, ordered by rank; without them, it shows
   * the progress of their tasks.
   *
   * @param scores the score of every team; empty if the game has no points
   * @param note an explanation of the points for readers; may be empty
   */
  public Report scores(Collection<TeamScore> scores, String note) {
    return new Report(
        audience,
        look,
        names,
        scores.stream().collect(toImmutableMap(TeamScore::teamId, score -> score)),
        note);
  }

  /** Returns this report, with times also relative to the given time. */
  public Report now(Instant now) {
    return with(new TextStyle(look.width(), look.ascii(), look.coloured(), now, look.dated()));
  }

  /**
   * Returns this report with a width in columns.
   *
   * @param columns at least 40
   */
  public Report width(int columns) {
    checkArgument(columns >= 40, "A report needs at least 40 columns, not %s", columns);
    return with(new TextStyle(columns, look.ascii(), look.coloured(), look.now(), look.dated()));
  }

  /** Returns this report with or without ANSI colours. */
  public Report coloured(boolean coloured) {
    return with(new TextStyle(look.width(), look.ascii(), coloured, look.now(), look.dated()));
  }

  /** Returns this report with marks in ASCII or in Unicode. */
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
   * Writes the result of a sweep: for each team the board, and the result of each task; for several
   * teams, the {@link #overview} first.
   *
   * @throws IllegalArgumentException if it is for players and has several teams; use {@link
   *     #text(Game, Sweep, String)} for one
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
   * Writes the result of a sweep as an HTML page, with the contents of {@link #text(Game, Sweep)}.
   * Each of several teams is an expandable row.
   *
   * <p>The page is self-contained: it links only to itself, and its policy makes browsers refuse
   * everything except its own style and script. The script only adds times in the reader's zone to
   * those in UTC. The page fits phones, and follows the reader's light or dark setting.
   *
   * @throws IllegalArgumentException if it is for players and has several teams; use {@link
   *     #html(Game, Sweep, String)} for one
   */
  public String html(Game game, Sweep sweep) {
    return written(new HtmlPage(look, game.title()), game, sweep, ofWhom(sweep));
  }

  /**
   * Writes the result of a sweep for one team as an HTML page.
   *
   * @param team the team's id
   */
  public String html(Game game, Sweep sweep, String team) {
    return written(new HtmlPage(look, game.title()), game, sweep, List.of(team));
  }

  /**
   * Writes a verdict as an HTML page.
   *
   * @param title the title of the page
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
   * Writes one row for each task of a game: whether it is unlocked for a team, its progress, and
   * what it waits for.
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
   * Writes an overview of all teams: how often each task was solved, and a row for each team.
   *
   * @throws IllegalArgumentException if it is for players and has several teams
   */
  public String overview(Game game, Sweep sweep) {
    Page page = new TextPage(look);
    new Overview(page, results(game, sweep), names, note).write(ofWhom(sweep));
    return page.toString();
  }

  /** Writes a verdict in one line of any length, without a line feed. */
  public String line(Verdict verdict) {
    return new VerdictWriter(audience, look).line(verdict);
  }

  /** Writes the result of a task in one line of any length, without a line feed. */
  public String line(Task task, Judgement judgement) {
    return new VerdictWriter(audience, look).line(task, judgement);
  }
}
