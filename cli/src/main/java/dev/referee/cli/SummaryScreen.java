package dev.referee.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import dev.referee.Blame;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.internal.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A summary of a sweep of many teams for organisers, on one screen. It shows how many passed, which
 * teams need a person's help and why, and what most teams still have to do.
 */
final class SummaryScreen {
  private static final int WIDTH = 100;
  private static final int LONGEST_TITLE = 40;
  private static final int MOST_TASKS = 6;
  private static final int MOST_TEAMS = 16;
  private static final int FEW_TEAMS = 6;
  private static final int MOST_REASONS = 2;
  private static final int MOST_LINES = 3;
  private static final int MOST_FINDINGS = 3;

  private final Selection selection;
  private final Sweep sweep;
  private final List<String> lines = new ArrayList<>();

  /** An unsatisfied finding that several teams have. */
  private record ToDo(String task, String code, String claim) {}

  private SummaryScreen(Selection selection, Sweep sweep) {
    this.selection = selection;
    this.sweep = sweep;
  }

  /** Returns the screen as lines. */
  static String of(Selection selection, Sweep sweep) {
    SummaryScreen screen = new SummaryScreen(selection, sweep);
    screen.counts();
    screen.people();
    screen.reasons();
    screen.findings();
    return String.join("\n", screen.lines);
  }

  private void counts() {
    lines.add(
        "%s, %s, %s"
            .formatted(
                Text.count(selection.teams().size(), "team"),
                Text.count(selection.game().tasks().size(), "task"),
                Summary.of(sweep)));
    Columns columns = new Columns();
    for (Task task : first(selection.game().tasks(), MOST_TASKS)) {
      columns.row(title(task), Summary.of(sweep, task.id()));
    }
    columns.toString().lines().forEach(line -> lines.add("  " + line));
    more(selection.game().tasks().size() - MOST_TASKS, "task");
  }

  private static String title(Task task) {
    return Ascii.truncate(Text.harmless(task.title()), LONGEST_TITLE, "...");
  }

  /** Names the teams for which neither waiting nor their own action helps. */
  private void people() {
    Set<String> teams =
        sweep.judgements().stream()
            .filter(SummaryScreen::needsAPerson)
            .map(Judgement::teamId)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    lines.add("");
    lines.addAll(
        Text.wrap(
            "Teams that need a person's help: "
                + (teams.isEmpty()
                    ? "none"
                    : "%d (%s)"
                        .formatted(
                            teams.size(),
                            Selection.called(teams, selection.teams().size(), MOST_TEAMS))),
            WIDTH));
  }

  private static boolean needsAPerson(Judgement judgement) {
    return judgement.verdict().outcome() == Outcome.INCONCLUSIVE
        && judgement.verdict().findings().stream()
            .flatMap(finding -> finding.cause().stream())
            .map(Cause::blame)
            .anyMatch(blame -> blame == Blame.ORGANISER || blame == Blame.REFEREE);
  }

  private void reasons() {
    List<List<String>> reasons = InconclusiveSummary.reasons(sweep, FEW_TEAMS);
    if (!reasons.isEmpty()) {
      lines.add("");
      lines.add("What could not be judged, and why:");
      for (List<String> reason : first(reasons, MOST_REASONS)) {
        first(reason, MOST_LINES).forEach(line -> lines.add("  " + line));
        more(reason.size() - MOST_LINES, "line");
      }
      more(reasons.size() - MOST_REASONS, "reason");
    }
  }

  private void findings() {
    Multiset<ToDo> all = LinkedHashMultiset.create();
    for (Judgement judgement : sweep.judgements()) {
      all.addAll(
          judgement.verdict().findings().stream()
              .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
              .filter(finding -> finding.after().isEmpty()) // that one comes first
              .map(finding -> toDo(judgement, finding))
              .distinct()
              .toList());
    }
    Set<ToDo> most = Multisets.copyHighestCountFirst(all).elementSet();
    if (!most.isEmpty()) {
      lines.add("");
      lines.add("What most teams still have to do:");
      for (ToDo toDo : first(most, MOST_FINDINGS)) {
        String head = "  " + Text.count(all.count(toDo), "team") + "  ";
        String claim =
            "%s: %s (%s)"
                .formatted(toDo.code(), toDo.claim(), title(selection.game().task(toDo.task())));
        List<String> wrapped = Text.wrap(Text.harmless(claim), WIDTH - head.length());
        lines.add(head + wrapped.get(0));
        wrapped.stream().skip(1).forEach(line -> lines.add(" ".repeat(head.length()) + line));
      }
      more(most.size() - MOST_FINDINGS, "finding");
    }
  }

  private static ToDo toDo(Judgement judgement, Finding finding) {
    return new ToDo(judgement.taskId(), finding.code(), finding.expectation().claim());
  }

  private static <T> List<T> first(Iterable<T> all, int most) {
    List<T> first = new ArrayList<>();
    for (T each : all) {
      if (first.size() < most) {
        first.add(each);
      }
    }
    return first;
  }

  private void more(int left, String noun) {
    if (left > 0) {
      lines.add("  ... and %d more %s%s".formatted(left, noun, left == 1 ? "" : "s"));
    }
  }
}
