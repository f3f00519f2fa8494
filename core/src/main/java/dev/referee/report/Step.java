package dev.referee.report;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A finding with its consequences: later findings that cannot hold before this one does.
 *
 * @param finding the finding
 * @param consequences the later findings, which are shown in one line under it
 */
record Step(Finding finding, List<Finding> consequences) {

  /** Returns the findings as steps, in their order. */
  static ImmutableList<Step> of(List<Finding> findings) {
    List<Step> steps = new ArrayList<>();
    for (Finding finding : findings) {
      cause(finding, steps)
          .ifPresentOrElse(
              step -> step.consequences.add(finding),
              () -> steps.add(new Step(finding, new ArrayList<>())));
    }
    return ImmutableList.copyOf(steps);
  }

  /** Returns the earlier step that a finding waits for, if possible with the same subject. */
  private static Optional<Step> cause(Finding finding, List<Step> earlier) {
    return finding
        .after()
        .flatMap(
            code ->
                earlier.stream()
                    .filter(step -> step.finding.code().equals(code))
                    .filter(step -> !step.finding.isSatisfied())
                    .min(
                        Comparator.comparing(
                            step -> !step.finding.subject().equals(finding.subject()))));
  }

  /** Returns how many steps are not satisfied, without consequences. */
  static long left(Verdict verdict) {
    return of(verdict.findings()).stream().filter(step -> !step.finding.isSatisfied()).count();
  }

  /** Adds a line with the claims of the consequences. */
  void addTo(List<Page.Row> rows) {
    if (!consequences.isEmpty()) {
      String claims =
          consequences.stream()
              .map(each -> each.expectation().claim())
              .distinct()
              .collect(joining("; "));
      rows.add(new Page.Row("after this", claims));
    }
  }
}
