package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Comparators;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.internal.Durations;
import dev.referee.internal.Text;
import dev.referee.spi.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a game until it is over. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Every change is a line: what was seen, and which points it brings. What could not be seen"
          + " brings and takes nothing; it is looked at again. Times are in UTC.",
      "After the game's end, or with Ctrl-C, it prints where the teams stand."
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration SWEEP = Duration.ofMinutes(2);

  /** Is how far ahead a time in the file may be, as clocks are set. */
  private static final Duration FUTURE = Duration.ofMinutes(10);

  @Spec private @Nullable CommandSpec spec;
  @Mixin private GameOptions game = new GameOptions();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How often it looks; ${DEFAULT-VALUE}.")
  private Duration every = Duration.ofSeconds(30);

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "Keep every change in this file, one line of JSON each. Started again with it, the watch"
              + " goes on where it was. FILE.memory, beside it, is for that, too.")
  private @Nullable Path events;

  @Option(
      names = "--hints",
      paramLabel = "FILE",
      description =
          "Which hints were taken, a line for each: TEAM TASK HOW_MANY. Read again with every"
              + " look; write it while the game goes on.")
  private @Nullable Path hints;

  @Override
  public Integer call() {
    Surroundings surroundings = Surroundings.of(requireNonNull(spec));
    Chosen chosen = game.readWithTeams();
    Standings standings = new Standings(chosen.game());
    @Nullable FileMemory memory =
        events == null
            ? null
            : FileMemory.open(events.resolveSibling(events.getFileName() + ".memory"));
    try (EventLog log =
            events == null ? null : EventLog.open(events, game.owner(chosen), standings::take);
        CtrlC unused = CtrlC.here()) {
      Telling telling = new Telling(chosen, log, memory);
      telling.begin(surroundings.clock().instant());
      Referee referee =
          surroundings
              .referee()
              .listener(LongSweep.on(requireNonNull(spec)))
              .memory(memory == null ? Memory.inMemory() : memory)
              .sweepBudget(Comparators.max(SWEEP, every))
              .build();
      Optional<Sweep> last =
          new Watch(
                  chosen,
                  referee,
                  surroundings.clock(),
                  surroundings.pause(),
                  every,
                  standings,
                  telling)
              .run();
      Terminal terminal = Terminal.of(requireNonNull(spec));
      terminal.print(
          WatchPrinter.ranking(standings.ranking(chosen.teams()), surroundings.clock().instant()));
      return last.map(ExitCode::of).orElse(ExitCode.INCONCLUSIVE);
    }
  }

  /** Keeps and prints what the watch tells. */
  private final class Telling implements Watch.Listener {
    private final Terminal terminal = Terminal.of(requireNonNull(spec));
    private final Chosen chosen;
    private final @Nullable EventLog log;
    private final @Nullable FileMemory memory;
    private final WatchPrinter printer;
    private final Set<String> remedies = new HashSet<>();
    private Hints taken = Hints.NONE;

    Telling(Chosen chosen, @Nullable EventLog log, @Nullable FileMemory memory) {
      this.chosen = chosen;
      this.log = log;
      this.memory = memory;
      this.printer = new WatchPrinter(chosen);
    }

    void begin(Instant now) {
      if (hints != null) {
        try {
          taken = Hints.read(hints, chosen);
        } catch (IOException e) {
          throw new WrongUse("%s cannot be read: %s".formatted(hints, FileErrors.words(e)));
        }
      }
      says(
          "Watching %s: %s, %s, every %s. %s Ctrl-C ends it."
              .formatted(
                  Text.harmless(chosen.game().title()),
                  Text.count(chosen.teams().size(), "team"),
                  Text.count(chosen.game().tasks().size(), "task"),
                  Durations.words(every),
                  chosen
                      .game()
                      .clock()
                      .flatMap(GameClock::end)
                      .map("The game ends at %s."::formatted)
                      .orElse("The game has no clock, so it has no end.")));
      ActingChecks.tell(terminal, chosen.game());
      if (log != null && log.known() > 0) {
        says("%s of before in %s.".formatted(Text.count(log.known(), "change"), log));
        log.latest().filter(now.plus(FUTURE)::isBefore).ifPresent(this::warn);
      }
    }

    private void warn(Instant latest) {
      says(
          "The last of them is of %s, and that time has not come yet. Is the clock right, or is %s of"
                  .formatted(latest, log)
              + " an earlier sandbox? Then name another file with --events.");
    }

    @Override
    public Hints hints() {
      if (hints != null) {
        try {
          taken = Hints.read(hints, chosen);
        } catch (WrongUse e) {
          says("The hints are those of before. " + e.getMessage());
        } catch (IOException e) {
          says(
              "The hints are those of before. %s cannot be read: %s"
                  .formatted(hints, FileErrors.words(e)));
        }
      }
      return taken;
    }

    @Override
    public void changed(Change change, Judgement judgement) {
      if (log != null) {
        log.append(change);
      }
      terminal.print(printer.line(change));
      WatchPrinter.remedy(judgement)
          .filter(it -> remedies.add(Unseen.ofAnybody(it)))
          .ifPresent(it -> says("         " + it));
    }

    @Override
    public void swept(Sweep sweep) {
      remedies.clear();
      if (!sweep.complete()) {
        says("Not everything was judged this time.");
      }
      try {
        if (memory != null) {
          memory.save();
        }
      } catch (IOException e) {
        says("What has to hold for some time begins anew after a restart: " + FileErrors.words(e));
      }
    }

    @Override
    public void says(String message) {
      terminal.tell(message);
    }
  }
}
