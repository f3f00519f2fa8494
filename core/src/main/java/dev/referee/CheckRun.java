package dev.referee;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import dev.referee.internal.Durations;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import dev.referee.spi.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of one check for one team in one sweep, as seen by the check and by the runner.
 *
 * <p>It ends once: with its verdict, or because its time is up. A thread that still runs it is then
 * interrupted, operations that cannot be interrupted are aborted, and a later result is dropped.
 */
final class CheckRun implements Runnable, CheckExecution, CheckContext {
  private final SweepRun sweep;
  private final TaskRun taskRun;
  private final Task.Weighted weighted;
  private final String name;
  private final ImmutableSet<String> concurrencyKeys;
  private final Map<Target, CheckScope> entered =
      new LinkedHashMap<>(); // only by the judging thread

  // guarded by this
  private final Set<Evidence> evidence = new LinkedHashSet<>();
  private final Map<String, Unseen> unseen = new LinkedHashMap<>(); // by request
  private final Set<Runnable> aborts = new LinkedHashSet<>();
  private @Nullable Thread thread;
  private boolean interrupted;
  private long startNanos;
  private Duration took = Duration.ZERO;
  private @Nullable Instant endedAt;
  private @Nullable Verdict verdict;

  /** Something that could not be seen, and the permission for it. */
  record Unseen(String action, Inconclusive inconclusive) {}

  CheckRun(SweepRun sweep, TaskRun taskRun, Task.Weighted weighted, String checkName) {
    this.sweep = sweep;
    this.taskRun = taskRun;
    this.weighted = weighted;
    this.name = taskRun.team().id() + "/" + taskRun.task().id() + "/" + checkName;
    this.concurrencyKeys =
        taskRun.team().targets().stream()
            .map(Target::concurrencyKey)
            .collect(ImmutableSet.toImmutableSet());
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    Duration budget = sweep.referee().checkBudget();
    String over = "The check's time budget of " + Durations.describe(budget) + " was used up";
    try (CheckScope alarm = timer().after(budget, () -> end(Cause.TIMED_OUT, over))) {
      conclude(judged());
    } catch (Throwable e) {
      OutOfMemory.tell(e);
      conclude(ended(Cause.INTERNAL, "Referee has a bug: it threw " + e.getClass().getName()));
    } finally {
      leave();
    }
  }

