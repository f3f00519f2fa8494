package dev.referee.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.internal.PrivateFiles;
import dev.referee.spi.Memory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A {@link Memory} in a file, so that a duration is still measured after a restart of the program.
 * The file is always replaced as a whole.
 *
 * <p>Thread-safe.
 */
final class FileMemory implements Memory {
  private static final int MOST_BYTES = 1 << 26;
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Path path;
  private final Map<String, String> kept;
  private boolean changed;

  private FileMemory(Path path, Map<String, String> kept) {
    this.path = path;
    this.kept = kept;
  }

  /**
   * Opens a file, or creates it.
   *
   * @throws UsageException if it is another kind of file
   */
  static FileMemory open(Path path) {
    Map<String, String> kept = new TreeMap<>();
    try {
      if (Files.exists(path)) {
        JsonNode file = JSON.readTree(LimitedFiles.read(path, MOST_BYTES));
        if (!file.isObject()) {
          throw none(path);
        }
        file.properties().forEach(entry -> kept.put(entry.getKey(), time(path, entry.getValue())));
      }
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw none(path);
    } catch (IOException e) {
      throw new UsageException("%s cannot be read: %s".formatted(path, FileErrors.words(e)));
    }
    return new FileMemory(path, kept);
  }

  private static String time(Path path, JsonNode value) {
    try {
      Instant time = Instant.parse(value.asText());
      if (value.isTextual() && !time.isBefore(FIRST) && !time.isAfter(LAST)) {
        return time.toString();
      }
    } catch (DateTimeException e) {
      // reported below
    }
    throw none(path);
  }

  private static UsageException none(Path path) {
    return new UsageException(
        "%s is not the memory of a watch; it was not changed. Move it away (sustainedFor and quiet"
                .formatted(path)
            + " periods then start over), or name another file with --events.");
  }

  @Override
  public synchronized Optional<Instant> get(String key) {
    return Optional.ofNullable(kept.get(key)).map(Instant::parse);
  }

  @Override
  public synchronized void put(String key, Instant time) {
    changed |= !time.toString().equals(kept.put(key, time.toString()));
  }

  @Override
  public synchronized void remove(String key) {
    changed |= kept.remove(key) != null;
  }

  /**
   * Writes the changes.
   *
   * @throws IOException if it cannot be written; the next call retries
   */
  synchronized void save() throws IOException {
    if (changed) {
      Path fresh = path.resolveSibling(path.getFileName() + ".new");
      Files.deleteIfExists(fresh);
      PrivateFiles.writeString(fresh, JSON.writeValueAsString(kept));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      changed = false;
    }
  }

  @Override
  public synchronized String toString() {
    return "Memory of " + kept.size() + " times in " + path;
  }
}
