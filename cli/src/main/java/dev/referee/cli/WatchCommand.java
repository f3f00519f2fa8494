package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Comparators;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Team;
import dev.referee.internal.Durations;
import dev.referee.internal.Text;
import dev.referee.spi.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code referee watch}, which judges a game until it is over. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a line for every change, with the points that it brings. What could not be judged"
          + " changes no points and is tried again. Times are in UTC.",
      "At the end of the game, or on Ctrl-C, it prints the standings."
    })
final class WatchCommand implements Callable<Integer> {
  private static final Duration SWEEP = Duration.ofMinutes(2);

  /** How far in the future a time in the file may be, because clocks differ. */
  private static final Duration FUTURE = Duration.ofMinutes(10);

  @Spec private @Nullable CommandSpec spec;
  @Mixin private GameOptions game = new GameOptions();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How often to judge; default ${DEFAULT-VALUE}.")
  private Duration every = Duration.ofSeconds(30);

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "Append every change to this file as one line of JSON. Restarting with the same file"
              + " resumes where the watch stopped; FILE.memory next to it holds the rest of its"
              + " state.")
  private @Nullable Path events;

  @Option(
      names = "--player-events",
      paramLabel = "FOLDER",
      description =
          "Write a file for each team, TEAM.jsonl, to this folder, with the events that the team"
              + " may see. Needs --events.")
  private @Nullable Path playerEvents;

  @Option(
      names = "--hints",
      paramLabel = "FILE",
      description =
          "The hints that teams have taken, one line each: TEAM TASK NUMBER. The file is read"
              + " again before every judgement, so it can be edited during the game.")
  private @Nullable Path hints;

  @Override
  public Integer call() {
    if (playerEvents != null && events == null) {
      throw new UsageException(
          "--player-events needs --events, because the teams' files are derived from that file");
    }
    CliEnvironment environment = CliEnvironment.of(requireNonNull(spec));
    Selection selection = game.readWithTeams();
    Scoreboard standings = new Scoreboard(selection.game());
    @Nullable FileMemory memory =
        events == null
            ? null
            : FileMemory.open(events.resolveSibling(events.getFileName() + ".memory"));
    List<Change> past = new ArrayList<>();
    Consumer<Change> takesPast =
        playerEvents == null
            ? standings::take
            : ((Consumer<Change>) standings::take).andThen(past::add);
    try (EventLog log =
            events == null ? null : EventLog.open(events, game.owner(selection), takesPast);
        InterruptHandler unused = InterruptHandler.here()) {
      Telling listener = new Telling(selection, log, players(selection, past), memory);
      listener.begin(environment.clock().instant());
      Referee referee =
          environment
              .referee()
              .listener(LongSweep.on(requireNonNull(spec)))
              .memory(memory == null ? Memory.inMemory() : memory)
              .sweepBudget(Comparators.max(SWEEP, every))
              .build();
      Optional<Sweep> last =
          new GameWatch(
                  selection,
                  referee,
                  environment.clock(),
                  environment.pause(),
                  every,
                  standings,
                  listener)
              .run();
      Terminal terminal = Terminal.of(requireNonNull(spec));
      terminal.print(
          WatchPrinter.ranking(
              standings.ranking(selection.teams()), environment.clock().instant()));
      return listener.unwritten
          ? ExitCode.CANNOT_WRITE
          : last.map(ExitCode::of).orElse(ExitCode.INCONCLUSIVE);
    }
  }

  private @Nullable PlayerEvents players(Selection selection, List<Change> past) {
    return playerEvents == null
        ? null
        : PlayerEvents.open(
            playerEvents, game.game(), selection.teams().stream().map(Team::id).toList(), past);
  }

  /** A listener that stores and prints the events of the watch. */
  private final class Telling implements GameWatch.Listener {
    private final Terminal terminal = Terminal.of(requireNonNull(spec));
    private final Selection selection;
    private final @Nullable EventLog log;
    private final @Nullable PlayerEvents players;
    private final @Nullable FileMemory memory;
    private final WatchPrinter printer;
    private final Set<String> remedies = new HashSet<>();
    private Hints taken = Hints.NONE;

    /** Whether a team's events file lacks something. */
    private boolean unwritten;

    Telling(
        Selection selection,
        @Nullable EventLog log,
        @Nullable PlayerEvents players,
        @Nullable FileMemory memory) {
      this.selection = selection;
      this.log = log;
      this.players = players;
      this.memory = memory;
      this.printer = new WatchPrinter(selection);
    }

    void begin(Instant now) {
      if (hints != null) {
        try {
          taken = Hints.read(hints, selection);
        } catch (IOException e) {
          throw new UsageException("%s cannot be read: %s".formatted(hints, FileErrors.words(e)));
        }
      }
      says(
          "Watching %s: %s, %s, every %s. %s Ctrl-C ends it."
              .formatted(
                  Text.harmless(selection.game().title()),
                  Text.count(selection.teams().size(), "team"),
                  Text.count(selection.game().tasks().size(), "task"),
                  Durations.words(every),
                  selection
                      .game()
                      .clock()
                      .flatMap(GameClock::end)
                      .map("The game ends at %s."::formatted)
                      .orElse("The game has no clock, so it does not end.")));
      ActingChecks.tell(terminal, selection.game());
      if (log != null && log.known() > 0) {
        says("%s from an earlier run in %s.".formatted(Text.count(log.known(), "change"), log));
        log.latest().filter(now.plus(FUTURE)::isBefore).ifPresent(this::warn);
      }
    }

    private void warn(Instant latest) {
      says(
          "The last change is at %s, which is in the future. Check the system clock. If %s is from"
                  .formatted(latest, log)
              + " an earlier sandbox, name another file with --events.");
    }

    @Override
    public Hints hints() {
      if (hints != null) {
        try {
          taken = Hints.read(hints, selection);
        } catch (UsageException e) {
          says("The hints file could not be read; keeping the previous hints. " + e.getMessage());
        } catch (IOException e) {
          says(
              "The hints file %s could not be read (%s); keeping the previous hints."
                  .formatted(hints, FileErrors.words(e)));
        }
      }
      return taken;
    }

    @Override
    public void changed(Change change, Judgement judgement) {
      if (log != null) {
        Change kept = log.append(change);
        if (players != null) {
          tell(players, kept);
        }
      }
      terminal.print(printer.line(change));
      WatchPrinter.remedy(judgement)
          .filter(it -> remedies.add(InconclusiveSummary.ofAnybody(it)))
          .ifPresent(it -> says("         " + it));
    }

    /** A write error of a team's file does not affect the organisers' file. */
    private void tell(PlayerEvents to, Change change) {
      try {
        to.append(change);
      } catch (IOException e) {
        unwritten = true;
        says(
            "The events of the team %s cannot be written (%s); the watch will retry."
                .formatted(change.team(), FileErrors.words(e)));
      }
    }

    /** Retries what could not be written before. */
    private void retry() {
      if (players != null && unwritten) {
        try {
          players.write();
          unwritten = false;
        } catch (IOException e) {
          says("Events of teams still cannot be written: " + FileErrors.words(e));
        }
      }
    }

    @Override
    public void swept(Sweep sweep) {
      remedies.clear();
      retry();
      if (!sweep.complete()) {
        says("Not everything was judged in this sweep.");
      }
      try {
        if (memory != null) {
          memory.save();
        }
      } catch (IOException e) {
        says(
            "sustainedFor and quiet periods will start over after a restart: "
                + FileErrors.words(e));
      }
    }

    @Override
    public void says(String message) {
      terminal.tell(message);
    }
  }
}
