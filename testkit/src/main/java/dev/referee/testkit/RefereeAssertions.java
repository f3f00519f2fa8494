package dev.referee.testkit;

import dev.referee.Referee;
import dev.referee.Team;
import dev.referee.Verdict;

/** The entry point of assertions: {@code assertThat(team).passes(check)}. */
public final class RefereeAssertions {
  private RefereeAssertions() {}

  /** Returns assertions about checks on a team, judged with the defaults. */
  public static TeamAssert assertThat(Team team) {
    return new TeamAssert(team, Referee.create());
  }

  /** Returns assertions about a verdict. */
  public static VerdictAssert assertThat(Verdict verdict) {
    return new VerdictAssert(verdict);
  }
}
