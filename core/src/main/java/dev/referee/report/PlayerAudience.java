package dev.referee.report;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.referee.Blame;
import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Progress;
import dev.referee.Verdict;
import dev.referee.internal.Text;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * The audience of players, who see what the organiser discloses, but never facts for organisers or
 * why something could not be seen.
 *
 * @param disclosure how much
 */
record PlayerAudience(Disclosure disclosure) implements Audience {
  private static final String NOT_THEIR_FAULT = "This is not the team's fault and costs no points.";

  /** The part of an unsatisfied step that players may see if only its topic is disclosed. */
  record Area(String topic, Finding.State state) {}

  @Override
  public PlayerAudience limited(Disclosure most) {
    return new PlayerAudience(
        BinaryOperator.<Disclosure>minBy(naturalOrder()).apply(disclosure, most));
  }

  @Override
  public String hint(TextStyle look, Verdict verdict) {
    if (disclosure == Disclosure.NUDGE) {
      return "";
    }
    if (verdict.cause().filter(PlayerAudience::isNotTheirs).isPresent()) {
      return "not the team's fault";
    }
    if (disclosure == Disclosure.AREA) {
      return verdict.outcome() == Outcome.FAILED ? "look at: " + topic(verdict) : "";
    }
    return OrganiserAudience.when(look, verdict)
        .or(() -> verdict.next().map(next -> "next: " + next.code()))
        .orElse("");
  }

  static boolean isNotTheirs(Cause cause) {
    return cause.blame() != Blame.TEAM;
  }

  private static String topic(Verdict verdict) {
    return verdict.next().map(next -> next.expectation().topic()).orElse("");
  }

  @Override
  public void findings(Page page, Verdict whole, List<Judgement.Part> parts) {
    switch (disclosure) {
      case NUDGE -> {}
      case AREA -> areas(page, whole);
      case EXACT -> exact(page, whole, parts);
    }
  }

  /** Returns the number of remaining steps for each topic and state, in their order. */
  static Map<Area, Long> areasLeft(Verdict verdict) {
    return Step.of(verdict.findings()).stream()
        .map(Step::finding)
        .filter(finding -> !finding.isSatisfied())
        .collect(
            groupingBy(
                finding -> new Area(finding.expectation().topic(), finding.state()),
                LinkedHashMap::new,
                counting()));
  }

  private static void areas(Page page, Verdict verdict) {
    areasLeft(verdict)
        .forEach(
            (area, count) ->
                page.entry(
                    2,
                    TextStyle.colour(area.state()),
                    head(page.look(), area.state()),
                    area.topic() + (count > 1 ? " (" + count + ")" : "")));
  }

  static String head(TextStyle look, Finding.State state) {
    String word =
        switch (state) {
          case SATISFIED -> "satisfied";
          case UNSATISFIED -> "to do";
          case PENDING -> "pending";
          case UNKNOWN -> "unknown";
        };
    return look.mark(state) + " " + Text.pad(word, 11);
  }

  private static void exact(Page page, Verdict whole, List<Judgement.Part> parts) {
    NextStep next = new NextStep(whole);
    for (Judgement.Part part : parts) {
      if (parts.size() > 1) {
        page.heading(Page.Level.CHECK, part.claim());
      }
      for (Step step : Step.of(part.verdict().findings())) {
        Finding finding = step.finding();
        page.finding(
            finding.state(),
            next.isAt(finding),
            head(page.look(), finding.state()),
            finding.expectation().claim(),
            rows(page.look(), whole, step));
      }
    }
    page.blank();
    whole
        .next()
        .ifPresent(finding -> page.line("Next step: " + finding.code() + ". " + step(finding)));
    Instant seenAt = whole.observedAt();
    page.line("Observed at " + page.look().exactly(seenAt) + page.look().relative(seenAt));
  }

  private static String step(Finding next) {
    return next.remedy()
        .orElse(
            switch (next.state()) {
              case PENDING -> "Wait; AWS is still working on it.";
              case UNKNOWN -> "There is nothing for the team to do now.";
              default -> next.expectation().claim() + ".";
            });
  }

  private static List<Page.Row> rows(TextStyle look, Verdict whole, Step step) {
    Finding finding = step.finding();
    List<Page.Row> rows = new ArrayList<>();
    if (finding.isSatisfied()) {
      return rows;
    }
    finding.subject().ifPresent(subject -> rows.add(new Page.Row("subject", subject)));
    finding.expected().ifPresent(expected -> rows.add(new Page.Row("expected", expected)));
    finding.seen().ifPresent(seen -> rows.add(new Page.Row("seen", seen)));
    finding.facts().stream()
        .filter(fact -> !fact.forOrganiser())
        .forEach(fact -> rows.add(new Page.Row(fact.name(), fact.value())));
    finding.remedy().ifPresent(remedy -> rows.add(new Page.Row("to do", remedy)));
    step.addTo(rows);
    finding
        .until()
        .ifPresent(until -> rows.add(new Page.Row("until", look.time(until, whole.observedAt()))));
    if (!finding.progress().equals(Progress.NONE)) {
      rows.add(new Page.Row("progress", finding.progress().percent() + " %"));
    }
    finding
        .cause()
        .filter(PlayerAudience::isNotTheirs)
        .ifPresent(cause -> rows.add(new Page.Row("note", NOT_THEIR_FAULT)));
    return rows;
  }
}
