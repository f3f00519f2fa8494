package dev.referee;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.referee.internal.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one sweep. One thread, the caller's, makes all decisions: what may start, what
 * has finished, what is unlocked. Checks run elsewhere and report through a queue, so no locks are
 * needed here.
 */
final class SweepRun {
  private final Referee referee;
  private final Game game;
  private final ImmutableList<Team> teams;
  private final Instant now;
  private final long endNanos;

  private final BlockingQueue<Optional<CheckRun>> finished = new LinkedBlockingQueue<>();
  private final CheckQueue waiting;
  private final Set<CheckRun> running = new LinkedHashSet<>();
  private final Map<String, Map<String, TaskRun>> opened = new HashMap<>(); // by the ids
  private final SweepCache shared = new SweepCache();
  private final Thread thread = Thread.currentThread();
  private boolean complete = true;

  SweepRun(Referee referee, Game game, ImmutableList<Team> teams) {
    this.referee = referee;
    this.game = game;
    this.teams = teams;
    this.now = referee.clock().instant();
    this.waiting = new CheckQueue(referee.concurrency());
    this.endNanos = referee.timer().nanos() + referee.sweepBudget().toNanos();
  }

  Sweep run() {
    tell(listener -> listener.sweepStarted(game, teams));
    try (shared) {
      teams.forEach(this::open);
      judgeAll();
    }
    Sweep sweep = result();
    tell(listener -> listener.sweepFinished(sweep));
    return sweep;
  }

  private void judgeAll() {
    try (var alarm = referee.timer().after(timeLeft(), () -> finished.add(Optional.empty()))) {
      start();
      while (!running.isEmpty() || !waiting.isEmpty()) {
        Optional<CheckRun> next = finished.take();
        next.ifPresent(this::finish);
        if (next.isEmpty() || timeLeft().isZero()) {
          stop(
              "The sweep's time budget of "
                  + Durations.describe(referee.sweepBudget())
                  + " was used up");
        }
        start();
      }
    } catch (InterruptedException e) {
      stop("The sweep was interrupted");
      thread.interrupt();
    } finally {
      running.forEach(run -> run.end(Cause.INTERNAL, "The sweep failed")); // if a memory threw
    }
  }

  /** Adds the tasks that were unlocked for a team to the list. */
  private void open(Team team) {
    Map<String, TaskRun> known = opened.computeIfAbsent(team.id(), any -> new HashMap<>());
    for (Task task : game.open(solved(team))) {
      if (!known.containsKey(task.id())) {
        TaskRun taskRun = new TaskRun(this, team, task);
        known.put(task.id(), taskRun);
        taskRun.checks().forEach(waiting::add);
      }
    }
  }

  private Set<String> solved(Team team) {
    Set<String> solved = new HashSet<>();
    for (Task task : game.tasks()) {
      if (referee.memory().get(solvedKey(team, task)).isPresent()) {
        solved.add(task.id());
      }
    }
    return solved;
  }

  private String solvedKey(Team team, Task task) {
    return game.id() + "/" + team.id() + "/" + task.id() + "/solved";
  }

  /**
   * Starts as many checks as the limits allow, in the order of the list. An executor may run a
   * check in this thread, so time may pass meanwhile.
   */
  private void start() {
    while (!timeLeft().isZero() && !thread.isInterrupted()) {
      Optional<CheckRun> next = waiting.poll();
      if (next.isEmpty()) {
        return;
      }
      CheckRun run = next.get();
      running.add(run);
      tell(listener -> listener.checkStarted(run.team(), run.task(), run.check()));
      if (!run.endIfStillRunning()) {
        execute(run);
      }
    }
  }

  private void execute(CheckRun run) {
    try {
      referee.executor().execute(run);
    } catch (RuntimeException | Error e) {
      run.end(Cause.INTERNAL, "The configured executor rejected the check: " + e);
    }
  }

  private void finish(CheckRun run) {
    if (running.remove(run)) {
      waiting.ended(run);
      conclude(run);
    }
  }

  private void conclude(CheckRun run) {
    tell(
        listener ->
            listener.checkFinished(run.team(), run.task(), run.check(), run.verdict(), run.took()));
    TaskRun taskRun = run.taskRun();
    if (taskRun.wasLast()) {
      Judgement judgement = taskRun.judgement();
      if (judgement.verdict().isPassed()) {
        remember(run.team(), run.task(), judgement);
        open(run.team());
      }
      tell(listener -> listener.judged(run.team(), run.task(), judgement));
    }
  }

  private void remember(Team team, Task task, Judgement judgement) {
    String key = solvedKey(team, task);
    if (referee.memory().get(key).isEmpty()) {
      referee.memory().put(key, judgement.countsAt());
    }
  }

  /** Ends running and waiting checks; a verdict that arrived meanwhile still counts. */
  private void stop(String why) {
    while (!running.isEmpty() || !waiting.isEmpty()) {
      List<CheckRun> rest = ImmutableList.copyOf(Iterables.concat(running, waiting.removeAll()));
      running.clear();
      for (CheckRun run : rest) {
        boolean hadNone = run.end(Cause.TIMED_OUT, why + " before this was judged");
        complete &= !hadNone;
      }
      rest.forEach(this::conclude);
    }
  }

  private Sweep result() {
    ImmutableList.Builder<Judgement> judgements = ImmutableList.builder();
    ImmutableList.Builder<Sweep.Closed> closed = ImmutableList.builder();
    Instant end = referee.clock().instant();
    for (Team team : teams) {
      Set<String> solved = solved(team);
      Map<String, TaskRun> runs = opened.getOrDefault(team.id(), Map.of());
      for (Task task : game.tasks()) {
        @Nullable TaskRun taskRun = runs.get(task.id());
        if (taskRun != null) {
          judgements.add(taskRun.judgement());
        } else {
          closed.add(new Sweep.Closed(team.id(), task.id(), game.waitsFor(task, solved)));
        }
      }
    }
    return new Sweep(game.id(), now, end, complete, judgements.build(), closed.build());
  }

  private void tell(Consumer<RefereeListener> event) {
    SafeRunner.run("notify the listener", () -> event.accept(referee.listener()));
  }

  /** Passes an interrupt on to the sweep if its own thread was interrupted. */
  void interruptIfIn(Thread interrupted) {
    if (interrupted.equals(thread)) {
      thread.interrupt();
    }
  }

  Duration timeLeft() {
    return Duration.ofNanos(Math.max(0, endNanos - referee.timer().nanos()));
  }

  Referee referee() {
    return referee;
  }

  Instant now() {
    return now;
  }

  String gameId() {
    return game.id();
  }

  void report(CheckRun run) {
    finished.add(Optional.of(run));
  }

  <T> T shared(Class<T> type, Object key, Supplier<T> factory) {
    return shared.get(type, key, factory);
  }
}
