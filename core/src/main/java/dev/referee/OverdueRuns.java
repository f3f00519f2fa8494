package dev.referee;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.time.Instant;
import java.util.Optional;

/**
 * The runs of checks that still occupy a thread after their time is up. A check is not started
 * again meanwhile, so that one that ignores interruption keeps one thread and not one more with
 * each sweep. Thread-safe.
 */
final class OverdueRuns {
  private final SetMultimap<String, CheckRun> runs = LinkedHashMultimap.create();

  synchronized void add(CheckRun run) {
    runs.put(run.id(), run);
  }

  synchronized void remove(CheckRun run) {
    runs.remove(run.id(), run);
  }

  /** Returns the time of the sweep that started the same check for the same team. */
  synchronized Optional<Instant> startedIn(CheckRun run) {
    return runs.get(run.id()).stream().map(CheckRun::now).findFirst();
  }
}
