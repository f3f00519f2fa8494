package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import dev.referee.internal.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Writes verdicts, judgements and sweeps as text that a tired person can act on.
 *
 * <p>For players it shows what the {@link Disclosure} allows, and of a task never more than {@link
 * Task#disclosure the task} allows; never what is for operators, and never why something could not
 * be seen. For operators it shows everything.
 *
 * <p>Names and values are shown so that they do no harm: control characters, escape sequences and
 * changes of the writing direction are spelled out, and very long values are cut in the middle. No
 * line ends in spaces, and the text ends with a line feed. Times are in UTC.
 *
 * <p>Immutable and thread-safe; every setting returns another report. The words may change from
 * version to version; programs read the codes of {@link Finding findings} instead.
 */
public final class Report {
  private static final String GAP = "  ";

  private final Audience audience;
  private final Look look;
  private final ImmutableMap<String, String> names;

  private Report(Audience audience, Look look, ImmutableMap<String, String> names) {
    this.audience = audience;
    this.look = look;
    this.names = names;
  }

  /** Returns a report for players, in plain text of 100 columns. */
  public static Report forPlayers(Disclosure disclosure) {
    return plain(new Players(disclosure));
  }

  /** Returns a report for operators, in plain text of 100 columns. Never show it to players. */
  public static Report forOperators() {
    return plain(new Operators());
  }

  private static Report plain(Audience audience) {
    return new Report(audience, new Look(100, false, false, null), ImmutableMap.of());
  }

  /** Returns this report, calling teams by their names; without it, it knows their ids only. */
  public Report teams(Collection<Team> teams) {
    return new Report(
        audience,
        look,
        teams.stream()
            .filter(team -> !team.name().equals(team.id()))
            .collect(toImmutableMap(Team::id, team -> team.name() + " (" + team.id() + ")")));
  }

  /** Returns this report, telling how far away times are. */
  public Report now(Instant now) {
    return with(new Look(look.width(), look.ascii(), look.coloured(), now));
  }

  /**
   * Returns this report, written into a number of columns.
   *
   * @param columns at least 40
   */
  public Report width(int columns) {
    checkArgument(columns >= 40, "A report needs 40 columns, and there are %s", columns);
    return with(new Look(columns, look.ascii(), look.coloured(), look.now()));
  }

  /** Returns this report, in ANSI colours or without. */
  public Report coloured(boolean coloured) {
    return with(new Look(look.width(), look.ascii(), coloured, look.now()));
  }

  /** Returns this report, with marks of ASCII characters only or of Unicode characters. */
  public Report ascii(boolean ascii) {
    return with(new Look(look.width(), ascii, look.coloured(), look.now()));
  }

  private Report with(Look other) {
    return new Report(audience, other, names);
  }

  /** Writes a verdict. */
  public String text(Verdict verdict) {
    Page page = new TextPage(look);
    write(page, verdict);
    return page.toString();
  }

  private void write(Page page, Verdict verdict) {
    Judgement.Part alone = new Judgement.Part("", "", 1, verdict);
    write(page, audience, verdict, verdict.progress(), List.of(alone));
  }

  /** Writes what came of a task. */
  public String text(Task task, Judgement judgement) {
    Page page = new TextPage(look);
    write(page, task, judgement);
    return page.toString();
  }

  /**
   * Writes what came of a sweep: for each team the board, and what came of each task; of several
   * teams, the {@link #overview} first.
   *
   * @throws IllegalArgumentException when it is for players and of several teams; {@link
   *     #text(Game, Sweep, String)} is of one
   */
  public String text(Game game, Sweep sweep) {
    return text(game, sweep, ofWhom(sweep));
  }

  private ImmutableMap<String, String> ofWhom(Sweep sweep) {
    Set<String> teams = sweep.teams();
    checkArgument(
        audience instanceof Operators || teams.size() <= 1,
        "What players see is of one team, and this is of %s",
        teams);
    return teams.stream().collect(toImmutableMap(team -> team, this::name));
  }

  private ImmutableMap<String, String> named(String team) {
    return ImmutableMap.of(team, name(team));
  }

  private String name(String team) {
    return names.getOrDefault(team, team);
  }

  private String heading(String team) {
    return names.getOrDefault(team, "Team " + team);
  }

  /**
   * Writes what came of a sweep for one team: the board, and what came of each task.
   *
   * @param team the team's id
   */
  public String text(Game game, Sweep sweep, String team) {
    return text(game, sweep, named(team));
  }

  private String text(Game game, Sweep sweep, ImmutableMap<String, String> teams) {
    return written(new TextPage(look), game, sweep, teams);
  }

  /**
   * Writes what came of a sweep as one page of HTML, with all that {@link #text(Game, Sweep)} says.
   *
   * <p>The page needs nothing else and asks for nothing: no script, no address, and a policy by
   * which browsers refuse both. It fits phones, and is light or dark as its reader's machine is.
   *
   * @throws IllegalArgumentException when it is for players and of several teams; {@link
   *     #html(Game, Sweep, String)} is of one
   */
  public String html(Game game, Sweep sweep) {
    return written(new HtmlPage(look, game.title()), game, sweep, ofWhom(sweep));
  }

  /**
   * Writes what came of a sweep for one team as one page of HTML.
   *
   * @param team the team's id
   */
  public String html(Game game, Sweep sweep, String team) {
    return written(new HtmlPage(look, game.title()), game, sweep, named(team));
  }

  /**
   * Writes a verdict as one page of HTML.
   *
   * @param title what it is about
   */
  public String html(String title, Verdict verdict) {
    Page page = new HtmlPage(look, title);
    page.heading(Page.Level.GAME, title);
    write(page, verdict);
    return page.toString();
  }

  private String written(Page page, Game game, Sweep sweep, ImmutableMap<String, String> teams) {
    page.heading(Page.Level.GAME, game.title());
    page.line(
        (sweep.complete() ? "" : "Not everything was judged. ")
            + "Seen at "
            + look.exactly(sweep.startedAt())
            + look.relative(sweep.startedAt()));
    if (teams.size() > 1) {
      page.blank();
      new Overview(page, game, sweep).write(teams);
    }
    for (String team : teams.keySet()) {
      page.blank();
      Board.write(page, audience, game, sweep, team, heading(team));
      for (Judgement judgement : sweep.judgements()) {
        if (judgement.team().equals(team)) {
          page.blank();
          write(page, game.task(judgement.task()), judgement);
        }
      }
    }
    return page.toString();
  }

  /**
   * Writes one row for each task of a game: whether it is open to a team right now, how far it is,
   * and what it waits for.
   *
   * @param team the team's id
   */
  public String board(Game game, Sweep sweep, String team) {
    Page page = new TextPage(look);
    Board.write(page, audience, game, sweep, team, heading(team));
    return page.toString();
  }

  /**
   * Writes all teams at a glance: how often each task was solved, and a row for each team.
   *
   * @throws IllegalArgumentException when it is for players and of several teams
   */
  public String overview(Game game, Sweep sweep) {
    Page page = new TextPage(look);
    new Overview(page, game, sweep).write(ofWhom(sweep));
    return page.toString();
  }

  /** Writes a verdict in one line, however long, without a line feed. */
  public String line(Verdict verdict) {
    return line(audience, verdict, verdict.progress());
  }

  /** Writes what came of a task in one line, however long, without a line feed. */
  public String line(Task task, Judgement judgement) {
    return Text.harmless(task.title())
        + ": "
        + line(audience.limited(task.disclosure()), judgement.verdict(), judgement.progress());
  }

  private String line(Audience shown, Verdict verdict, Progress progress) {
    return look.paint(colour(verdict), head(verdict))
        + GAP
        + Text.harmless(rest(shown, verdict, progress));
  }

  private void write(Page page, Task task, Judgement judgement) {
    page.heading(Page.Level.TASK, task.title());
    page.line(about(task));
    Audience shown = audience.limited(task.disclosure());
    write(page, shown, judgement.verdict(), judgement.progress(), judgement.parts());
  }

  private void write(
      Page page, Audience shown, Verdict whole, Progress progress, List<Judgement.Part> parts) {
    page.entry(0, colour(whole), head(whole) + GAP, rest(shown, whole, progress));
    shown.findings(page, whole, parts);
  }

  private static Look.Colour colour(Verdict verdict) {
    return Look.colour(Look.state(verdict.outcome()));
  }

  private String head(Verdict verdict) {
    return look.mark(Look.state(verdict.outcome())) + " " + verdict.outcome();
  }

  private String rest(Audience shown, Verdict verdict, Progress progress) {
    String note = shown.note(look, verdict);
    return progress.percent() + " %" + (note.isEmpty() ? "" : ", " + note);
  }

  private static String about(Task task) {
    return task.area().map(area -> area + ", ").orElse("")
        + Board.level(task)
        + ", worth "
        + Text.number(task.points().points())
        + " points";
  }
}