  private Verdict judged() {
    try {
      return CheckJudge.judge(check(), this);
    } catch (InterruptedException e) {
      sweep.interruptIfIn(Thread.currentThread());
      return ended(Cause.TIMED_OUT, "The check was interrupted");
    } finally {
      Lists.reverse(List.copyOf(entered.entrySet()))
          .forEach(entry -> SafeRunner.run("leave " + entry.getKey(), entry.getValue()::close));
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

  private synchronized void leave() {
    thread = null;
    sweep.referee().overdueRuns().remove(this);
    if (interrupted) {
      Thread.interrupted(); // the interrupt was for this check, not for the thread's next task
    }
  }

  /**
   * Ends the check without its own verdict, unless it has one.
   *
   * @return whether it had none
   */
  boolean end(Cause cause, String why) {
    return end(new Inconclusive(cause, why));
  }

  private boolean end(Inconclusive inconclusive) {
    if (!conclude(CheckJudge.inconclusive(this, inconclusive), true)) {
      return false;
    }
    List<Runnable> toAbort;
    synchronized (this) {
      toAbort = List.copyOf(aborts);
      if (thread != null) {
        interrupted = true;
        thread.interrupt();
      }
    }
    toAbort.forEach(abort -> SafeRunner.run("abort " + name(), abort::run));
    return true;
  }

  private Verdict ended(Cause cause, String why) {
    return CheckJudge.inconclusive(this, new Inconclusive(cause, why));
  }

  /**
   * Ends the check without starting it if its run of an earlier sweep still occupies a thread.
   *
   * @return whether that is so
   */
  boolean endIfStillRunning() {
    Optional<Instant> before = sweep.referee().overdueRuns().startedIn(this);
    return before
        .filter(
            sweptAt ->
                end(
                    new Inconclusive(
                        Cause.TIMED_OUT,
                        ("The check is still running since the sweep at %s. It was told to stop"
                                + " when its time was up, and is not started again until it ends")
                            .formatted(sweptAt),
                        "If it never ends, the check ignores interruption: tell its authors, and"
                            + " restart Referee.",
                        null)))
        .isPresent();
  }

  private boolean conclude(Verdict came) {
    return conclude(came, false);
  }

  /**
   * Accepts the verdict unless there is one.
   *
   * @param late whether a thread that runs the check continues after that
   */
  private boolean conclude(Verdict came, boolean late) {
    synchronized (this) {
      if (verdict != null) {
        return false;
      }
      verdict = came.withEvidence(evidence);
      endedAt = sweep.referee().clock().instant();
      if (late && thread != null) {
        sweep.referee().overdueRuns().add(this); // before the sweep hears of it, and may end
      }
      took = thread == null ? Duration.ZERO : Duration.ofNanos(timer().nanos() - startNanos);
    }
    sweep.report(this);
    return true;
  }

  private synchronized boolean isDone() {
    return verdict != null;
  }

  synchronized Verdict verdict() {
    return requireNonNull(verdict, "the check has not finished");
  }

  synchronized Instant endedAt() {
    return requireNonNull(endedAt, "the check has not finished");
  }

  synchronized Duration took() {
    return took;
  }

  Judgement.Part part() {
    return new Judgement.Part(check().id(), check().claim(), weighted.weight(), verdict());
  }

  /** Returns a key that identifies this check of this team in this game. */
  String id() {
    return sweep.gameId() + "/" + name;
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

  /** Returns the keys of the accounts that this run reads. */
  ImmutableSet<String> concurrencyKeys() {
    return concurrencyKeys;
  }

  private Timer timer() {
    return sweep.referee().timer();
  }

  @Override
  public String name() {
    return name;
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
    Duration ofCheck = sweep.referee().checkBudget().minus(used);
    Duration ofSweep = sweep.timeLeft();
    Duration left = ofCheck.compareTo(ofSweep) < 0 ? ofCheck : ofSweep;
    return verdict != null || left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public <T> T shared(Class<T> type, Object key, Supplier<T> factory) {
    return sweep.shared(type, key, factory);
  }

  @Override
  public synchronized void evidence(Evidence answer) {
    evidence.add(answer);
  }

  @Override
  public synchronized void asked(String action, String question, Optional<Inconclusive> failure) {
    unseen.remove(question);
    failure.ifPresent(inconclusive -> unseen.put(question, new Unseen(action, inconclusive)));
  }

  /** Returns what could not be seen since the last call, in the order of the requests. */
  synchronized List<Unseen> takeUnseen() {
    List<Unseen> taken = List.copyOf(unseen.values());
    unseen.clear();
    return taken;
  }

  @Override
  public CheckScope onCancel(Runnable abort) {
    synchronized (this) {
      if (verdict == null) {
        aborts.add(abort);
        return () -> forget(abort);
      }
    }
    SafeRunner.run("abort " + name, abort::run);
    return CheckScope.NOTHING;
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
          "The check %s needs exactly one %s, but the team %s has %s"
              .formatted(check().id(), type.getSimpleName(), team().id(), names(found)),
          "Configure exactly one for the team.",
          null);
    }
    if (isDone()) {
      throw new Inconclusive(Cause.TIMED_OUT, "The check continued after its time was up");
    }
    T target = found.get(0);
    if (!entered.containsKey(target)) {
      entered.put(target, requireNonNull(target.enter(this), "The target returned no scope"));
    }
    return target;
  }

  private static String names(List<? extends Target> targets) {
    return targets.isEmpty() ? "none" : targets.stream().map(Target::name).toList().toString();
  }

  @Override
  public boolean explainAll() {
    return sweep.referee().explainAll();
  }

  @Override
  public Memory memory() {
    return new PartContext.Shelf(sweep.referee().memory(), id() + "/");
  }

  @Override
  public String toString() {
    return name();
  }
}
