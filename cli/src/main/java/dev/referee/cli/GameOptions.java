package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Game;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.gamefile.GameFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that name a game, and select its teams and tasks. */
final class GameOptions {
  private static final String ALONE = "team";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "GAME", description = "The game file, in YAML or JSON.")
  private @Nullable Path file;

  @Mixin private ChoiceOptions choice = new ChoiceOptions();
  @Mixin private AccountOptions account = new AccountOptions();
  private String text = "";
  private @Nullable GameFile whole;

  /**
   * Returns the selection, with at least one team: for a file without teams, the team whose account
   * the options describe.
   */
  Selection readWithTeams() {
    return readWithTeams(UnaryOperator.identity());
  }

  /**
   * Returns the same.
   *
   * @param more the last settings for every account before it is built
   */
  Selection readWithTeams(UnaryOperator<Account.Builder> more) {
    CliEnvironment environment = CliEnvironment.of(requireNonNull(spec)).with(more);
    text = GameFiles.text(file());
    GameFile game =
        GameFiles.read(environment, file(), text, it -> account.finish(environment, it));
    whole = game;
    if (!game.teams().isEmpty() && !account.meantForOne().isEmpty()) {
      throw new UsageException(
          "%s cannot be used: the teams of %s have their own accounts"
              .formatted(String.join(", ", account.meantForOne()), file));
    }
    return new Selection(
        Selection.tasks(game.game(), choice.tasks()),
        game.teams().isEmpty()
            ? List.of(alone(game, environment))
            : Selection.teams(game.teams(), choice.teams()));
  }

  /** Returns the notes for a tape. */
  Recording recording(Selection selection) {
    return new Recording(selection, text, choice.tasks());
  }

  /** Returns the owner of an events file: the whole game, after it has been read. */
  EventLog.Owner owner(Selection selection) {
    GameFile read = requireNonNull(whole);
    return EventLog.Owner.of(
        read.game(), read.teams().isEmpty() ? selection.teams() : read.teams());
  }

  /** Returns the whole game, after it has been read. */
  Game game() {
    return requireNonNull(whole).game();
  }

  private Team alone(GameFile game, CliEnvironment environment) {
    List<String> teams = choice.teams();
    if (teams.size() > 1) {
      throw new UsageException(
          "%s names no teams, so there is only one: give --team once, with its id".formatted(file));
    }
    try {
      return game.team(teams.isEmpty() ? ALONE : teams.get(0), account.build(environment));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Path file() {
    return requireNonNull(file);
  }
}
