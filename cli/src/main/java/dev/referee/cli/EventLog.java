package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Keeps changes in a file, one a line and each once, also when the program is killed and started
 * again: a line counts once its end is written, and a last line without an end is cut off. A file
 * that is none of these is left as it is.
 *
 * <p>One program at a time has the file. Not thread-safe.
 */
final class EventLog implements AutoCloseable {
  private static final long MOST_BYTES = 1 << 30;

  private final Path path;
  private final RandomAccessFile file;
  private final List<Change> past = new ArrayList<>();
  private long number;
  private long end;

  private EventLog(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a file, or begins it.
   *
   * @param game the id of the game that it is of
   * @throws WrongUse when it is another game's or no file of events, when another program has it,
   *     or when it cannot be read or written
   */
  static EventLog open(Path path, String game) {
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        EventLog log = new EventLog(path, file);
        log.begin(game);
        return log;
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WrongUse("The events cannot be kept in %s: %s".formatted(path, e.getMessage()));
    }
  }

  private void begin(String game) throws IOException {
    lock();
    EventLine.Head own = EventLine.Head.of(game);
    List<String> lines = lines(EventLine.write(own));
    if (!lines.isEmpty()) {
      EventLine.Head head = head(lines.get(0));
      if (!head.equals(own)) {
        throw new WrongUse(
            "%s has %s of version %d of the game %s, and this is the game %s"
                .formatted(path, head.kind(), head.version(), head.game(), game));
      }
      for (int i = 1; i < lines.size(); i++) {
        past.add(change(i + 1, lines.get(i)));
      }
      number = past.size();
      file.setLength(end);
    } else {
      write(EventLine.write(own));
    }
  }

  private void lock() throws IOException {
    try {
      if (file.getChannel().tryLock() != null) { // until the file is closed
        return;
      }
    } catch (OverlappingFileLockException e) {
      // this very program has it
    }
    throw new WrongUse("Somebody else is watching with %s already".formatted(path));
  }

  /** Returns the whole lines; what stands after them was torn off. */
  private List<String> lines(String first) throws IOException {
    if (file.length() > MOST_BYTES) {
      throw new WrongUse("%s is too long to be a file of events".formatted(path));
    }
    byte[] bytes = new byte[(int) file.length()];
    file.readFully(bytes);
    int whole = bytes.length;
    while (whole > 0 && bytes[whole - 1] != '\n') {
      whole--;
    }
    if (whole == 0 && !first.startsWith(new String(bytes, UTF_8))) {
      throw none();
    }
    end = whole;
    return Splitter.on('\n').omitEmptyStrings().splitToList(new String(bytes, 0, whole, UTF_8));
  }

  private EventLine.Head head(String line) {
    try {
      EventLine.Head head = EventLine.read(line, EventLine.Head.class);
      if (head.kind() != null && head.game() != null) {
        return head;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw none();
  }

  private WrongUse none() {
    return new WrongUse("%s is no file of events, and is left as it is".formatted(path));
  }

  private Change change(int line, String text) {
    try {
      return EventLine.read(text, EventLine.class).change();
    } catch (JsonProcessingException
        | DateTimeException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new WrongUse("%s:%d: This is no event".formatted(path, line));
    }
  }

  /** Returns what the file told when it was opened. */
  List<Change> past() {
    return List.copyOf(past);
  }

  /**
   * Writes a change.
   *
   * @throws UncheckedIOException when it cannot be written; then the file is as before
   */
  void append(Change change) {
    try {
      write(EventLine.write(EventLine.of(number + 1, change)));
      number++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    file.setLength(end); // what an earlier attempt may have left
    file.seek(end);
    file.write(bytes);
    end += bytes.length;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return Objects.toString(path.getFileName());
  }
}
