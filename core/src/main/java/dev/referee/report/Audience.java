package dev.referee.report;

import static java.util.stream.Collectors.joining;

import dev.referee.Disclosure;
import dev.referee.Judgement;
import dev.referee.Verdict;
import java.util.List;
import java.util.stream.Stream;

/** A rule for which parts of a verdict a reader may see. */
sealed interface Audience permits PlayerAudience, OrganiserAudience {
  /** Returns this audience, limited to the disclosure of a task. */
  Audience limited(Disclosure most);

  /** Returns the text after the number of steps in a line; empty if there is none. */
  String hint(TextStyle look, Verdict verdict);

  /** Returns a short description of what is left. */
  default String note(TextStyle look, Verdict verdict) {
    return Stream.of(count(verdict), hint(look, verdict))
        .filter(words -> !words.isEmpty())
        .collect(joining(", "));
  }

  /** Returns how many steps are left; empty if none. */
  static String count(Verdict verdict) {
    long left = Step.left(verdict);
    return left == 0 ? "" : left + " left";
  }

  /**
   * Writes the findings.
   *
   * @param whole the verdict on all parts together
   * @param parts the verdicts of the checks; at least one
   */
  void findings(Page page, Verdict whole, List<Judgement.Part> parts);
}
