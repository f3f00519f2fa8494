package dev.referee.gamefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.gamefile.Value.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A reader of the text of game files, which rejects any other file.
 *
 * <p>Nothing of a file that is not a game file is quoted: it may contain secrets, and may have been
 * given by mistake.
 */
final class GameText {
  static final int MOST_BYTES = 1 << 20;

  private static final ImmutableSet<String> NEEDED = ImmutableSet.of(Keys.TASKS, Keys.MODULES);
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of(Keys.ID, Keys.TITLE, Keys.CLOCK, Keys.TEAMS, Keys.DEFAULTS, Keys.SCORING);
  private static final CharMatcher BEFORE_KEY = CharMatcher.anyOf(" \t{,\"'");
  private static final CharMatcher AFTER_KEY = CharMatcher.anyOf(" \t\"'");

  private GameText() {}

  /**
   * Reads a file, which may also be a pipe.
   *
   * @throws IOException when it cannot be read
   * @throws GameFileException when it is too long or is not in UTF-8
   */
  static String read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "it is a directory");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    Problems mistakes = new Problems(file.toString());
    if (bytes.length > MOST_BYTES) {
      mistakes.add(SourceLocation.START, "The file is larger than %d bytes".formatted(MOST_BYTES));
    } else if (begins(bytes, 0x1f, 0x8b)) {
      mistakes.add(
          SourceLocation.START,
          "The file is compressed with gzip, but a game file is plain text. Is it a tape?");
    } else if (isUtf16(bytes)) {
      mistakes.add(
          SourceLocation.START,
          "The file is in UTF-16, but a game file has to be in UTF-8: convert it, e.g. with iconv"
              + " -f UTF-16 -t UTF-8");
    }
    mistakes.throwIfAny();
    return decoded(bytes, mistakes);
  }

  private static boolean begins(byte[] bytes, int first, int second) {
    return bytes.length >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  /** Returns whether it has the byte order mark of UTF-16, or a first character with two bytes. */
  private static boolean isUtf16(byte[] bytes) {
    return begins(bytes, 0xff, 0xfe)
        || begins(bytes, 0xfe, 0xff)
        || (bytes.length >= 2 && (bytes[0] == 0) != (bytes[1] == 0));
  }

  private static String decoded(byte[] bytes, Problems mistakes) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    text.flip();
    if (result.isError()) {
      mistakes.add(
          SourceLocation.after(text),
          "This byte is not valid UTF-8. The file is probably in Latin-1 or Windows-1252: convert"
              + " it, e.g. with iconv -f WINDOWS-1252 -t UTF-8");
    }
    mistakes.throwIfAny();
    return text.toString();
  }

  /**
   * Returns whether a file is intended as a game file, whatever is wrong with it.
   *
   * @param document its contents; empty if it is not YAML
   */
  static boolean isMeantAsGame(Optional<Value> document, String text) {
    if (document.isEmpty()) {
      return isBlank(text)
          || text.lines().anyMatch(GameText::beginsTasks)
          || (text.stripLeading().startsWith("{")
              && NEEDED.stream().anyMatch(it -> text.contains('"' + it + '"')));
    }
    return document.get() instanceof Fields fields
        && (NEEDED.stream().anyMatch(it -> fields.field(it).isPresent())
            || KEYS.stream().filter(it -> fields.field(it).isPresent()).count() > 1);
  }

  private static boolean isBlank(String text) {
    return text.lines()
        .map(String::strip)
        .allMatch(
            line ->
                line.isEmpty() || line.startsWith("#") || line.equals("---") || line.equals("..."));
  }

  private static boolean beginsTasks(String line) {
    String key = BEFORE_KEY.trimLeadingFrom(line);
    return NEEDED.stream()
        .anyMatch(
            it ->
                key.startsWith(it)
                    && AFTER_KEY.trimLeadingFrom(key.substring(it.length())).startsWith(":"));
  }

  /** Returns the mistake for a file that is not a game file. */
  static GameFileException noGame(String file) {
    return new GameFileException(
        ImmutableList.of(
            new Problem(
                file,
                SourceLocation.START.line(),
                SourceLocation.START.column(),
                "This is not a game file. A game file is YAML or JSON with an id, a title, and"
                    + " tasks or modules; docs/games.md shows one")));
  }
}
