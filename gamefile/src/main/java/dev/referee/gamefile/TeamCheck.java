package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.spi.CheckKind;
import java.util.List;
import java.util.Map;

/** A check whose parameters differ between teams; it is created again whenever it judges. */
final class TeamCheck implements Check {
  private final CheckKind kind;
  private final ImmutableMap<String, Object> given;
  private final ImmutableList<Expectation> expectations;
  private final Permissions permissions;

  TeamCheck(
      CheckKind kind,
      Map<String, Object> given,
      List<Expectation> expectations,
      Permissions permissions) {
    this.kind = kind;
    this.given = ImmutableMap.copyOf(given);
    this.expectations = ImmutableList.copyOf(expectations);
    this.permissions = permissions;
  }

  @Override
  public String id() {
    return kind.id();
  }

  @Override
  public String claim() {
    return kind.claim();
  }

  @Override
  public List<Expectation> expectations() {
    return expectations;
  }

  @Override
  public Permissions permissions() {
    return permissions;
  }

  @Override
  public Verdict judge(CheckContext context) throws Exception {
    TeamVariables team = context.target(TeamVariables.class);
    Map<String, Object> filled = Variables.fill(given, variable -> team.value(variable, context));
    Check check;
    try {
      check = kind.check(filled);
    } catch (IllegalArgumentException e) {
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "With the values of the team %s: %s".formatted(team.teamId(), e.getMessage()),
          "Correct the game file, or the outputs of the team's stack.",
          e);
    }
    return check.judge(context);
  }

  @Override
  public String toString() {
    return id() + ": " + claim();
  }
}
