package dev.referee.cli;

import com.google.common.collect.ImmutableMap;
import dev.referee.aws.Account;
import dev.referee.gamefile.GameFile;
import dev.referee.gamefile.GameFileException;
import dev.referee.internal.Text;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A reader of game files that reports their mistakes to the user. */
final class GameFiles {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env\\.([^}]*)}");

  private GameFiles() {}

  /**
   * Returns the text of a file. It is read once, so that it may also be a pipe.
   *
   * @throws UsageException if it cannot be read
   */
  static String text(Path file) {
    return tried(file, () -> GameFile.text(file));
  }

  /**
   * Parses the text of a file, with the secrets in the environment.
   *
   * @param accounts what is added to every account before it is built
   * @throws UsageException if it is not a valid game
   */
  static GameFile read(
      CliEnvironment environment, Path file, String text, UnaryOperator<Account.Builder> accounts) {
    return tried(
        file,
        () ->
            GameFile.reader()
                .environment(environment.environment())
                .accounts(accounts)
                .read(file.toString(), text));
  }

  /**
   * Reads the game of a file without its accounts, so that no secrets are needed.
   *
   * @throws UsageException if it is not a valid game
   */
  static GameFile readWithoutSecrets(Path file) {
    String text = text(file);
    return tried(file, () -> readWithoutSecrets(file.toString(), text));
  }

  /** Reads the same from a text. */
  static GameFile readWithoutSecrets(String name, String text) {
    return GameFile.reader().environment(placeholders(text)).read(name, text);
  }

  private static Map<String, String> placeholders(String text) {
    ImmutableMap.Builder<String, String> placeholders = ImmutableMap.builder();
    VARIABLE
        .matcher(text)
        .results()
        .forEach(match -> placeholders.put(match.group(1), "not-needed"));
    return placeholders.buildKeepingLast();
  }

  /** A read operation that may fail. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T tried(Path file, Reading<T> reading) {
    try {
      return reading.read();
    } catch (GameFileException e) {
      throw new UsageException(
          "%s%n%s in %s; nothing was done."
              .formatted(e.getMessage(), Text.count(e.problems().size(), "mistake"), file));
    } catch (NoSuchFileException e) {
      throw new UsageException("File not found: " + file);
    } catch (IOException e) {
      throw new UsageException("%s cannot be read: %s".formatted(file, FileErrors.words(e)));
    }
  }
}
