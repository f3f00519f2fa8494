package dev.referee.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.resources.Instances;
import dev.referee.ssm.ProofLevel;
import dev.referee.ssm.SsmChecks;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.PrivateHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * A benchmark of the same calls in a sweep and by hand. It measures calls, elapsed time, CPU time,
 * and memory between sweeps.
 *
 * <p>Both variants alternate in one process, with the same endpoint in another process, the same
 * threads and the same HTTP client. Their ratio matters.
 */
public final class SweepBenchmark {
  private static final int TEAMS = 72;
  private static final int MORE_TEAMS = 288;
  private static final int TASKS = 20;
  private static final int THREADS = 8;

  private SweepBenchmark() {}

  /**
   * Measures, and prints.
   *
   * @param args the number of measured rounds, 40 by default; then {@code scale} to measure only
   *     increasing numbers of teams
   */
  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 40 : Integer.parseInt(args[0]);
    boolean isOnlyScale = args.length > 1 && args[1].equals("scale");
    ExecutorService executor =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            });
    try (CloudProcess cloud = CloudProcess.start(MORE_TEAMS);
        SdkHttpClient http = UrlConnectionHttpClient.create()) {
      if (isOnlyScale) {
        scale(cloud, http, executor);
        return;
      }
      calls(cloud, http, executor);
      ratio(cloud, http, executor, rounds);
      memory(cloud, http, executor);
      scale(cloud, http, executor);
    }
    proofs(rounds);
  }

  private static void calls(CloudProcess cloud, SdkHttpClient http, ExecutorService executor) {
    for (int checks = 1; checks <= 3; checks++) {
      calls(
          cloud,
          http,
          executor,
          checks + " checks that ask the same",
          Judged.spawnerStopped(checks));
    }
    calls(cloud, http, executor, "all checks of validators-ec2", Judged.ofServers());
    CountingHttp counted = new CountingHttp(http);
    new ByHand(cloud, counted, executor, TEAMS).run();
    say("%d teams by hand: %d calls", TEAMS, counted.calls());
  }

  private static void calls(
      CloudProcess cloud,
      SdkHttpClient http,
      ExecutorService executor,
      String what,
      List<Check> checks) {
    CountingHttp counted = new CountingHttp(http);
    new Judged(cloud, counted, executor, TEAMS, checks).run();
    say(
        "%d teams, %s: %d calls, %d distinct reads",
        TEAMS, what, counted.calls(), counted.distinct());
  }

  private static void ratio(
      CloudProcess cloud, SdkHttpClient http, ExecutorService executor, int rounds) {
    Cost byHand = new Cost("by hand", new ByHand(cloud, http, executor, TEAMS));
    Cost engine =
        new Cost(
            "the same calls as a check",
            new Judged(cloud, http, executor, TEAMS, List.of(new SameCalls())));
    Cost judged =
        new Cost(
            "spawner-stopped", new Judged(cloud, http, executor, TEAMS, Judged.spawnerStopped(1)));
    List<Cost> turns = new ArrayList<>(List.of(byHand, engine, judged));
    for (int round = 0; round < rounds; round++) {
      turns.forEach(Cost::warmUp);
    }
    for (int round = 0; round < rounds; round++) {
      // The order alternates, because the second variant finds a warmer machine.
      Collections.rotate(turns, 1);
      turns.forEach(Cost::measure);
    }
    for (Cost cost : List.of(byHand, engine, judged)) {
      say(
          "%s: wall %.1f ms, CPU %.1f ms (medians of %d rounds);"
              + " beside by hand %.3f and %.3f (medians of the rounds' ratios)",
          cost.name,
          median(cost.wall),
          median(cost.cpu),
          rounds,
          median(ratios(cost.wall, byHand.wall)),
          median(ratios(cost.cpu, byHand.cpu)));
    }
  }

  private static List<Double> ratios(List<Double> some, List<Double> others) {
    return IntStream.range(0, some.size())
        .mapToObj(round -> some.get(round) / others.get(round))
        .toList();
  }

  /** Measures the proofs of a session on loopback, one after the other. */
  private static void proofs(int rounds) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      new PrivateHost(sandbox, "host").built().attachRole().allowSessions().reboot().later(5);
      for (ProofLevel proof : List.of(ProofLevel.CONNECTED, ProofLevel.SESSION)) {
        Check check =
            SsmChecks.sessionOpens().instances(Instances.named("host")).provenBy(proof).build();
        Referee referee = Referee.builder().clock(sandbox.clock()).build();
        Cost cost =
            new Cost(
                "a session, proven by " + proof,
                () -> {
                  if (!referee.judge(check, sandbox.account()).isPassed()) {
                    throw new IllegalStateException("Not passed: " + proof);
                  }
                });
        for (int round = 0; round < rounds; round++) {
          cost.warmUp();
        }
        for (int round = 0; round < rounds; round++) {
          cost.measure();
        }
        say("%s: %.1f ms (median of %d rounds)", cost.name, median(cost.wall), rounds);
      }
    }
  }

  private static void memory(CloudProcess cloud, SdkHttpClient http, ExecutorService executor) {
    long before = heap();
    Judged some = new Judged(cloud, http, executor, TEAMS, Judged.spawnerStopped(1));
    some.run();
    some.run();
    long between = heap();
    Judged more = new Judged(cloud, http, executor, MORE_TEAMS, Judged.spawnerStopped(1));
    more.run();
    more.run();
    long after = heap();
    say(
        "memory at rest: %.1f KiB a team of %d, %.1f KiB a team of %d",
        (between - before) / 1024.0 / TEAMS,
        TEAMS,
        (after - between) / 1024.0 / MORE_TEAMS,
        MORE_TEAMS);
    // Both are still reachable.
    say("%s", List.of(some, more).size() == 2 ? "" : "none");
  }

  /**
   * Measures sweeps of increasing numbers of teams in two accounts, so that nearly all responses
   * are cached and the remaining cost depends only on the number of teams.
   */
  private static void scale(CloudProcess cloud, SdkHttpClient http, ExecutorService executor) {
    List<Check> tasks = Judged.spawnerStopped(TASKS);
    new Judged(cloud, http, executor, 100, 2, tasks).run();
    for (int teams : List.of(250, 500, 1000)) {
      long before = heap();
      Judged judged = new Judged(cloud, http, executor, teams, 2, tasks);
      Cost cost = new Cost(teams + " teams", judged);
      cost.measure();
      say(
          "%d teams by %d tasks in two accounts: wall %.1f s, CPU %.2f ms and %.0f KiB allocated"
              + " a judgement, %.1f KiB a team at rest",
          teams,
          TASKS,
          cost.wall.get(0) / 1000,
          cost.cpu.get(0) / teams / TASKS,
          cost.allocated.get(0) / teams / TASKS / 1024,
          (heap() - before) / 1024.0 / teams);
    }
  }

  private static long heap() {
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  /** The cost of one variant, round by round, in milliseconds and bytes. */
  private static final class Cost {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Runnable way;
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> allocated = new ArrayList<>();

    Cost(String name, Runnable way) {
      this.name = name;
      this.way = way;
    }

    void warmUp() {
      way.run();
    }

    void measure() {
      long allocatedBefore = allocatedBytes();
      long began = System.nanoTime();
      long used = SYSTEM.getProcessCpuTime();
      way.run();
      cpu.add((SYSTEM.getProcessCpuTime() - used) / 1e6);
      wall.add((System.nanoTime() - began) / 1e6);
      allocated.add((double) allocatedBytes() - allocatedBefore);
    }

    /** Returns what the living threads have allocated; those of the executor live on. */
    private static long allocatedBytes() {
      return LongStream.of(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
          .filter(bytes -> bytes > 0)
          .sum();
    }
  }
}
