package dev.referee.report;

import com.google.common.xml.XmlEscapers;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.internal.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/**
 * A writer of sweeps as JUnit XML reports, with a suite per team and a test case per task.
 *
 * <p>A failed task is a failure with its findings as text; a task that could not be judged is an
 * error. A task that AWS is still working on, or that is still locked for the team, is skipped, and
 * the message says which: it has neither failed nor passed. Stateless and thread-safe.
 */
public final class JunitXml {
  private JunitXml() {}

  /**
   * Returns a sweep as XML.
   *
   * @param report the report for the texts
   */
  public static String write(Report report, Game game, Sweep sweep) {
    Report plain = report.coloured(false);
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuites name=\"%s\"%s time=\"%s\">\n"
            .formatted(
                safe(game.title()),
                counts(sweep.judgements(), sweep.closed()),
                seconds(sweep.startedAt(), sweep.completedAt())));
    for (String team : sweep.teams()) {
      suite(xml, plain, game, sweep, team);
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder xml, Report report, Game game, Sweep sweep, String team) {
    List<Judgement> judged = sweep.judgements(team);
    List<Sweep.Closed> closed = sweep.closed(team);
    Instant last =
        judged.stream()
            .map(Judgement::completedAt)
            .reduce(sweep.startedAt(), (some, other) -> some.isAfter(other) ? some : other);
    xml.append(
        "  <testsuite name=\"%s\"%s timestamp=\"%s\" time=\"%s\">\n"
            .formatted(
                safe(team),
                counts(judged, closed),
                // this format has no zone; it is UTC
                sweep.startedAt().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""),
                seconds(sweep.startedAt(), last)));
    for (Judgement each : judged) {
      judged(xml, report, game.task(each.taskId()), head(game, sweep, team, each.taskId()), each);
    }
    for (Sweep.Closed each : closed) {
      xml.append(head(game, sweep, team, each.taskId()))
          .append(">\n      <skipped message=\"Locked: waits for ")
          .append(safe(String.join(", ", each.waitsFor())))
          .append("\"/>\n    </testcase>\n");
    }
    xml.append("  </testsuite>\n");
  }

  private static void judged(
      StringBuilder xml, Report report, Task task, String head, Judgement judgement) {
    xml.append(head).append(">\n");
    String element =
        switch (judgement.verdict().outcome()) {
          case PASSED -> "";
          case FAILED -> "failure";
          case INCONCLUSIVE -> "error";
          case PENDING -> "skipped";
        };
    if (!element.isEmpty()) {
      xml.append(
          "      <%s message=\"%s\"%s>%s</%s>\n"
              .formatted(
                  element,
                  safe(report.line(task, judgement)),
                  element.equals("skipped")
                      ? ""
                      : " type=\"" + judgement.verdict().outcome() + "\"",
                  XmlEscapers.xmlContentEscaper().escape(report.text(task, judgement)),
                  element));
    }
    xml.append("    </testcase>\n");
  }

  private static String head(Game game, Sweep sweep, String team, String task) {
    return "    <testcase classname=\"%s.%s\" name=\"%s (%s)\""
        .formatted(safe(sweep.gameId()), safe(team), safe(game.task(task).title()), safe(task));
  }

  private static String counts(List<Judgement> judged, Collection<Sweep.Closed> closed) {
    return " tests=\"%s\" failures=\"%s\" errors=\"%s\" skipped=\"%s\""
        .formatted(
            judged.size() + closed.size(),
            count(judged, Outcome.FAILED),
            count(judged, Outcome.INCONCLUSIVE),
            count(judged, Outcome.PENDING) + closed.size());
  }

  private static long count(List<Judgement> judged, Outcome outcome) {
    return judged.stream().filter(each -> each.verdict().outcome() == outcome).count();
  }

  private static String seconds(Instant from, Instant to) {
    return BigDecimal.valueOf(Duration.between(from, to).toMillis(), 3).toPlainString();
  }

  private static String safe(String text) {
    return XmlEscapers.xmlAttributeEscaper().escape(Text.harmless(text));
  }
}
