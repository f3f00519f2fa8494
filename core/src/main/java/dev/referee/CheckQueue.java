package dev.referee;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import com.google.common.collect.SetMultimap;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the checks of a sweep: first come, first served, within the limits of their
 * accounts.
 *
 * <p>Checks of the same accounts wait in one queue, and when one ends, only the queues of its
 * accounts are considered. So a check of a thousand teams costs no more than one of ten. Not
 * thread-safe.
 */
final class CheckQueue {
  private final int concurrency;
  private final Map<Set<String>, Line> lines = new HashMap<>(); // by the concurrency keys
  private final SetMultimap<String, Line> linesByKey = HashMultimap.create();
  private final Queue<Line> ready = new PriorityQueue<>(Comparator.comparing(Line::first));
  private final Multiset<String> running = HashMultiset.create();
  private long added;
  private long taken;

  private record Place(long number, CheckRun run) {}

  /** The checks of the same accounts. While it is ready, the first of them stays the first. */
  private static final class Line {
    private final Set<String> keys;
    private final Queue<Place> places = new ArrayDeque<>();
    private boolean isReady;

    Line(Set<String> keys) {
      this.keys = keys;
    }

    long first() {
      return places.element().number();
    }
  }

  /**
   * Creates an empty queue.
   *
   * @param concurrency how many checks may run at a time in one account
   */
  CheckQueue(int concurrency) {
    this.concurrency = concurrency;
  }

  void add(CheckRun run) {
    Line line = lines.computeIfAbsent(run.concurrencyKeys(), this::newLine);
    line.places.add(new Place(added, run));
    added++;
    ready(line);
  }

  private Line newLine(Set<String> keys) {
    Line line = new Line(keys);
    keys.forEach(key -> linesByKey.put(key, line));
    return line;
  }

  private void ready(Line line) {
    if (!line.isReady && !line.places.isEmpty()) {
      line.isReady = true;
      ready.add(line);
    }
  }

  /** Takes the first check that may run now. It counts as running until it has {@link #ended}. */
  Optional<CheckRun> poll() {
    for (@Nullable Line line = ready.poll(); line != null; line = ready.poll()) {
      line.isReady = false;
      if (line.keys.stream().allMatch(key -> running.count(key) < concurrency)) {
        CheckRun run = line.places.remove().run();
        taken++;
        running.addAll(line.keys);
        ready(line);
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  /** Makes room for another check. */
  void ended(CheckRun run) {
    for (String key : run.concurrencyKeys()) {
      running.remove(key);
      linesByKey.get(key).forEach(this::ready);
    }
  }

  boolean isEmpty() {
    return added == taken;
  }

  /** Takes all waiting checks, in the order in which they were added. */
  ImmutableList<CheckRun> removeAll() {
    ImmutableList<CheckRun> all =
        lines.values().stream()
            .flatMap(line -> line.places.stream())
            .sorted(Comparator.comparing(Place::number))
            .map(Place::run)
            .collect(ImmutableList.toImmutableList());
    lines.values().forEach(line -> line.places.clear());
    lines.values().forEach(line -> line.isReady = false);
    ready.clear();
    taken = added;
    return all;
  }
}
