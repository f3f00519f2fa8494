package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import dev.referee.aws.Account;
import dev.referee.gamefile.GameFile;
import dev.referee.gamefile.GameFileException;
import dev.referee.internal.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Reads game files, and says what is wrong with them to whoever gave them. */
final class GameFiles {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{env\\.([^}]*)}");

  private GameFiles() {}

  /**
   * Reads a file, with the secrets that the environment has.
   *
   * @param accounts what is added to every account before it is built
   * @throws WrongUse when no game can be made of it
   */
  static GameFile read(
      Surroundings surroundings, Path file, UnaryOperator<Account.Builder> accounts) {
    return read(
        file,
        () ->
            GameFile.reader()
                .environment(surroundings.environment())
                .accounts(accounts)
                .read(file));
  }

  /**
   * Reads a file for what it says of the game, not of the accounts: no secret has to be there.
   *
   * @throws WrongUse when no game can be made of it
   */
  static GameFile readWithoutSecrets(Path file) {
    return read(file, () -> readWithoutSecrets(file.toString(), Files.readString(file, UTF_8)));
  }

  /** Reads the same from a text. */
  static GameFile readWithoutSecrets(String name, String text) {
    return GameFile.reader().environment(placeholders(text)).read(name, text);
  }

  private static Map<String, String> placeholders(String text) {
    ImmutableMap.Builder<String, String> placeholders = ImmutableMap.builder();
    VARIABLE.matcher(text).results().forEach(it -> placeholders.put(it.group(1), "not-needed"));
    return placeholders.buildKeepingLast();
  }

  /** Reads what may be wrong. */
  @FunctionalInterface
  private interface Reading {
    GameFile read() throws IOException;
  }

  private static GameFile read(Path file, Reading reading) {
    try {
      return reading.read();
    } catch (GameFileException e) {
      throw new WrongUse(
          "%s%n%s in %s; nothing was done."
              .formatted(e.getMessage(), Text.count(e.mistakes().size(), "mistake"), file));
    } catch (NoSuchFileException e) {
      throw new WrongUse("There is no file " + file);
    } catch (IOException e) {
      throw new WrongUse("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
