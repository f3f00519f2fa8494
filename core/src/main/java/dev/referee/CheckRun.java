package dev.referee;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import dev.referee.spi.Memory;
import dev.referee.spi.Run;
import dev.referee.spi.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Is one check for one team in one sweep: what the check sees of the world, and what the runner
 * sees of the check.
 *
 * <p>It ends once: by its verdict, or because its time is up. A thread that is still in it then is
 * interrupted, what cannot be interrupted is aborted, and whatever it brings later is dropped.
 */
final class CheckRun implements Runnable, Run, CheckContext {
  private final SweepRun sweep;
  private final TaskRun taskRun;
  private final Task.Weighted weighted;
  private final Map<Target, Scope> entered = new LinkedHashMap<>(); // only by the judging thread

  // guarded by this
  private final List<Evidence> evidence = new ArrayList<>();
  private final Set<Runnable> aborts = new LinkedHashSet<>();
  private @Nullable Thread thread;
  private boolean interrupted;
  private long startNanos;
  private Duration took = Duration.ZERO;
  private @Nullable Instant endedAt;
  private @Nullable Verdict verdict;

  CheckRun(SweepRun sweep, TaskRun taskRun, Task.Weighted weighted) {
    this.sweep = sweep;
    this.taskRun = taskRun;
    this.weighted = weighted;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    Duration budget = sweep.referee().checkBudget();
    String over = "The check's budget of " + Checks.words(budget) + " was used up";
    try (Scope alarm = timer().after(budget, () -> end(Cause.TIMED_OUT, over))) {
      conclude(Judging.judge(check(), this));
    } catch (InterruptedException e) {
      end(Cause.TIMED_OUT, "The check was interrupted");
    } finally {
      leave();
    }
  }

  private synchronized boolean begin() {
    if (verdict != null) {
      return false;
    }
    thread = Thread.currentThread();
    startNanos = timer().nanos();
    return true;
  }

  private void leave() {
    Lists.reverse(List.copyOf(entered.values())).forEach(Scope::close);
    synchronized (this) {
      thread = null;
      if (interrupted) {
        Thread.interrupted(); // it was for this check, not for what the thread does next
      }
    }
  }

  /** Ends the check without a verdict of its own, unless it has one. */
  void end(Cause cause, String why) {
    if (!conclude(Judging.inconclusive(this, new Inconclusive(cause, why)))) {
      return;
    }
    List<Runnable> toAbort;
    synchronized (this) {
      toAbort = List.copyOf(aborts);
      if (thread != null) {
        interrupted = true;
        thread.interrupt();
      }
    }
    toAbort.forEach(Runnable::run);
  }

  private boolean conclude(Verdict came) {
    synchronized (this) {
      if (verdict != null) {
        return false;
      }
      verdict = came.evidence(evidence);
      endedAt = sweep.referee().clock().instant();
      took = thread == null ? Duration.ZERO : Duration.ofNanos(timer().nanos() - startNanos);
    }
    sweep.report(this);
    return true;
  }

  synchronized boolean isDone() {
    return verdict != null;
  }

  synchronized Verdict verdict() {
    return requireNonNull(verdict, "asked before it was done");
  }

  synchronized Instant endedAt() {
    return requireNonNull(endedAt, "asked before it was done");
  }

  synchronized Duration took() {
    return took;
  }

  Judgement.Part part() {
    return new Judgement.Part(check().id(), check().claim(), weighted.weight(), verdict());
  }

  TaskRun taskRun() {
    return taskRun;
  }

  Team team() {
    return taskRun.team();
  }

  Task task() {
    return taskRun.task();
  }

  /** Returns the lanes in which this takes a place. */
  Set<String> lanes() {
    return team().targets().stream().map(Target::lane).collect(ImmutableSet.toImmutableSet());
  }

  private Timer timer() {
    return sweep.referee().timer();
  }

  @Override
  public String name() {
    return team().id() + "/" + task().id() + "/" + check().id();
  }

  @Override
  public Check check() {
    return weighted.check();
  }

  @Override
  public Instant now() {
    return sweep.now();
  }

  @Override
  public synchronized Duration timeLeft() {
    Duration used = Duration.ofNanos(timer().nanos() - startNanos);
    Duration left = sweep.referee().checkBudget().minus(used);
    return verdict != null || left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public <T> T shared(Class<T> type, Object key, Supplier<T> maker) {
    return sweep.shared(type, key, maker);
  }

  @Override
  public synchronized void evidence(Evidence answer) {
    evidence.add(answer);
  }

  @Override
  public Scope onCancel(Runnable abort) {
    synchronized (this) {
      if (verdict == null) {
        aborts.add(abort);
        return () -> forget(abort);
      }
    }
    abort.run();
    return Scope.NOTHING;
  }

  private synchronized void forget(Runnable abort) {
    aborts.remove(abort);
  }

  @Override
  public <T extends Target> T target(Class<T> type) {
    List<T> found = team().targets().stream().filter(type::isInstance).map(type::cast).toList();
    if (found.size() != 1) {
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "The check %s looks at one %s, and the team %s has %s"
              .formatted(check().id(), type.getSimpleName(), team().id(), names(found)),
          "Give the team exactly one.",
          null);
    }
    T target = found.get(0);
    if (!entered.containsKey(target)) {
      entered.put(target, target.enter(this));
    }
    return target;
  }

  private static String names(List<? extends Target> targets) {
    return targets.isEmpty() ? "none" : targets.stream().map(Target::name).toList().toString();
  }

  @Override
  public boolean fullWay() {
    return sweep.referee().fullWay();
  }

  @Override
  public Memory memory() {
    return new Memory() {
      @Override
      public java.util.Optional<Instant> recall(String key) {
        return sweep.referee().memory().recall(mine(key));
      }

      @Override
      public void keep(String key, Instant time) {
        sweep.referee().memory().keep(mine(key), time);
      }

      @Override
      public void forget(String key) {
        sweep.referee().memory().forget(mine(key));
      }
    };
  }

  private String mine(String key) {
    return sweep.gameId() + "/" + name() + "/" + key;
  }

  @Override
  public String toString() {
    return name();
  }
}
