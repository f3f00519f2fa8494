package dev.referee.benchmarks;

import dev.referee.Check;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.network.Instances;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/** Judges teams by a sweep. */
final class Judged implements Runnable {
  /** Is when the embedded cloud's servers have been quiet for long. */
  private static final Clock LATE =
      Clock.fixed(Instant.parse("2026-01-01T09:30:00Z"), ZoneOffset.UTC);

  private final Referee referee;
  private final Game game;
  private final List<Team> teams;

  /**
   * Judges by a number of tasks that ask the same of AWS.
   *
   * @param teams how many
   * @param tasks how many
   */
  Judged(CloudProcess cloud, SdkHttpClient http, Executor executor, int teams, int tasks) {
    this.referee = Referee.builder().clock(LATE).executor(executor).build();
    this.game =
        Game.builder("benchmark", "Benchmark")
            .module(
                Module.of(
                    "servers",
                    "Servers",
                    IntStream.range(0, tasks)
                        .mapToObj(task -> task("servers-" + task, Duration.ofMinutes(5L + task)))
                        .toArray(Task[]::new)))
            .build();
    this.teams =
        IntStream.range(0, teams)
            .mapToObj(team -> Team.of("team-" + team, account(cloud, http, team)))
            .toList();
  }

  private static Task task(String id, Duration quiet) {
    Check check =
        Ec2Checks.spawnerStopped()
            .group(AutoScalingGroups.named(CloudProcess.GROUP))
            .strange(Instances.tagged("team", "strange"))
            .quietPeriod(quiet)
            .build();
    return Task.builder(id, id).points(1000).check(check).build();
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
    long passed = sweep.judgements().stream().filter(it -> it.verdict().isPassed()).count();
    if (passed != (long) teams.size() * game.tasks().size()) {
      throw new IllegalStateException("Not all passed: " + sweep.judgements());
    }
  }
}
