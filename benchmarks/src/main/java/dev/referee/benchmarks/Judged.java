package dev.referee.benchmarks;

import dev.referee.Check;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Outcome;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.ec2.SecurityGroupSelector;
import dev.referee.resources.Instances;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/** A benchmark run that judges teams in a sweep. */
final class Judged implements Runnable {
  /** A time at which the embedded cloud's servers have long been quiet. */
  private static final Clock LATE =
      Clock.fixed(Instant.parse("2026-01-01T09:30:00Z"), ZoneOffset.UTC);

  private static final AutoScalingGroups SERVERS = AutoScalingGroups.named(CloudProcess.GROUP);
  private static final Instances STRANGE = Instances.tagged("team", "strange");
  private static final Instances OF_GROUP =
      Instances.tagged("aws:autoscaling:groupName", CloudProcess.GROUP);

  private final Referee referee;
  private final Game game;
  private final List<Team> teams;

  /**
   * Judges with one task for each check.
   *
   * @param teams the number of teams, each with its own account
   */
  Judged(CloudProcess cloud, SdkHttpClient http, Executor executor, int teams, List<Check> checks) {
    this(cloud, http, executor, teams, teams, checks);
  }

  /**
   * Judges with one task for each check.
   *
   * @param teams how many
   * @param accounts the number of accounts that they share
   */
  Judged(
      CloudProcess cloud,
      SdkHttpClient http,
      Executor executor,
      int teams,
      int accounts,
      List<Check> checks) {
    this.referee = Referee.builder().clock(LATE).executor(executor).build();
    this.game =
        Game.builder("benchmark", "Benchmark")
            .module(
                Module.of(
                    "servers",
                    "Servers",
                    IntStream.range(0, checks.size())
                        .mapToObj(task -> task("task-" + task, checks.get(task)))
                        .toArray(Task[]::new)))
            .build();
    List<Account> all =
        IntStream.range(0, accounts).mapToObj(each -> account(cloud, http, each)).toList();
    this.teams =
        IntStream.range(0, teams)
            .mapToObj(team -> Team.of("team-" + team, all.get(team % accounts)))
            .toList();
  }

  private static Task task(String id, Check check) {
    return Task.builder(id, id).points(1000).check(check).build();
  }

  /** Returns a number of checks that make the same calls. */
  static List<Check> spawnerStopped(int checks) {
    return IntStream.range(0, checks)
        .mapToObj(
            each ->
                Ec2Checks.spawnerStopped()
                    .group(SERVERS)
                    .strange(STRANGE)
                    .quietPeriod(Duration.ofMinutes(5L + each))
                    .build())
        .toList();
  }

  /** Returns all checks of validators-ec2, for the same servers. */
  static List<Check> ofServers() {
    return List.of(
        spawnerStopped(1).get(0),
        Ec2Checks.fleetServes().group(SERVERS).build(),
        Ec2Checks.instancePrivate().group(SERVERS).build(),
        Ec2Checks.portsOpen()
            .groups(SecurityGroupSelector.of(OF_GROUP))
            .required("tcp 443 to 0.0.0.0/0")
            .build(),
        Ec2Checks.egress().instances(OF_GROUP).build());
  }

  private static Account account(CloudProcess cloud, SdkHttpClient http, int team) {
    return Account.builder(Region.US_EAST_1)
        .id(CloudProcess.id(team))
        .credentials(cloud.keys(team))
        .endpoint(cloud.endpoint())
        .httpClient(http)
        .limit(100_000, 100_000)
        .build();
  }

  @Override
  public void run() {
    Sweep sweep = referee.sweep(game, teams);
    if (sweep.judgements().stream()
        .anyMatch(it -> it.verdict().outcome() == Outcome.INCONCLUSIVE)) {
      throw new IllegalStateException("Not all could be seen: " + sweep.judgements());
    }
  }
}
