package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Catalogue;
import dev.referee.Game;
import dev.referee.Team;
import dev.referee.aws.Account;
import dev.referee.gamefile.Value.Fields;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * A game with its teams, as read from a file.
 *
 * <p>The file is YAML 1.2, of which JSON is a part; {@link GameFileSchema} describes its contents.
 * A file with mistakes is refused as a whole: {@link GameFileException} reports every mistake at
 * once. AWS is not called before judging.
 *
 * <p>Reading an untrusted file is harmless: it names no classes, and its size, its depth and its
 * aliases are limited. But it may name profiles of this machine and endpoints, so judge only with
 * files from organisers.
 *
 * <p>Immutable and thread-safe.
 */
public final class GameFile {
  private final Game game;
  private final ImmutableList<Team> teams;
  private final BiFunction<String, Account, Team> others;

  private GameFile(Game game, List<Team> teams, BiFunction<String, Account, Team> others) {
    this.game = game;
    this.teams = ImmutableList.copyOf(teams);
    this.others = others;
  }

  /**
   * Reads a file, with the checks on the class path and the environment of this program.
   *
   * @param file YAML or JSON, in UTF-8
   * @throws IOException when it cannot be read
   * @throws GameFileException if it is not a valid game
   */
  public static GameFile read(Path file) throws IOException {
    return reader().read(file);
  }

  /**
   * Reads a text, with the checks on the class path and the environment of this program.
   *
   * @param name the name of the file in mistakes, for example {@code game.yaml}
   * @param text YAML or JSON
   * @throws GameFileException if it is not a valid game
   */
  public static GameFile read(String name, String text) {
    return reader().read(name, text);
  }

  /**
   * Returns the text of a file, which is read once, up to the maximum size of a game file, so that
   * it may also be a pipe.
   *
   * @param file YAML or JSON, in UTF-8
   * @throws IOException when it cannot be read
   * @throws GameFileException if it is too long or is not in UTF-8; the message says what to do
   */
  public static String text(Path file) throws IOException {
    return GameText.read(file);
  }

  /** Returns a builder of a reader. */
  public static Reader reader() {
    return new Reader();
  }

  /** Returns the game. */
  public Game game() {
    return game;
  }

  /**
   * Returns its teams, in the order of the file; empty if it names none. Each has an {@link
   * Account}; judge them unchanged: each also carries a target with the team's variables.
   */
  public List<Team> teams() {
    return teams;
  }

  /**
   * Returns a team that the file does not name. Variables in the checks refer to this team: {@code
   * ${team.id}}, and the outputs of the stack that the file sets for all teams.
   *
   * @param id the id in results
   * @param account its account
   * @throws IllegalArgumentException if the id is invalid
   */
  public Team team(String id, Account account) {
    return others.apply(id, account);
  }

  /** Returns the game's id and the number of teams. */
  @Override
  public String toString() {
    return "GameFile of " + game.id() + " with " + teams.size() + " teams";
  }

  /** A reader of game files. Not thread-safe. */
  public static final class Reader {
    private Optional<Catalogue> catalogue = Optional.empty();
    private Map<String, String> environment = System.getenv();
    private UnaryOperator<Account.Builder> accounts = UnaryOperator.identity();

    private Reader() {}

    /** Sets the known checks; those on the class path by default. */
    public Reader catalogue(Catalogue catalogue) {
      this.catalogue = Optional.of(catalogue);
      return this;
    }

    /** Sets the values of {@code ${env.NAME}}; the environment of this program by default. */
    public Reader environment(Map<String, String> environment) {
      this.environment = ImmutableMap.copyOf(environment);
      return this;
    }

    /**
     * Sets what is added to every team's account before it is built: a shared HTTP client,
     * credentials, another endpoint. It overrides the file.
     */
    public Reader accounts(UnaryOperator<Account.Builder> finish) {
      this.accounts = finish;
      return this;
    }

    /**
     * Reads a file.
     *
     * @param file YAML or JSON, in UTF-8
     * @throws IOException when it cannot be read
     * @throws GameFileException if it is not a valid game
     */
    public GameFile read(Path file) throws IOException {
      return read(file.toString(), text(file));
    }

    /**
     * Reads a text.
     *
     * @param name the name of the file in mistakes, for example {@code game.yaml}
     * @param text YAML or JSON
     * @throws GameFileException if it is not a valid game
     */
    public GameFile read(String name, String text) {
      Problems mistakes = new Problems(name);
      Optional<Value> document = YamlTree.read(text, mistakes);
      if (!GameText.isMeantAsGame(document, text)) {
        throw GameText.noGame(name);
      }
      Optional<GameFile> file = document.flatMap(value -> read(value, mistakes));
      mistakes.throwIfAny();
      return file.orElseThrow();
    }

    private Optional<GameFile> read(Value document, Problems mistakes) {
      Catalogue known = catalogue.orElseGet(Catalogue::load);
      GameSchema.of(known).check("the file", document, mistakes);
      if (!(document instanceof Fields fields)) {
        return Optional.empty();
      }
      CheckReader checks = new CheckReader(known, mistakes);
      Optional<Game> game = new GameReader(checks, mistakes).read(fields);
      Fields defaults =
          fields
              .section(Keys.DEFAULTS)
              .flatMap(it -> it.section(Keys.ACCOUNT))
              .orElse(Fields.of(fields.at(), ImmutableList.of()));
      AccountReader accounted = new AccountReader(defaults, environment, accounts, mistakes);
      TeamReader reader = new TeamReader(accounted, checks, mistakes);
      List<Team> teams = reader.read(fields);
      return game.map(it -> new GameFile(it, teams, reader::team));
    }
  }
}
