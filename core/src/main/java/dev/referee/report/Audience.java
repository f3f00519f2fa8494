package dev.referee.report;

import static java.util.stream.Collectors.joining;

import dev.referee.Disclosure;
import dev.referee.Judgement;
import dev.referee.Verdict;
import java.util.List;
import java.util.stream.Stream;

/** A rule for which parts of a verdict a reader may see. */
sealed interface Audience permits PlayerAudience, OrganiserAudience {
  /** Returns this audience, looking at a task whose organiser allows no more than that. */
  Audience limited(Disclosure most);

  /** Returns what may follow the number of steps in one line; empty when nothing may. */
  String hint(TextStyle look, Verdict verdict);

  /** Returns in few words what is left. */
  default String note(TextStyle look, Verdict verdict) {
    return Stream.of(count(verdict), hint(look, verdict))
        .filter(words -> !words.isEmpty())
        .collect(joining(", "));
  }

  /** Says how many steps are left; nothing when none is. */
  static String count(Verdict verdict) {
    long left = Step.left(verdict);
    return left == 0 ? "" : left + " left";
  }

  /**
   * Writes the findings.
   *
   * @param whole the verdict on all parts together
   * @param parts the verdicts of the checks; one at least
   */
  void findings(Page page, Verdict whole, List<Judgement.Part> parts);
}
