package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import dev.referee.internal.Durations;
import dev.referee.spi.Memory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The engine that judges one check, one task, or many teams by all tasks of a game.
 *
 * <p>This is the one place for deadlines, catching, concurrency and listeners. One check that
 * fails, hangs or is broken never stops another check, another task or another team.
 *
 * <p>Thread-safe; make one and keep it: it knows which checks still run after their time was up. It
 * holds no thread of its own unless it was given no executor; those it makes then are daemons and
 * end when idle.
 */
public final class Referee {
  private final Executor executor;
  private final Timer timer;
  private final Clock clock;
  private final Duration checkBudget;
  private final Duration sweepBudget;
  private final int concurrency;
  private final RefereeListener listener;
  private final Memory memory;
  private final boolean explainAll;
  private final OverdueRuns overdueRuns = new OverdueRuns();

  private Referee(Builder builder) {
    this.executor = builder.executor != null ? builder.executor : Executors.virtualOrDaemon();
    this.timer = builder.timer;
    this.clock = builder.clock;
    this.checkBudget = builder.checkBudget;
    this.sweepBudget = builder.sweepBudget;
    this.concurrency = builder.concurrency;
    this.listener = builder.listener;
    this.memory = builder.memory;
    this.explainAll = builder.explainAll;
  }

  /** Returns one with the defaults that {@link Builder} names. */
  public static Referee create() {
    return builder().build();
  }

  /** Begins one. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Judges one check on one team's targets.
   *
   * <p>What the check remembers from time to time belongs to the targets' names. When the calling
   * thread is interrupted, the verdict is inconclusive and the thread stays interrupted.
   */
  public Verdict judge(Check check, Target... targets) {
    Task task = Task.builder("task", check.claim()).check(check).build();
    List<String> names = Arrays.stream(targets).map(Target::name).toList();
    HashCode hash = Hashing.sha256().hashString(names.toString(), StandardCharsets.UTF_8);
    Team team = new Team("team-" + hash, String.join(", ", names), List.of(targets));
    return judge(team, task).parts().get(0).verdict();
  }

  /** Judges one task for one team, whatever it {@link Task#needs() needs}. */
  public Judgement judge(Team team, Task task) {
    Task alone = Task.builder(task.id(), task.title()).from(task).needs(Set.of()).build();
    Game game =
        Game.builder("game", task.title()).module(Module.of("module", task.title(), alone)).build();
    return sweep(game, List.of(team)).judgements().get(0);
  }

  /**
   * Judges all open tasks of a game for all teams. A task that opens because what it needs has
   * passed is judged in the same sweep.
   *
   * <p>Never throws for what a check does. When the sweep's budget is used up, or the calling
   * thread is interrupted (it stays interrupted), the sweep returns what it has, and what was not
   * judged is inconclusive for {@link Cause#TIMED_OUT}.
   *
   * <p>A check that goes on although it was interrupted keeps its thread. Until it ends, later
   * sweeps do not start it again for that team: it is inconclusive for {@link Cause#TIMED_OUT}.
   *
   * @throws IllegalArgumentException when two teams have one id
   */
  public Sweep sweep(Game game, Iterable<Team> teams) {
    ImmutableList<Team> all = ImmutableList.copyOf(teams);
    long ids = all.stream().map(Team::id).distinct().count();
    checkArgument(
        ids == all.size(), "Two teams have the same id: %s", all.stream().map(Team::id).toList());
    return new SweepRun(this, game, all).run();
  }

  Executor executor() {
    return executor;
  }

  Timer timer() {
    return timer;
  }

  Clock clock() {
    return clock;
  }

  Duration checkBudget() {
    return checkBudget;
  }

  Duration sweepBudget() {
    return sweepBudget;
  }

  int concurrency() {
    return concurrency;
  }

  RefereeListener listener() {
    return listener;
  }

  Memory memory() {
    return memory;
  }

  boolean explainAll() {
    return explainAll;
  }

  OverdueRuns overdueRuns() {
    return overdueRuns;
  }

  @Override
  public String toString() {
    return "Referee with "
        + Durations.describe(checkBudget)
        + " for each check, "
        + Durations.describe(sweepBudget)
        + " for each sweep, "
        + concurrency
        + " checks at a time for each account";
  }

  /** A builder of a referee. Not thread-safe. */
  public static final class Builder {
    private @Nullable Executor executor;
    private Timer timer = Timer.REAL;
    private Clock clock = Clock.systemUTC();
    private Duration checkBudget = Duration.ofSeconds(30);
    private Duration sweepBudget = Duration.ofMinutes(10);
    private int concurrency = 4;
    private RefereeListener listener = new RefereeListener() {};
    private Memory memory = Memory.inMemory();
    private boolean explainAll;

    private Builder() {}

    /**
     * Sets where checks run; they block. By default virtual threads where the JVM has them, else
     * daemon threads, as many as there are checks at a time.
     *
     * <p>An executor may also run them in the thread that sweeps. Then an interruption that ends a
     * check ends the sweep too.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /** Sets the clock whose time the verdicts speak of; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Sets how long one check may take; 30 seconds by default. */
    public Builder checkBudget(Duration budget) {
      this.checkBudget = positive(budget);
      return this;
    }

    /** Sets how long one sweep may take; 10 minutes by default. */
    public Builder sweepBudget(Duration budget) {
      this.sweepBudget = positive(budget);
      return this;
    }

    /**
     * Sets how many checks may look at one {@link Target#concurrencyKey account} at a time; 4 by
     * default.
     */
    public Builder concurrency(int checks) {
      checkArgument(checks >= 1, "At least one check at a time is needed, not %s", checks);
      this.concurrency = checks;
      return this;
    }

    /** Sets who hears what happens. */
    public Builder listener(RefereeListener listener) {
      this.listener = listener;
      return this;
    }

    /** Sets what remembers from sweep to sweep; by default as long as this referee lives. */
    public Builder memory(Memory memory) {
      this.memory = memory;
      return this;
    }

    /** Sets whether checks walk the full way of findings also when the outcome is good. */
    public Builder explainAll(boolean explainAll) {
      this.explainAll = explainAll;
      return this;
    }

    Builder timer(Timer timer) {
      this.timer = timer;
      return this;
    }

    /** Returns the referee. */
    public Referee build() {
      return new Referee(this);
    }

    private static Duration positive(Duration budget) {
      checkArgument(
          !budget.isNegative() && !budget.isZero(),
          "A time budget has to be positive, not %s",
          budget);
      return budget;
    }
  }
}
