package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import dev.referee.Referee;
import dev.referee.Sweep;
import dev.referee.Target;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.aws.Tape;
import dev.referee.gamefile.GameFile;
import dev.referee.gamefile.GameFileException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.regions.Region;

/** The command {@code referee replay}, which judges a tape. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "The tape that 'judge --record' or 'check --record' writes contains AWS's responses and the"
          + " game file. Judging it again needs no network and no credentials, and gives the same"
          + " verdicts for the same time.",
      "With another game file, its tasks are judged as far as the tape contains the responses."
    })
final class ReplayCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "TAPE", description = "The tape, e.g. tape.jsonl.gz.")
  private @Nullable Path path;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "GAME",
      description = "A game file to use instead of the one on the tape.")
  private @Nullable Path file;

  @Mixin private ChoiceOptions choice = new ChoiceOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Tape tape = tape(requireNonNull(path));
    GameFile game = file == null ? recorded(tape) : GameFiles.readWithoutSecrets(file);
    List<String> tasks = choice.tasks();
    List<String> named = tasks.isEmpty() && file == null ? lines(tape, Recording.TASKS) : tasks;
    Selection selection =
        new Selection(
            Selection.tasks(game.game(), named),
            Selection.teams(teams(tape, game), choice.teams()));
    output.require(selection);
    Sweep sweep =
        Referee.builder().clock(tape.clock()).build().sweep(selection.game(), selection.teams());
    return output.show(selection, sweep);
  }

  private static Tape tape(Path path) {
    try {
      return Tape.play(path);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static GameFile recorded(Tape tape) {
    String text =
        tape.note(Recording.GAME)
            .orElseThrow(() -> new UsageException("The tape contains no game file: add GAME"));
    try {
      return GameFiles.readWithoutSecrets("the tape's game file", text);
    } catch (GameFileException e) {
      throw new UsageException(
          "This version cannot read the tape's game file; name a GAME that it can read.%n%s"
              .formatted(e.getMessage()));
    }
  }

  private static List<String> lines(Tape tape, String note) {
    return tape.note(note)
        .map(text -> Splitter.on('\n').omitEmptyStrings().splitToList(text))
        .orElse(List.of());
  }

  /** Returns the teams on the tape. */
  private List<Team> teams(Tape tape, GameFile game) {
    List<String> ids = lines(tape, Recording.TEAMS);
    List<String> regions = lines(tape, Recording.REGIONS);
    List<String> accounts = lines(tape, Recording.ACCOUNTS);
    List<Team> known = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      if (tape.accounts().contains(accounts.get(i))) {
        Account account = tape.account(accounts.get(i), Region.of(regions.get(i)));
        known.add(
            game.teams().stream()
                .filter(team -> team.id().equals(id))
                .findFirst()
                .map(team -> new Team(id, team.name(), targets(team, account)))
                .orElseGet(() -> game.team(id, account)));
      } else {
        Terminal.of(requireNonNull(spec)).tell("The tape has no responses for the team " + id);
      }
    }
    if (known.isEmpty()) {
      throw new UsageException("The tape does not name the teams that were judged: " + tape);
    }
    return known;
  }

  private static List<Target> targets(Team team, Account account) {
    List<Target> targets = new ArrayList<>();
    targets.add(account);
    team.targets().stream().filter(target -> !(target instanceof Account)).forEach(targets::add);
    return targets;
  }
}
