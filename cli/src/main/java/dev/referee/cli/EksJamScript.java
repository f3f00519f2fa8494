package dev.referee.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.referee.Team;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The script of the EKS Jam: six teams create a cluster, which takes its time or fails, and repair
 * what runs in it. Two of them solve everything and finish 13 seconds apart. Not thread-safe.
 */
final class EksJamScript {
  private static final int AMBER = 0;
  private static final int BLUE = 1;
  private static final int CORAL = 2;
  private static final int DENIM = 3;
  private static final int EBONY = 4;
  private static final int FOREST = 5;

  private final ExampleCloud cloud;
  private final Terminal terminal;
  private final List<Team> teams;
  private final GameDay day;
  private final Map<Team, EksJamScenario> worlds;

  private EksJamScript(ExampleCloud cloud, Terminal terminal) {
    this.cloud = cloud;
    this.terminal = terminal;
    this.teams = cloud.teams();
    this.day = new GameDay(cloud.chosen(), cloud.clock(), Runnable::run, terminal);
    this.worlds =
        ImmutableMap.copyOf(Maps.toMap(teams, team -> new EksJamScenario(cloud.account(team))));
  }

  /** Plays it from the beginning to the end. */
  static void play(Terminal terminal) {
    try (ExampleCloud cloud = new ExampleCloud(ExampleGame.EKS_JAM, Duration.ofMinutes(30))) {
      EksJamScript script = new EksJamScript(cloud, terminal);
      try {
        script.day.title();
        script.each(
            (team, world) -> world.role(ExampleCloud.ORGANISERS, ExampleCloud.externalId(team)));
        script.begins();
        script.nodes();
        script.deployment();
        script.shop();
        script.upgrade();
        script.identity();
        script.hard();
        script.ends();
      } finally {
        script.worlds.values().forEach(EksJamScenario::close);
      }
    }
  }

  private void each(BiConsumer<Team, EksJamScenario> what) {
    worlds.forEach(what);
  }

  /** Lets some teams do something, in turn. */
  private void let(Consumer<EksJamScenario> what, int... which) {
    for (int team : which) {
      what.accept(worlds.get(teams.get(team)));
    }
  }

  private void at(int hours, int minutes) {
    at(hours, minutes, 0);
  }

  /** Lets time pass until some time after the start. */
  private void at(int hours, int minutes, int seconds) {
    cloud.advanceTo(Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds));
  }

  private void judge(String what) {
    day.moment(what);
    day.judge();
    day.show(teams.size());
  }

  private void next(String task, int... which) {
    terminal.print("");
    for (int team : which) {
      day.next(teams.get(team), task);
    }
  }

  private void begins() {
    at(0, 1);
    let(EksJamScenario::createCluster, AMBER, BLUE, CORAL, EBONY, FOREST);
    let(EksJamScenario::createClusterInOneZone, DENIM);
    at(0, 4);
    judge(
        "Every team has started to create its cluster. Denim gave eksctl the subnets of one"
            + " Availability Zone; it learns that now, and not when its stack has been rolled"
            + " back.");
    next("cluster", AMBER, DENIM);
    let(EksJamScenario::deleteStack, DENIM);
    at(0, 8);
    let(EksJamScenario::createCluster, DENIM);
  }

  private void nodes() {
    at(0, 14);
    let(EksJamScenario::allowOrganisers, AMBER, BLUE, CORAL, EBONY, FOREST);
    let(EksJamScenario::createNodes, AMBER, BLUE, EBONY, FOREST);
    let(EksJamScenario::createNodesWithoutPolicies, CORAL);
    at(0, 17);
    let(EksJamScenario::nodesJoin, AMBER, BLUE, EBONY, FOREST);
    at(0, 20);
    let(EksJamScenario::allowOrganisers, DENIM);
    let(EksJamScenario::createNodes, DENIM);
    at(0, 21);
    judge(
        "Four clusters are ready. The role of Coral's nodes lacks their policies. EKS tells that"
            + " nodes do not join after 25 minutes; it is known now.");
    next("cluster", CORAL, DENIM);
  }

  private void deployment() {
    let(EksJamScenario::attachNodePolicies, CORAL);
    at(0, 26);
    let(EksJamScenario::nodesJoin, CORAL, DENIM);
    let(EksJamScenario::deployShop, AMBER, BLUE, CORAL, DENIM, EBONY, FOREST);
    at(0, 30);
    judge(
        "All clusters are ready, and every team has deployed the shop, with all that is wrong with"
            + " it.");
    next("nodes", AMBER);
    next("identity", AMBER);
  }

  private void shop() {
    at(1, 0);
    let(EksJamScenario::allowDisruption, AMBER, CORAL, EBONY);
    at(1, 20);
    let(EksJamScenario::writeMetrics, BLUE, AMBER, FOREST);
    let(EksJamScenario::isolateSomePods, EBONY);
    let(EksJamScenario::isolatePayments, BLUE, AMBER);
    at(1, 40);
    let(EksJamScenario::allowDisruption, BLUE, DENIM);
    let(EksJamScenario::release, EBONY, FOREST);
    at(1, 50);
    judge("The easy tasks come first. Ebony's network policy is for some pods only.");
    next("private", EBONY);
  }

  private void upgrade() {
    at(2, 0);
    let(EksJamScenario::upgradeControlPlane, AMBER, BLUE, DENIM);
    at(2, 5);
    let(EksJamScenario::isolatePayments, EBONY);
    day.judge();
    at(2, 20);
    let(EksJamScenario::upgradeNodes, AMBER, BLUE);
    judge("Three teams have upgraded the control plane. Denim believes that this is all.");
    next("upgrade", AMBER, DENIM);
    at(3, 0);
    let(EksJamScenario::newNodesJoin, AMBER, BLUE);
  }

  private void identity() {
    at(3, 30);
    let(EksJamScenario::assignRole, AMBER, BLUE);
    at(3, 40);
    let(EksJamScenario::restartOrders, BLUE);
    judge(
        "Amber and Blue have given the orders a role. Amber has done everything but the last step:"
            + " its pods run since before the change, and have no token.");
    next("identity", AMBER);
    at(4, 0);
    let(EksJamScenario::restartOrders, AMBER);
  }

  private void hard() {
    at(5, 0);
    let(EksJamScenario::fixNodePool, AMBER, FOREST);
    at(5, 30);
    let(EksJamScenario::enforceStandard, AMBER);
    let(EksJamScenario::hardenPayments, BLUE, CORAL);
    judge(
        "Amber enforces the standard, but the payments run since before that and do not conform: as"
            + " they are, they could not be started again.");
    next("hardened", AMBER);
    at(5, 50);
    let(EksJamScenario::hardenPayments, AMBER);
    let(EksJamScenario::fixNodePool, BLUE);
    at(6, 20);
    day.judge();
  }

  private void ends() {
    at(7, 5, 10);
    let(EksJamScenario::release, BLUE);
    at(7, 5, 23);
    let(EksJamScenario::release, AMBER);
    at(7, 20);
    judge(
        "Amber and Blue have solved all nine tasks. The release decides: Kubernetes says since when"
            + " its pods are ready. Blue was 13 seconds earlier, although the same sweep saw"
            + " both.");
    at(7, 41);
    day.moment("The game is over.");
    day.judge();
    day.show(teams.size());
    terminal.print("");
    day.tasksSolved();
    terminal.print("");
    day.chart();
    terminal.print("");
    day.sum();
  }
}
