package dev.referee.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Evidence;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Progress;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The audience of organisers, who see everything, with an arrow at the next step. */
record OrganiserAudience() implements Audience {

  @Override
  public Audience limited(Disclosure most) {
    return this;
  }

  @Override
  public String hint(TextStyle look, Verdict verdict) {
    Optional<String> when = when(look, verdict);
    Optional<String> next = verdict.next().map(finding -> "next: " + finding.code());
    Optional<String> cause = verdict.cause().map(OrganiserAudience::cause);
    return String.join(
        ", ", List.of(next, cause, when).stream().flatMap(Optional::stream).toList());
  }

  /** Returns since when it has been fixed, or until when to wait, if that is known. */
  static Optional<String> when(TextStyle look, Verdict verdict) {
    Instant at = verdict.observedAt();
    return verdict
        .fixedAt()
        .map(fixed -> "fixed at " + look.time(fixed, at))
        .or(() -> verdict.until().map(until -> "until " + look.time(until, at)));
  }

  private static String cause(Cause cause) {
    return cause + " (" + cause.blame() + ")";
  }

  @Override
  public void findings(Page page, Verdict whole, List<Judgement.Part> parts) {
    NextStep next = new NextStep(whole);
    for (Judgement.Part part : parts) {
      page.blank();
      part(page, part, next);
    }
  }

  private static void part(Page page, Judgement.Part part, NextStep next) {
    Verdict verdict = part.verdict();
    if (!part.checkId().isEmpty()) {
      page.heading(Page.Level.CHECK, part.checkId() + ": " + part.claim());
    }
    List<Page.Row> rows = new ArrayList<>();
    rows.add(
        new Page.Row(
            "verdict",
            verdict.outcome() + ", " + verdict.progress() + ", weight " + part.weight()));
    verdict.cause().ifPresent(cause -> rows.add(new Page.Row("cause", cause(cause))));
    rows.add(new Page.Row("observed at", page.look().exactly(verdict.observedAt())));
    verdict.fixedAt().ifPresent(at -> rows.add(new Page.Row("fixed at", page.look().exactly(at))));
    verdict.until().ifPresent(at -> rows.add(new Page.Row("until", page.look().exactly(at))));
    page.rows(2, rows);
    for (Step step : Step.of(verdict.findings())) {
      Finding finding = step.finding();
      page.finding(
          finding.state(),
          next.isAt(finding),
          PlayerAudience.head(page.look(), finding.state()),
          title(finding),
          rows(page.look(), step));
    }
    if (!verdict.evidence().isEmpty()) {
      page.folded(
          2,
          "evidence",
          () ->
              page.table(
                  4,
                  List.of(),
                  verdict.evidence().stream()
                      .map(each -> row(page.look(), each))
                      .collect(toImmutableList())));
    }
  }

  /** Returns the claim, after the code if the finding is not satisfied. */
  private static String title(Finding finding) {
    String claim = finding.expectation().claim();
    return finding.isSatisfied() ? claim : finding.code() + ": " + claim;
  }

  private static List<Page.Row> rows(TextStyle look, Step step) {
    Finding finding = step.finding();
    List<Page.Row> rows = new ArrayList<>();
    rows.add(new Page.Row("topic", finding.expectation().topic()));
    finding.subject().ifPresent(subject -> rows.add(new Page.Row("subject", subject)));
    finding.cause().ifPresent(cause -> rows.add(new Page.Row("cause", cause(cause))));
    finding.expected().ifPresent(expected -> rows.add(new Page.Row("expected", expected)));
    finding.seen().ifPresent(seen -> rows.add(new Page.Row("seen", seen)));
    finding.facts().forEach(fact -> rows.add(row(fact)));
    finding.remedy().ifPresent(remedy -> rows.add(new Page.Row("to do", remedy)));
    step.addTo(rows);
    step.consequences().stream()
        .flatMap(each -> each.facts().stream())
        .filter(Fact::forOrganiser)
        .forEach(fact -> rows.add(row(fact)));
    finding.until().ifPresent(until -> rows.add(new Page.Row("until", look.exactly(until))));
    if (!finding.isSatisfied() && !finding.progress().equals(Progress.NONE)) {
      rows.add(new Page.Row("progress", finding.progress().toString()));
    }
    finding.source().ifPresent(source -> rows.add(new Page.Row("source", source)));
    return rows;
  }

  private static Page.Row row(Fact fact) {
    return new Page.Row(fact.name() + (fact.forOrganiser() ? " (organisers)" : ""), fact.value());
  }

  private static List<String> row(TextStyle look, Evidence each) {
    return List.of(
        each.service() + ":" + each.operation(),
        each.account(),
        each.region(),
        String.valueOf(each.status()),
        look.exactly(each.at()),
        (each.requestId().isEmpty() ? "no request id" : "request " + each.requestId())
            + " of "
            + each.endpoint()
            + ", sha256 "
            + each.digest());
  }
}
