package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.referee.spi.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers times in a file, so that what has to hold for some minutes goes on holding when the
 * program is started again. The file is either as before or as it should be, never in between.
 *
 * <p>Thread-safe.
 */
final class FileMemory implements Memory {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path path;
  private final Map<String, String> kept;
  private boolean changed;

  private FileMemory(Path path, Map<String, String> kept) {
    this.path = path;
    this.kept = kept;
  }

  /**
   * Opens a file, or begins it.
   *
   * @throws WrongUse when it is none of these
   */
  static FileMemory open(Path path) {
    Map<String, String> kept = new TreeMap<>();
    try {
      if (Files.exists(path)) {
        kept.putAll(JSON.readValue(Files.readString(path, UTF_8), new TypeReference<>() {}));
        kept.values().forEach(Instant::parse);
      }
    } catch (JsonProcessingException | DateTimeException e) {
      throw new WrongUse("%s is no memory of a watch, and is left as it is".formatted(path));
    } catch (IOException e) {
      throw new WrongUse("%s cannot be read: %s".formatted(path, e.getMessage()));
    }
    return new FileMemory(path, kept);
  }

  @Override
  public synchronized Optional<Instant> recall(String key) {
    return Optional.ofNullable(kept.get(key)).map(Instant::parse);
  }

  @Override
  public synchronized void keep(String key, Instant time) {
    changed |= !time.toString().equals(kept.put(key, time.toString()));
  }

  @Override
  public synchronized void forget(String key) {
    changed |= kept.remove(key) != null;
  }

  /**
   * Writes what has changed.
   *
   * @throws IOException when it cannot be written; it is tried again the next time
   */
  synchronized void save() throws IOException {
    if (changed) {
      Path fresh = path.resolveSibling(path.getFileName() + ".new");
      Files.write(fresh, JSON.writeValueAsBytes(kept));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      changed = false;
    }
  }

  @Override
  public synchronized String toString() {
    return "Memory of " + kept.size() + " times in " + path;
  }
}
