package dev.referee.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Measures what judging teams costs beside the same calls by hand: calls, wall, CPU, and memory at
 * rest.
 *
 * <p>Both ways take turns in one process, on the same endpoint, which is a process of its own, with
 * the same threads and the same HTTP client. What counts is their ratio.
 */
public final class SweepBenchmark {
  private static final int TEAMS = 72;
  private static final int MORE_TEAMS = 288;
  private static final int THREADS = 8;

  private SweepBenchmark() {}

  /**
   * Measures, and prints.
   *
   * @param args how many rounds are measured; 40 when nothing is given
   */
  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 40 : Integer.parseInt(args[0]);
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
      calls(cloud, http, executor);
      ratio(cloud, http, executor, rounds);
      memory(cloud, http, executor);
    }
  }

  private static void calls(CloudProcess cloud, SdkHttpClient http, ExecutorService executor) {
    for (int tasks = 1; tasks <= 3; tasks++) {
      CountingHttp counted = new CountingHttp(http);
      new Judged(cloud, counted, executor, TEAMS, tasks).run();
      say(
          "%d teams, %d checks each: %d calls, %d distinct reads",
          TEAMS, tasks, counted.calls(), counted.distinct());
    }
    CountingHttp counted = new CountingHttp(http);
    new ByHand(cloud, counted, executor, TEAMS).run();
    say("%d teams by hand: %d calls", TEAMS, counted.calls());
  }

  private static void ratio(
      CloudProcess cloud, SdkHttpClient http, ExecutorService executor, int rounds) {
    Cost judged = new Cost(new Judged(cloud, http, executor, TEAMS, 1));
    Cost byHand = new Cost(new ByHand(cloud, http, executor, TEAMS));
    for (int round = 0; round < rounds; round++) {
      judged.warmUp();
      byHand.warmUp();
    }
    List<Double> wall = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      // Who comes first changes, for the second finds the machine warmer.
      Cost first = round % 2 == 0 ? judged : byHand;
      Cost second = round % 2 == 0 ? byHand : judged;
      first.measure();
      second.measure();
      wall.add(judged.lastWall() / byHand.lastWall());
      cpu.add(judged.lastCpu() / byHand.lastCpu());
    }
    say(
        "judged:  wall %.1f ms, CPU %.1f ms (medians of %d rounds)",
        judged.wall(), judged.cpu(), rounds);
    say("by hand: wall %.1f ms, CPU %.1f ms", byHand.wall(), byHand.cpu());
    say(
        "ratio:   wall %.3f, CPU %.3f (of the medians)",
        judged.wall() / byHand.wall(), judged.cpu() / byHand.cpu());
    say("ratio:   wall %.3f, CPU %.3f (median of the rounds' ratios)", median(wall), median(cpu));
  }

  private static void memory(CloudProcess cloud, SdkHttpClient http, ExecutorService executor) {
    long before = heap();
    Judged some = new Judged(cloud, http, executor, TEAMS, 1);
    some.run();
    some.run();
    long between = heap();
    Judged more = new Judged(cloud, http, executor, MORE_TEAMS, 1);
    more.run();
    more.run();
    long after = heap();
    say(
        "memory at rest: %.1f KiB a team of %d, %.1f KiB a team of %d",
        (between - before) / 1024.0 / TEAMS,
        TEAMS,
        (after - between) / 1024.0 / MORE_TEAMS,
        MORE_TEAMS);
    // Both are still there.
    say("%s", List.of(some, more).size() == 2 ? "" : "none");
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

  /** Is what one way costs, round by round, in milliseconds. */
  private static final class Cost {
    private static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Runnable way;
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    Cost(Runnable way) {
      this.way = way;
    }

    void warmUp() {
      way.run();
    }

    void measure() {
      long began = System.nanoTime();
      long used = SYSTEM.getProcessCpuTime();
      way.run();
      cpu.add((SYSTEM.getProcessCpuTime() - used) / 1e6);
      wall.add((System.nanoTime() - began) / 1e6);
    }

    double lastWall() {
      return wall.get(wall.size() - 1);
    }

    double lastCpu() {
      return cpu.get(cpu.size() - 1);
    }

    double wall() {
      return median(wall);
    }

    double cpu() {
      return median(cpu);
    }
  }
}
