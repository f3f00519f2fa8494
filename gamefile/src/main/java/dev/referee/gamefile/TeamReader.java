package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import dev.referee.Target;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.aws.AccountTargets;
import dev.referee.gamefile.Value.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A reader of the teams in a game file. Not thread-safe. */
final class TeamReader {
  static final int MOST = 1000;

  private final AccountReader accounts;
  private final CheckReader checks;
  private final Problems mistakes;
  private final Map<String, SourceLocation> ids = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>();

  /**
   * Makes one.
   *
   * @param checks the reader of all checks, which knows what they need from a team
   */
  TeamReader(AccountReader accounts, CheckReader checks, Problems mistakes) {
    this.accounts = accounts;
    this.checks = checks;
    this.mistakes = mistakes;
  }

  /** Reads the teams; teams with mistakes are left out, and the mistakes are recorded. */
  List<Team> read(Fields file) {
    List<Fields> teams = file.items(Keys.TEAMS, Fields.class);
    if (teams.size() > MOST) {
      mistakes.add(file.at(Keys.TEAMS), "A game has at most %d teams".formatted(MOST));
      return List.of();
    }
    return teams.stream().flatMap(team -> team(team).stream()).toList();
  }

  private Optional<Team> team(Fields fields) {
    String id = ScalarSchemas.ID.read(fields, Keys.ID).orElse("");
    SourceLocation location = fields.at(Keys.ID);
    SourceLocation first = id.isEmpty() ? null : ids.putIfAbsent(id, location);
    if (first != null) {
      mistakes.add(
          location, "The team '%s' is already defined in line %d".formatted(id, first.line()));
    }
    Fields own = fields.section(Keys.ACCOUNT).orElse(Fields.of(fields.at(), ImmutableList.of()));
    Optional<Account> account = accounts.read(id, own);
    account.ifPresent(it -> alone(id, it, own.at()));
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    account.ifPresent(it -> targets.addAll(AccountTargets.of(it, accounts.cluster(id, own))));
    account.filter(it -> checks.dependsOnTeam()).ifPresent(it -> targets.add(values(id, it, own)));
    return mistakes.made(
        fields.at(),
        () -> new Team(id, ScalarSchemas.TEXT.read(fields, Keys.NAME).orElse(id), targets.build()));
  }

  /** Creates a team that has only the settings for all teams. */
  Team team(String id, Account account) {
    Fields none = Fields.of(SourceLocation.START, ImmutableList.of());
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    targets.addAll(AccountTargets.of(account, accounts.cluster(id, none)));
    if (checks.dependsOnTeam()) {
      String stack = accounts.stack(id, none).orElse("");
      targets.add(new TeamVariables(id, stack, account.concurrencyKey()));
    }
    return new Team(id, id, targets.build());
  }

  /** Two teams in one account would get each other's points, unless checks distinguish them. */
  private void alone(String id, Account account, SourceLocation location) {
    String owner = owners.putIfAbsent(account.name(), id);
    if (owner != null && !checks.dependsOnTeam()) {
      mistakes.add(
          location,
          "The team '%s' already has %s, and no check distinguishes the teams by ${team.id}"
              .formatted(owner, account.name()));
    }
  }

  private TeamVariables values(String id, Account account, Fields own) {
    Optional<String> stack = accounts.stack(id, own);
    if (stack.isEmpty()) {
      checks
          .outputs()
          .ifPresent(
              location ->
                  mistakes.add(
                      own.at(),
                      "The account of the team '%s' needs a stack, because line %d uses its outputs"
                          .formatted(id, location.line())));
    }
    return new TeamVariables(id, stack.orElse(""), account.concurrencyKey());
  }
}
