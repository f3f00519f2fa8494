package dev.referee.cli;

import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.gamefile.GameFile;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The embedded cloud of an example game of many teams. The teams' accounts are judged through their
 * roles, which require the external ids of the game file. Not thread-safe.
 */
final class ExampleCloud implements AutoCloseable {
  /** The account that Referee runs in. */
  static final String ORGANISERS = "999988887777";

  private final ExampleGame game;
  private final EmbeddedCloud cloud;
  private final Selection chosen;
  private final Instant start;

  /**
   * Starts it before the game.
   *
   * @param building how long before the start of the game
   */
  ExampleCloud(ExampleGame game, Duration building) {
    this.game = game;
    this.start = game.file().game().clock().orElseThrow().start();
    this.cloud = EmbeddedCloud.start(ManualClock.at(start.minus(building)));
    EmbeddedAccount organisers = cloud.account(ORGANISERS);
    GameFile file =
        game.file(
            GameFile.reader()
                .environment(Map.of("REFEREE_EXTERNAL_ID", secret()))
                .accounts(organisers::judging));
    this.chosen = new Selection(file.game(), file.teams());
  }

  /** Returns the prefix of the organisers' external ids, which is secret. */
  static String secret() {
    return "kept-by-the-organisers-5d1f";
  }

  /** Returns the external id that the game file has for a team. */
  static String externalId(Team team) {
    return secret() + "-" + team.id();
  }

  Selection chosen() {
    return chosen;
  }

  List<Team> teams() {
    return chosen.teams();
  }

  Clock clock() {
    return cloud.clock();
  }

  /** Returns the account of a team. */
  EmbeddedAccount account(Team team) {
    Account judged = Selection.account(team).orElseThrow();
    return cloud.account(judged.id().orElseThrow()).in(judged.region());
  }

  /** Lets time pass until some time after the start of the game. */
  void advanceTo(Duration afterStart) {
    cloud.clock().advance(Duration.between(cloud.clock().instant(), start.plus(afterStart)));
  }

  @Override
  public void close() {
    cloud.close();
  }

  @Override
  public String toString() {
    return "ExampleCloud of " + game;
  }
}
