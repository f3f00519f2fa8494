package dev.referee.cli;

import dev.referee.Check;
import dev.referee.Game;
import dev.referee.RefereeListener;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.internal.Durations;
import dev.referee.internal.Text;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A printer of progress messages for long sweeps, where no {@link ProgressBar} is shown. It prints
 * a line after two seconds, then one every half minute. For the following sweeps, for example of a
 * watch, it prints only when they take longer than half a minute.
 */
final class LongSweep implements RefereeListener {
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final Terminal terminal;
  private final Repeating repeating;
  private final AtomicLong done = new AtomicLong();
  private Duration first = FIRST;
  private Runnable end = () -> {};

  LongSweep(Terminal terminal, Repeating repeating) {
    this.terminal = terminal;
    this.repeating = repeating;
  }

  /**
   * Returns a listener that shows the progress of a sweep: a bar on a terminal, and lines
   * elsewhere.
   */
  static RefereeListener on(CommandSpec spec) {
    Terminal terminal = Terminal.of(spec);
    return terminal.progressing()
        ? ProgressBar.on(terminal)
        : new LongSweep(terminal, CliEnvironment.of(spec).repeating());
  }

  @Override
  public void sweepStarted(Game game, List<Team> teams) {
    done.set(0);
    long all =
        (long) teams.size() * game.tasks().stream().mapToInt(task -> task.checks().size()).sum();
    String description =
        "Judging %s by %s"
            .formatted(Text.count(teams.size(), "team"), Text.count(game.tasks().size(), "task"));
    AtomicReference<Duration> after = new AtomicReference<>(first);
    end =
        repeating.begin(
            first,
            EVERY,
            () -> terminal.tell(line(description, all, after.getAndUpdate(EVERY::plus))));
    first = EVERY;
  }

  private String line(String description, long all, Duration after) {
    return "%s: %s of %s done after %s."
        .formatted(
            description, Text.number(done.get()), Text.count(all, "check"), Durations.words(after));
  }

  @Override
  public void checkFinished(Team team, Task task, Check check, Verdict verdict, Duration took) {
    done.incrementAndGet();
  }

  @Override
  public void sweepFinished(Sweep sweep) {
    end.run();
  }
}
