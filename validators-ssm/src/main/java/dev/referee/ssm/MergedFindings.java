package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.spi.Facts;
import java.util.List;

/** A merger of the findings about several instances, in the order of the steps. */
final class MergedFindings {
  private MergedFindings() {}

  /**
   * Returns the findings of each step that are not satisfied; for a satisfied step, one finding.
   */
  static ImmutableList<Finding> of(List<Expectation> steps, List<Finding> findings) {
    ImmutableListMultimap<Expectation, Finding> found =
        Multimaps.index(findings, Finding::expectation);
    return steps.stream()
        .flatMap(expectation -> step(found.get(expectation)).stream())
        .collect(toImmutableList());
  }

  private static List<Finding> step(ImmutableList<Finding> findings) {
    List<Finding> open = findings.stream().filter(finding -> !finding.isSatisfied()).toList();
    if (!open.isEmpty() || findings.size() < 2) {
      return open.isEmpty() ? findings : open;
    }
    Expectation expectation = findings.get(0).expectation();
    Finding.Builder one = expectation.satisfied().seen("True for all of them.");
    Facts.add(
        one,
        findings,
        finding -> finding.subject().orElse(expectation.topic()),
        finding -> finding.seen().orElse(expectation.claim()));
    return List.of(one.build());
  }
}
