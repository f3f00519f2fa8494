package dev.referee.gamefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A valid game file, and variants with one mistake each, for tests. */
final class Sound {
  static final Path GAMES = Path.of("..", "examples", "games");

  /** The game file that tests change. */
  static final String FILE = resource("sound.yaml");

  private Sound() {}

  /**
   * A valid file with one change.
   *
   * @param from a text of the valid file
   * @param to its replacement
   * @param schemaRefuses whether the schema finds the mistake
   * @param mistakes what is said, as {@code line:column: what}
   */
  record Change(String from, String to, boolean schemaRefuses, List<String> mistakes) {
    String file() {
      if (!FILE.contains(from)) {
        throw new IllegalStateException("Nothing is changed by " + this);
      }
      return FILE.replace(from, to);
    }

    @Override
    public String toString() {
      return to.strip();
    }
  }

  static Stream<Change> changes() {
    return Stream.of(resource("mistakes.txt").split("\n\n")).flatMap(Sound::change);
  }

  private static Stream<Change> change(String block) {
    List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
    if (lines.isEmpty()) {
      return Stream.empty();
    }
    return Stream.of(
        new Change(
            lines.get(0).substring(2).translateEscapes(),
            lines.get(1).substring(2).translateEscapes(),
            lines.contains("*"),
            lines.stream().skip(2).filter(line -> !line.equals("*")).toList()));
  }

  /** Reads with an environment that has one secret. */
  static GameFile read(String text) {
    return reader().read("game.yaml", text);
  }

  static GameFile.Reader reader() {
    return GameFile.reader().environment(Map.of("REFEREE_EXTERNAL_ID", "s3cret"));
  }

  private static String resource(String name) {
    try (InputStream in = Sound.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
