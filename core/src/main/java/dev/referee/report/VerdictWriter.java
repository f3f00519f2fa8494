package dev.referee.report;

import dev.referee.Judgement;
import dev.referee.Progress;
import dev.referee.Task;
import dev.referee.Verdict;
import dev.referee.internal.Text;
import java.util.List;

/**
 * A writer of the results of tasks and checks.
 *
 * @param audience the audience
 */
record VerdictWriter(Audience audience, TextStyle look) {
  private static final String GAP = "  ";

  /** Writes a verdict in one line. */
  String line(Verdict verdict) {
    return line(audience, verdict, verdict.progress());
  }

  /** Writes the result of a task in one line. */
  String line(Task task, Judgement judgement) {
    return Text.harmless(task.title())
        + ": "
        + line(audience.limited(task.disclosure()), judgement.verdict(), judgement.progress());
  }

  private String line(Audience shown, Verdict verdict, Progress progress) {
    return look.paint(colour(verdict), head(verdict))
        + GAP
        + Text.harmless(rest(shown, verdict, progress));
  }

  /** Writes a verdict. */
  void write(Page page, Verdict verdict) {
    Judgement.Part alone = new Judgement.Part("", "", 1, verdict);
    write(page, audience, verdict, verdict.progress(), List.of(alone));
  }

  /**
   * Writes the result of a task.
   *
   * @param anchor its anchor on the page
   */
  void write(Page page, Task task, Judgement judgement, String anchor) {
    page.task(
        task.title(),
        anchor,
        () -> {
          page.line(about(task));
          Audience shown = audience.limited(task.disclosure());
          write(page, shown, judgement.verdict(), judgement.progress(), judgement.parts());
        });
  }

  private void write(
      Page page, Audience shown, Verdict whole, Progress progress, List<Judgement.Part> parts) {
    page.entry(0, colour(whole), head(whole) + GAP, rest(shown, whole, progress));
    shown.findings(page, whole, parts);
  }

  private static TextStyle.Colour colour(Verdict verdict) {
    return TextStyle.colour(TextStyle.state(verdict.outcome()));
  }

  private String head(Verdict verdict) {
    return look.mark(TextStyle.state(verdict.outcome())) + " " + verdict.outcome();
  }

  private String rest(Audience shown, Verdict verdict, Progress progress) {
    String note = shown.note(look, verdict);
    return progress.percent() + " %" + (note.isEmpty() ? "" : ", " + note);
  }

  private static String about(Task task) {
    return task.area().map(area -> area + ", ").orElse("")
        + TaskTable.level(task)
        + ", worth "
        + Text.number(task.points().points())
        + " points";
  }
}
