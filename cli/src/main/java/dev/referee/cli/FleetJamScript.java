package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.gamefile.GameFile;
import dev.referee.internal.Text;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The script of a game day with 72 teams. It defines who repairs what and when, who does too much
 * or reverts a fix, and what prevents organisers from seeing it. The accounts are judged through
 * their roles, which require the external ids of the game file.
 *
 * <p>The order of teams is pseudorandom, and the same every time. Not thread-safe.
 */
final class FleetJamScript {
  /** The account that Referee runs in. */
  private static final String ORGANISERS = "999988887777";

  private static final Duration BUILDING = Duration.ofMinutes(30);
  private static final int TEAMS = 72;

  /** A number that is small enough for their connections to be reused: the JDK keeps five. */
  private static final int THREADS = 4;

  private static final ThreadFactory DAEMONS =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-play-%d").build();

  private static final int LEADERS = 5;

  private final EmbeddedCloud cloud;
  private final ManualClock clock;
  private final Terminal terminal;
  private final List<Team> teams;
  private final Instant start;
  private final GameDay day;
  private final Map<Team, FleetScenario> worlds;

  private FleetJamScript(EmbeddedCloud cloud, GameFile file, Executor threads, Terminal terminal) {
    this.cloud = cloud;
    this.clock = cloud.clock();
    this.terminal = terminal;
    this.teams = file.teams();
    this.start = start(file);
    this.day = new GameDay(chosen(), clock, threads, terminal);
    this.worlds = ImmutableMap.copyOf(Maps.toMap(teams, team -> new FleetScenario(account(team))));
  }

