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
 * <p>Deadlines, exceptions, concurrency and listeners are handled only here. A check that fails,
 * hangs or has a bug never stops another check, task or team.
 *
 * <p>Thread-safe. Create one and reuse it: it knows which checks still run after their time was up.
 * It has no threads of its own if it was given an executor; otherwise its threads are daemons and
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

  /** Returns a referee with the defaults of {@link Builder}. */
  public static Referee create() {
    return builder().build();
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Judges one check on one team's targets.
   *
   * <p>The check's memory belongs to the targets' names. If the calling thread is interrupted, the
   * verdict is inconclusive and the thread stays interrupted.
   */
  public Verdict judge(Check check, Target... targets) {
    Task task = Task.builder("task", check.claim()).check(check).build();
    List<String> names = Arrays.stream(targets).map(Target::name).toList();
    HashCode hash = Hashing.sha256().hashString(names.toString(), StandardCharsets.UTF_8);
    Team team = new Team("team-" + hash, String.join(", ", names), List.of(targets));
    return judge(team, task).parts().get(0).verdict();
  }

  /** Judges one task for one team, even if it is locked; see {@link Task#needs()}. */
  public Judgement judge(Team team, Task task) {
    Task independent = Task.builder(task.id(), task.title()).from(task).needs(Set.of()).build();
    Game game =
        Game.builder("game", task.title())
            .module(Module.of("module", task.title(), independent))
            .build();
    return sweep(game, List.of(team)).judgements().get(0);
  }

  /**
   * Judges all unlocked tasks of a game for all teams. A task that is unlocked during the sweep is
   * judged in the same sweep.
   *
   * <p>Never throws because of a check. If the sweep's time budget is used up, or the calling
   * thread is interrupted (it stays interrupted), the sweep returns what it has, and checks that
   * were not judged are inconclusive for {@link Cause#TIMED_OUT}.
   *
   * <p>A check that continues after an interrupt keeps its thread. Until it ends, later sweeps do
   * not start it again for that team: it is inconclusive for {@link Cause#TIMED_OUT}.
   *
   * @throws IllegalArgumentException if two teams have the same id
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
     * Sets the executor of the checks, which block. The default are virtual threads if the JVM
     * supports them, else daemon threads, as many as there are concurrent checks.
     *
     * <p>An executor may also run checks in the thread of the sweep. Then an interrupt that ends a
     * check also ends the sweep.
     */
    public Builder executor(Executor executor) {
      this.executor = executor;
      return this;
    }

    /** Sets the clock for the times of verdicts; the system clock by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Sets the time budget of one check; 30 seconds by default. */
    public Builder checkBudget(Duration budget) {
      this.checkBudget = positive(budget);
      return this;
    }

    /** Sets the time budget of one sweep; 10 minutes by default. */
    public Builder sweepBudget(Duration budget) {
      this.sweepBudget = positive(budget);
      return this;
    }

    /**
     * Sets how many checks may use one {@link Target#concurrencyKey account} at a time; 4 by
     * default.
     */
    public Builder concurrency(int checks) {
      checkArgument(checks >= 1, "At least one check at a time is needed, not %s", checks);
      this.concurrency = checks;
      return this;
    }

    /** Sets the listener. */
    public Builder listener(RefereeListener listener) {
      this.listener = listener;
      return this;
    }

    /** Sets the memory between sweeps; by default it lasts as long as this referee. */
    public Builder memory(Memory memory) {
      this.memory = memory;
      return this;
    }

    /** Sets whether checks return all findings even if the outcome is good. */
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
