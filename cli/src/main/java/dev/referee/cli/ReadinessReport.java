package dev.referee.cli;

import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.internal.Text;
import dev.referee.kubernetes.ClusterPermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The findings about one team before a game.
 *
 * @param team the team
 * @param readiness the verdict of {@link ReadinessCheck}
 * @param rehearsed the results of the tasks; empty if the account was not reached
 * @param calls the number of calls to each service
 * @param throttles the number of throttled calls
 */
record ReadinessReport(
    Team team,
    Verdict readiness,
    List<Judgement> rehearsed,
    Map<String, Long> calls,
    long throttles) {
  /**
   * The number of calls to a service that go out at once; AWS's EC2 allows as many before it
   * throttles.
   */
  static final int BURST = 100;

  private static final int MOST_SHOWN = 6;

  /**
   * Something that needs fixing.
   *
   * @param description what is wrong
   * @param remedy what to do; may be empty
   */
  record Problem(String description, String remedy) {
    /** Returns the same without the account, because several teams may have the problem. */
    Problem ofAnybody() {
      return new Problem(
          InconclusiveSummary.ofAnybody(description), InconclusiveSummary.ofAnybody(remedy));
    }
  }

  boolean isReached() {
    return finding(ReadinessCheck.REACHED).filter(Finding::isSatisfied).isPresent();
  }

  private Stream<Finding> findings(Expectation expectation) {
    return readiness.findings().stream()
        .filter(finding -> finding.expectation().code().equals(expectation.code()));
  }

  private Optional<Finding> finding(Expectation expectation) {
    return findings(expectation).findFirst();
  }

  /** Returns the team's line of the table. */
  String[] row() {
    return new String[] {
      team.id(),
      finding(ReadinessCheck.REACHED).flatMap(Finding::subject).orElse("not reached"),
      finding(ReadinessCheck.CLOCK).map(ReadinessReport::clock).orElse("-"),
      isReached() ? permissions() : "-",
      isReached() ? tasks() : "-",
      isReached() ? load() : "-",
      problems().isEmpty() ? "ready" : Text.count(problems().size(), "thing") + " to do"
    };
  }

  static String[] head() {
    return new String[] {"team", "account", "clock", "permissions", "tasks", "calls", ""};
  }

  private static String clock(Finding clock) {
    return clock.isSatisfied() ? "right" : clock.seen().orElse("").replaceAll("( of)? AWS's$", "");
  }

  private String permissions() {
    long missing =
        Stream.of(ReadinessCheck.PERMITTED, ClusterPermissions.PERMITTED)
            .flatMap(this::findings)
            .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
            .count();
    boolean asked =
        findings(ReadinessCheck.PERMITTED)
            .flatMap(finding -> finding.seen().stream())
            .noneMatch(seen -> seen.startsWith("not simulated"));
    if (missing > 0) {
      return missing + " missing";
    }
    return denied() > 0 ? "denied" : asked ? "all" : "none denied";
  }

  private long denied() {
    return unseen()
        .filter(
            judgement ->
                judgement.verdict().cause().filter(Cause.ACCESS_DENIED::equals).isPresent())
        .count();
  }

  private Stream<Judgement> unseen() {
    return rehearsed.stream()
        .filter(judgement -> judgement.verdict().outcome() == Outcome.INCONCLUSIVE);
  }

  private String tasks() {
    long unseen = unseen().count();
    return unseen == 0
        ? "%d of %<d judged".formatted(rehearsed.size())
        : "%d of %d judged".formatted(rehearsed.size() - unseen, rehearsed.size());
  }

  private String load() {
    long sum = calls.values().stream().mapToLong(Long::longValue).sum();
    return busiest()
        .map(entry -> "%d, %d of %d to %s".formatted(sum, entry.getValue(), BURST, entry.getKey()))
        .orElse("0");
  }

  private Optional<Map.Entry<String, Long>> busiest() {
    return calls.entrySet().stream()
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
  }

  /** Returns the problems, each once. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!isReached()) {
      readiness
          .next()
          .ifPresent(finding -> problems.add(unseen("The account cannot be judged", finding)));
    }
    finding(ReadinessCheck.CLOCK)
        .filter(finding -> !finding.isSatisfied())
        .ifPresent(
            finding ->
                problems.add(
                    new Problem(
                        "The system clock is " + finding.seen().orElse(""),
                        finding.remedy().orElse(""))));
    List<String> missing =
        findings(ReadinessCheck.PERMITTED)
            .filter(finding -> !finding.isSatisfied())
            .flatMap(finding -> finding.subject().stream())
            .sorted()
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          new Problem(
              "The IAM policy simulation denies " + few(missing),
              "Attach the policy that 'referee policy' prints to the role. If its policy has"
                  + " conditions, the simulation may be wrong; then it only matters whether the"
                  + " tasks can be judged."));
    }
    finding(ClusterPermissions.PERMITTED)
        .filter(finding -> !finding.isSatisfied())
        .ifPresent(
            finding ->
                problems.add(
                    finding.cause().isPresent()
                        ? unseen("The cluster cannot be asked for permissions", finding)
                        : new Problem(finding.seen().orElse(""), finding.remedy().orElse(""))));
    unseen()
        .sorted(Comparator.comparing(Judgement::taskId))
        .forEach(
            judgement ->
                judgement
                    .verdict()
                    .next()
                    .ifPresent(
                        next ->
                            problems.add(
                                unseen(
                                    "The task %s cannot be judged".formatted(judgement.taskId()),
                                    next))));
    if (throttles > 0) {
      problems.add(
          new Problem(
              "AWS throttled %s".formatted(Text.count(throttles, "call")),
              "Something else uses up the API rate limit of this account: find it, or judge less"
                  + " often."));
    }
    busiest()
        .filter(entry -> entry.getValue() > BURST)
        .ifPresent(
            entry ->
                problems.add(
                    new Problem(
                        "A sweep makes %2$d calls to %1$s; %3$d go out at once, then 20 per second"
                            .formatted(entry.getKey(), entry.getValue(), BURST),
                        "Judge less often, or select instances and groups by id or name instead of"
                            + " by tag.")));
    return problems.stream().distinct().toList();
  }

  private static String few(List<String> actions) {
    int shown = actions.size() <= MOST_SHOWN ? actions.size() : MOST_SHOWN - 1;
    String more = shown < actions.size() ? " and %d more".formatted(actions.size() - shown) : "";
    return String.join(", ", actions.subList(0, shown)) + more;
  }

  /** Returns which tasks have passed; before a game none should. */
  List<String> solved() {
    return rehearsed.stream()
        .filter(judgement -> judgement.verdict().isPassed())
        .map(Judgement::taskId)
        .sorted()
        .toList();
  }

  private static Problem unseen(String description, Finding next) {
    String reason = InconclusiveSummary.fact(next, "why").or(next::seen).orElse("");
    return new Problem(
        "%s: %s%s"
            .formatted(description, next.cause().map(cause -> cause + ". ").orElse(""), reason),
        InconclusiveSummary.fact(next, "remedy").or(next::remedy).orElse(""));
  }

  /** Returns the exit code: a team that cannot be judged is worse than one with problems. */
  int code() {
    if (!isReached() || unseen().findAny().isPresent()) {
      return ExitCode.INCONCLUSIVE;
    }
    return problems().isEmpty() ? ExitCode.PASSED : ExitCode.FAILED;
  }
}