  /** Plays it from the beginning to the end. */
  static void tell(Terminal terminal) {
    GameFile file = ExampleGame.FLEET_JAM.file();
    terminal.title(file.game().title());
    file.game().clock().ifPresent(it -> Text.wrap(it.toString(), 100).forEach(terminal::print));
    terminal.print("");
    terminal.print("The organisers build %d accounts ...".formatted(file.teams().size()));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, DAEMONS);
    try (EmbeddedCloud cloud = EmbeddedCloud.start(ManualClock.at(start(file).minus(BUILDING)))) {
      FleetJamScript story = new FleetJamScript(cloud, file, threads, terminal);
      story.built();
      story.begins();
      story.halfway();
      story.held();
      story.throttled();
      story.ranked();
      story.lost();
      story.frozen();
      story.ends();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns the prefix of the organisers' external ids, which is secret. */
  static String secret() {
    return "kept-by-the-organisers-5d1f";
  }

  private static Instant start(GameFile file) {
    return file.game().clock().orElseThrow().start();
  }

  private Selection chosen() {
    EmbeddedAccount organisers = cloud.account(ORGANISERS);
    GameFile file =
        ExampleGame.FLEET_JAM.file(
            GameFile.reader()
                .environment(Map.of("REFEREE_EXTERNAL_ID", secret()))
                .accounts(organisers::judging));
    return new Selection(file.game(), file.teams());
  }

  private EmbeddedAccount account(Team team) {
    Account judged = Selection.account(team).orElseThrow();
    return cloud.account(judged.id().orElseThrow()).in(judged.region());
  }

  private static String externalId(Team team) {
    return secret() + "-" + team.id();
  }

  private void built() {
    Runnable built = terminal.counting(teams.size());
    teams.parallelStream()
        .forEach(
            team -> {
              world(team).built(team.id()).role(ORGANISERS, externalId(team));
              built.run();
            });
  }

  private FleetScenario world(Team team) {
    return requireNonNull(worlds.get(team));
  }

  /** Returns the team at a position in the pseudorandom order. */
  private Team place(int place) {
    return teams.get(place * 29 % (TEAMS + 1) - 1);
  }

  /** Makes a range of teams do something. */
  private void each(int first, int last, Consumer<FleetScenario> what) {
    IntStream.rangeClosed(first, last)
        .parallel()
        .forEach(place -> what.accept(world(place(place))));
  }

  private void one(int place, Consumer<FleetScenario> what) {
    each(place, place, what);
  }

  /** Lets time pass until some time after the start. */
  private void at(int hours, int minutes) {
    Instant then = start.plus(Duration.ofHours(hours)).plus(Duration.ofMinutes(minutes));
    clock.advance(Duration.between(clock.instant(), then));
  }

  private void begins() {
    Team odd = place(60);
    world(odd).deleteRole().role(ORGANISERS, secret());
    at(0, 0);
    day.moment(
        "The game begins. Nobody has fixed anything, and the second module is locked. The role of"
            + " %s requires another external ID than the game file has; the organisers fix it."
                .formatted(odd.name()));
    day.look();
    day.show(LEADERS);
    world(odd).deleteRole().role(ORGANISERS, externalId(odd));
  }

  private void halfway() {
    at(0, 10);
    each(1, 6, FleetScenario::serve);
    each(7, 12, FleetScenario::secondServer);
    each(13, 15, FleetScenario::raiseMaximum);
    at(0, 14);
    each(7, 12, FleetScenario::anotherZone);
    at(0, 20);
    day.moment(
        "Six teams serve from two zones and have to keep it up for five minutes. Six others added a"
            + " second zone to the group when two servers were already running in the first; those"
            + " stay there. Three only raised the maximum size, which starts no server.");
    day.look();
    day.show(LEADERS);
    terminal.print("");
    day.next(place(7), "serve");
  }

  private void held() {
    at(0, 23);
    one(6, FleetScenario::scaleBack);
    at(0, 26);
    day.moment(
        "Five kept it up: 300 points and most of the time bonus, and the second module is unlocked. %s has"
                .formatted(place(6).name())
            + " removed the second server again, so its five minutes start over.");
    day.look();
    day.show(LEADERS);
  }

  private void throttled() {
    Team slow = place(3);
    at(1, 0);
    one(1, FleetScenario::hideDatabases);
    each(7, 12, FleetScenario::replaceServer);
    each(13, 48, FleetScenario::serve);
    at(1, 10);
    day.moment(
        "Most teams serve by now, and six minutes later they have kept it up; their time bonus is smaller than that of the first. %s is the first to make its databases private. AWS throttles the"
                .formatted(place(1).name())
            + " account of %s meanwhile: it could not be judged, which costs it nothing."
                .formatted(slow.name()));
    day.look();
    account(slow).inject(Fault.throttle().on("autoscaling"));
    at(1, 16);
    day.look();
    day.show(LEADERS);
    account(slow).clearFaults();
  }

  private void ranked() {
    at(2, 10);
    each(2, 3, FleetScenario::hideDatabases);
    one(4, it -> it.noRoute().publicAddresses(false).closeDoor().openDoorForApp());
    one(5, it -> it.natRoute().publicAddresses(false).closeDoor());
    at(2, 20);
    day.moment(
        "The first got 500 points for private databases; each later team gets five less than the"
            + " one before. %s also removed the route to the internet, and %s closed the port"
                .formatted(place(4).name(), place(5).name())
            + " for the app as well: neither is a fix.");
    day.look();
    day.show(LEADERS);
    terminal.print("");
    day.next(place(4), "private");
    day.next(place(5), "private");
  }

  private void lost() {
    at(3, 20);
    one(4, FleetScenario::natRoute);
    one(7, FleetScenario::hideDatabases);
    one(2, it -> it.publicAddresses(true));
    Team tidy = place(21);
    world(tidy).deleteRole();
    at(4, 0);
    day.moment(
        "%s has given its databases public addresses again: it fails, and keeps what it has earned."
                .formatted(place(2).name())
            + " %s has tidied up and deleted the role that Referee assumes: it cannot be judged"
                .formatted(tidy.name())
            + " now, it keeps its points, and the organisers have to act.");
    day.look();
    day.show(LEADERS);
  }

  private void frozen() {
    at(7, 11);
    Team tidy = place(21);
    world(tidy).role(ORGANISERS, externalId(tidy));
    one(5, FleetScenario::openDoorForApp);
    each(8, 20, FleetScenario::hideDatabases);
    at(7, 12);
    day.moment(
        "The last half hour has begun, and the public board is frozen. %s opens the port for the"
                .formatted(place(5).name())
            + " app at last, and 13 teams make their databases private; only the organisers see the"
            + " new ranking. The role of %s exists again.".formatted(tidy.name()));
    day.look();
    day.show(LEADERS);
  }

  private void ends() {
    at(7, 41);
    one(31, FleetScenario::hideDatabases);
    at(7, 42);
    day.moment(
        "The game is over. %s made its databases private a minute after the end: it passed, but gets"
                .formatted(place(31).name())
            + " no points for it.");
    day.look();
    day.show(2 * LEADERS);
    terminal.print("");
    day.sum();
  }
}
