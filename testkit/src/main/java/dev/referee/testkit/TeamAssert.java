package dev.referee.testkit;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Target;
import dev.referee.Team;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the verdicts of checks on a team. A failure prints all findings in the
 * organisers' view.
 *
 * <p>Not thread-safe.
 */
public final class TeamAssert extends AbstractAssert<TeamAssert, Team> {
  private final Referee referee;

  TeamAssert(Team team, Referee referee) {
    super(team, TeamAssert.class);
    this.referee = referee;
  }

  /** Sets the referee that judges, with its clock, budgets and memory. */
  public TeamAssert judgedBy(Referee other) {
    return new TeamAssert(actual, other);
  }

  /** Asserts that the check passes. */
  public VerdictAssert passes(Check check) {
    return verdict(check).isPassed();
  }

  /** Asserts that the check fails. */
  public VerdictAssert fails(Check check) {
    return verdict(check).isFailed();
  }

  /** Asserts that the verdict is pending. */
  public VerdictAssert isPendingFor(Check check) {
    return verdict(check).isPending();
  }

  /** Asserts that the verdict is inconclusive with the given cause. */
  public VerdictAssert isInconclusiveFor(Check check, Cause cause) {
    return verdict(check).isInconclusive(cause);
  }

  /** Judges, and returns assertions about the verdict. */
  public VerdictAssert verdict(Check check) {
    isNotNull();
    Target[] targets = actual.targets().toArray(Target[]::new);
    return new VerdictAssert(referee.judge(check, targets))
        .as("%s, judged for team %s", check.id(), actual.id());
  }
}
