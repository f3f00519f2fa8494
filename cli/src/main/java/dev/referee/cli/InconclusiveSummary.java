package dev.referee.cli;

import dev.referee.Cause;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Sweep;
import dev.referee.internal.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reasons why something could not be judged, each once, with the teams concerned. */
final class InconclusiveSummary {
  private static final int WIDTH = 100;

  private InconclusiveSummary() {}

  /**
   * The reason why something could not be seen.
   *
   * @param cause the cause
   * @param lines its description
   */
  private record Reason(Cause cause, List<String> lines) {
    static Reason of(Finding finding) {
      List<String> lines =
          finding.facts().stream()
              .filter(Fact::forOrganiser)
              .map(fact -> fact.name() + ": " + fact.value())
              .toList();
      return new Reason(
          finding.cause().orElse(Cause.INTERNAL),
          lines.isEmpty() ? finding.seen().stream().toList() : lines);
    }

    Reason ofAnybody() {
      return new Reason(cause, lines.stream().map(InconclusiveSummary::ofAnybody).toList());
    }
  }

  /** Returns a text without its account, because it may apply to several. */
  static String ofAnybody(String text) {
    return text.replaceAll("account \\d{12}", "the account").replaceAll(":\\d{12}:", ":...:");
  }

  /** Returns the fact of a finding with a name. */
  static Optional<String> fact(Finding finding, String name) {
    return finding.facts().stream()
        .filter(fact -> fact.name().equals(name))
        .map(Fact::value)
        .findFirst();
  }

  /** Returns the reasons as lines; empty if everything was judged. */
  static String of(Sweep sweep) {
    return reasons(sweep, Integer.MAX_VALUE).stream()
        .flatMap(List::stream)
        .collect(Collectors.joining("\n"));
  }

  /**
   * Returns the lines of each reason; the first one names the teams.
   *
   * @param most the maximum number of named teams
   */
  static List<List<String>> reasons(Sweep sweep, int most) {
    Map<Reason, Map<String, Reason>> reasons = new LinkedHashMap<>();
    for (Judgement judgement : sweep.judgements()) {
      if (judgement.verdict().outcome() == Outcome.INCONCLUSIVE) {
        judgement.verdict().findings().stream()
            .filter(finding -> finding.state() == Finding.State.UNKNOWN)
            .forEach(
                finding -> {
                  Reason reason = Reason.of(finding);
                  reasons
                      .computeIfAbsent(reason.ofAnybody(), any -> new LinkedHashMap<>())
                      .putIfAbsent(judgement.teamId(), reason);
                });
      }
    }
    return reasons.entrySet().stream()
        .map(
            entry -> {
              Map<String, Reason> own = entry.getValue();
              Reason shown = own.size() == 1 ? own.values().iterator().next() : entry.getKey();
              return lines(shown, Selection.called(own.keySet(), sweep.teams().size(), most))
                  .toList();
            })
        .toList();
  }

  private static Stream<String> lines(Reason reason, String teams) {
    Cause cause = reason.cause();
    return Stream.concat(
        Text.wrap("%s: %s (%s)".formatted(teams, cause, cause.blame()), WIDTH).stream(),
        reason.lines().stream()
            .flatMap(line -> Text.wrap(Text.harmless(line), WIDTH - 2).stream())
            .map(line -> "  " + line));
  }
}
