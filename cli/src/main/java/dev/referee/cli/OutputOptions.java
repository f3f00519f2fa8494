package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Disclosure;
import dev.referee.Sweep;
import dev.referee.Verdict;
import dev.referee.internal.PrivateFiles;
import dev.referee.report.JsonFormat;
import dev.referee.report.JunitXml;
import dev.referee.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options for showing the result of a sweep. */
final class OutputOptions {
  private static final String POINTS =
      "The points are those of this run alone, without hints and points that were earned before.";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--json",
      description =
          "Print JSON instead of text; docs/json-form.md describes it. With --player, print what"
              + " one team may see.")
  private boolean json;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write a report for build servers, as JUnit XML.")
  private @Nullable Path junit;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write a self-contained HTML report.")
  private @Nullable Path html;

  @Option(
      names = "--details",
      description =
          "Print the findings of every task. Without it a table is printed, except for a single"
              + " task of a single team.")
  private boolean details;

  @Option(
      names = "--summary",
      description =
          "Print only a summary: how many passed, which teams need a person's help, what most teams"
              + " still have to do.")
  private boolean summary;

  @Option(
      names = "--player",
      paramLabel = "HOW_MUCH",
      description = "Show the players' view with this much detail: ${COMPLETION-CANDIDATES}.")
  private @Nullable Disclosure player;

  /**
   * Checks that the requested output is possible; call it before judging.
   *
   * @throws UsageException if it is not
   */
  void require(Selection selection) {
    if (summary && (player != null || json || details)) {
      throw new UsageException(
          "--summary is for organisers and cannot be combined with --player, --json or --details");
    }
    if (player != null && (html != null || json) && selection.teams().size() > 1) {
      throw new UsageException(
          "A page or JSON for players shows one team, but %d are selected: choose one with --team"
              .formatted(selection.teams().size()));
    }
    for (Path file : Stream.of(junit, html).filter(path -> path != null).toList()) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
        throw new UsageException(
            file + " cannot be written: its folder does not exist, or it is a folder itself");
      }
    }
  }

  /** Shows the result of a sweep, and returns its exit code. */
  int show(Selection selection, Sweep sweep) {
    return show(
        selection,
        sweep,
        report -> text(report, selection, sweep),
        report -> report.html(selection.game(), sweep));
  }

  /** Shows the verdict of a sweep with one check, and returns its exit code. */
  int showVerdict(Selection selection, Sweep sweep) {
    Verdict verdict = sweep.judgements().get(0).parts().get(0).verdict();
    return show(
        selection,
        sweep,
        report -> report.text(verdict),
        report -> report.html(selection.game().title(), verdict));
  }

  private int show(
      Selection selection,
      Sweep sweep,
      Function<Report, String> text,
      Function<Report, String> page) {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    Report report =
        (player == null ? Report.forOrganisers() : Report.forPlayers(player))
            .teams(selection.teams())
            .scores(several(selection) ? Scoreboard.scores(selection, sweep) : List.of(), POINTS)
            .width(CliEnvironment.of(requireNonNull(spec)).columns());
    Report now = report.now(sweep.completedAt()).coloured(terminal.coloured());
    terminal.print(json ? json(selection, sweep) : text.apply(now));
    // Files are read later, so they contain no relative times.
    return ExitCode.worst(
        List.of(
            ExitCode.of(sweep),
            write(terminal, junit, () -> JunitXml.write(report, selection.game(), sweep)),
            write(terminal, html, () -> page.apply(report))));
  }

  /** Returns whether it is for organisers and has several teams. */
  private boolean several(Selection selection) {
    return player == null && selection.teams().size() > 1;
  }

  private String json(Selection selection, Sweep sweep) {
    return player == null
        ? JsonFormat.write(sweep)
        : JsonFormat.writeForTeam(player, selection.game(), sweep, selection.teams().get(0).id());
  }

  private String text(Report report, Selection selection, Sweep sweep) {
    if (summary) {
      return SummaryScreen.of(selection, sweep);
    }
    List<String> teams = selection.teams().stream().map(team -> team.id()).toList();
    boolean single = sweep.judgements().size() == 1 && sweep.closed().isEmpty();
    if (single && !details) {
      return report.text(
          selection.game().task(sweep.judgements().get(0).taskId()), sweep.judgements().get(0));
    }
    return teams.stream()
            .map(
                team ->
                    details
                        ? report.text(selection.game(), sweep, team)
                        : report.board(selection.game(), sweep, team))
            .collect(Collectors.joining("\n"))
        + "\n"
        + (several(selection)
            ? report.overview(selection.game(), sweep) + "\n" + SummaryScreen.of(selection, sweep)
            : Summary.of(sweep) + (player == null ? "\n" + InconclusiveSummary.of(sweep) : ""));
  }

  private static int write(Terminal terminal, @Nullable Path file, Supplier<String> text) {
    if (file == null) {
      return ExitCode.PASSED;
    }
    try {
      PrivateFiles.writeString(file, text.get());
      return ExitCode.PASSED;
    } catch (IOException e) {
      terminal.tell("%s cannot be written: %s".formatted(file, FileErrors.words(e)));
      return ExitCode.CANNOT_WRITE;
    }
  }
}
