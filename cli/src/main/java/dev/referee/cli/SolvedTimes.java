package dev.referee.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The times at which the teams solved each task, in order. The rank of one team among a thousand is
 * found without scanning all of them. Not thread-safe.
 */
final class SolvedTimes {
  private final Map<String, List<Instant>> byTask = new HashMap<>();

  void add(String task, Instant time) {
    List<Instant> times = byTask.computeIfAbsent(task, any -> new ArrayList<>());
    times.add(first(times, time), time);
  }

  void remove(String task, Instant time) {
    List<Instant> times = byTask.getOrDefault(task, List.of());
    int at = first(times, time);
    if (at < times.size() && times.get(at).equals(time)) {
      times.remove(at);
    }
  }

  /** Returns how many teams solved a task before a time. */
  int before(String task, Instant time) {
    return first(byTask.getOrDefault(task, List.of()), time);
  }

  /** Returns the index of the first time that is not before another one. */
  private static int first(List<Instant> times, Instant time) {
    int found = Collections.binarySearch(times, time);
    if (found < 0) {
      return -found - 1;
    }
    int first = found;
    while (first > 0 && times.get(first - 1).equals(time)) {
      first--;
    }
    return first;
  }
}
