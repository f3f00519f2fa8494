package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.Team;
import dev.referee.testkit.Fault;
import java.time.Duration;
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
 * or reverts a fix, and what prevents organisers from seeing it.
 *
 * <p>The order of teams is pseudorandom, and the same every time. Not thread-safe.
 */
final class FleetJamScript {
  private static final Duration BUILDING = Duration.ofMinutes(30);
  private static final int TEAMS = 72;

  /** A number that is small enough for their connections to be reused: the JDK keeps five. */
  private static final int THREADS = 4;

  private static final ThreadFactory DAEMONS =
      new ThreadFactoryBuilder().setDaemon(true).setNameFormat("referee-play-%d").build();

  private static final int LEADERS = 5;

  private final ExampleCloud cloud;
  private final Terminal terminal;
  private final List<Team> teams;
  private final GameDay day;
  private final Map<Team, FleetScenario> worlds;

  private FleetJamScript(ExampleCloud cloud, Executor threads, Terminal terminal) {
    this.cloud = cloud;
    this.terminal = terminal;
    this.teams = cloud.teams();
    this.day = new GameDay(cloud.chosen(), cloud.clock(), threads, terminal);
    this.worlds =
        ImmutableMap.copyOf(Maps.toMap(teams, team -> new FleetScenario(cloud.account(team))));
  }

  /** Plays it from the beginning to the end. */
  static void play(Terminal terminal) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, DAEMONS);
    try (ExampleCloud cloud = new ExampleCloud(ExampleGame.FLEET_JAM, BUILDING)) {
      FleetJamScript script = new FleetJamScript(cloud, threads, terminal);
      script.day.title();
      terminal.print("The organisers build %d accounts ...".formatted(script.teams.size()));
      script.built();
      script.begins();
      script.halfway();
      script.held();
      script.throttled();
      script.ranked();
      script.lost();
      script.frozen();
      script.ends();
    } finally {
      threads.shutdownNow();
    }
  }

  private void built() {
    Runnable built = terminal.counting(teams.size());
    teams.parallelStream()
        .forEach(
            team -> {
              world(team)
                  .built(team.id())
                  .role(ExampleCloud.ORGANISERS, ExampleCloud.externalId(team));
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
    cloud.advanceTo(Duration.ofHours(hours).plusMinutes(minutes));
  }

  private void begins() {
    Team odd = place(60);
    world(odd).deleteRole().role(ExampleCloud.ORGANISERS, ExampleCloud.secret());
    at(0, 0);
    day.moment(
        "The game begins. Nobody has fixed anything, and the second module is locked. The role of"
            + " %s requires another external ID than the game file has; the organisers fix it."
                .formatted(odd.name()));
    day.judge();
    day.show(LEADERS);
    world(odd).deleteRole().role(ExampleCloud.ORGANISERS, ExampleCloud.externalId(odd));
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
    day.judge();
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
    day.judge();
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
    day.judge();
    cloud.account(slow).inject(Fault.throttle().on("autoscaling"));
    at(1, 16);
    day.judge();
    day.show(LEADERS);
    cloud.account(slow).clearFaults();
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
    day.judge();
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
    day.judge();
    day.show(LEADERS);
  }

  private void frozen() {
    at(7, 11);
    Team tidy = place(21);
    world(tidy).role(ExampleCloud.ORGANISERS, ExampleCloud.externalId(tidy));
    one(5, FleetScenario::openDoorForApp);
    each(8, 20, FleetScenario::hideDatabases);
    at(7, 12);
    day.moment(
        "The last half hour has begun, and the public board is frozen. %s opens the port for the"
                .formatted(place(5).name())
            + " app at last, and 13 teams make their databases private; only the organisers see the"
            + " new ranking. The role of %s exists again.".formatted(tidy.name()));
    day.judge();
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
    day.judge();
    day.show(2 * LEADERS);
    terminal.print("");
    day.sum();
  }
}
