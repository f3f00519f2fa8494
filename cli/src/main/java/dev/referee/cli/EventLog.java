package dev.referee.cli;

import static com.google.common.collect.Comparators.max;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.Ascii;
import dev.referee.Game;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.internal.PrivateFiles;
import dev.referee.internal.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file of changes, one per line, each exactly once, even if the program is killed and restarted.
 * A line counts once its line feed is written, and an incomplete last line is cut off. A file of
 * another kind is not changed. Files are read line by line, whatever their length.
 *
 * <p>One program at a time can use the file. Not thread-safe.
 */
final class EventLog implements AutoCloseable {
  /** The longest line that is read, in bytes; longer than any event. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final int CHUNK = 1 << 16;

  /** How far a time may go back: earlier versions wrote the times of a sweep in any order. */
  private static final Duration ONE_SWEEP = Duration.ofMinutes(10);

  private static final int LONGEST_NAME = 100;

  private final Path path;
  private final Owner owner;
  private final RandomAccessFile file;
  private final Consumer<Change> past;
  private long known;
  private Instant latest = Instant.MIN;
  private long number;
  private long end;

  /**
   * The game, teams and tasks of an events file.
   *
   * @param game the id of the game
   * @param teams the ids of its teams
   * @param tasks the ids of its tasks
   */
  record Owner(String game, Set<String> teams, Set<String> tasks) {
    static Owner of(Game game, Collection<Team> teams) {
      return new Owner(
          game.id(),
          teams.stream().map(Team::id).collect(toImmutableSet()),
          game.tasks().stream().map(Task::id).collect(toImmutableSet()));
    }
  }

  private EventLog(Path path, Owner owner, RandomAccessFile file, Consumer<Change> past) {
    this.path = path;
    this.owner = owner;
    this.file = file;
    this.past = past;
  }

  /**
   * Opens a file, or creates it.
   *
   * @param owner the game, teams and tasks
   * @param past receives the changes in the file, in order; they count only if the file can be
   *     opened
   * @throws UsageException if it belongs to another game or is not an events file, if a line
   *     contradicts the game or the line before, if another program uses it, or if it cannot be
   *     read or written
   */
  static EventLog open(Path path, Owner owner, Consumer<Change> past) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new FileSystemException(path.toString(), null, "it is not a regular file");
      }
      PrivateFiles.create(path);
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        EventLog log = new EventLog(path, owner, file, past);
        log.begin();
        return log;
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UsageException(
          "The events file %s cannot be used: %s".formatted(path, FileErrors.words(e)));
    }
  }

  private void begin() throws IOException {
    lock();
    EventLine.Head own = EventLine.Head.of(owner.game());
    read(own);
    if (end == 0) {
      write(EventLine.write(own));
    } else {
      file.setLength(end);
    }
  }

  private void lock() throws IOException {
    try {
      if (file.getChannel().tryLock() != null) { // until the file is closed
        return;
      }
    } catch (OverlappingFileLockException e) {
      // this program itself uses it
    }
    throw new UsageException("Another watch already uses %s".formatted(path));
  }

  /** Reads the complete lines, and cuts off an incomplete one. */
  private void read(EventLine.Head own) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    int lines = 0;
    long before = 0;
    for (int n = file.read(chunk); n >= 0; n = file.read(chunk)) {
      int from = 0;
      for (int i = 0; i < n; i++) {
        if (chunk[i] == '\n') {
          add(++lines, line, chunk, from, i);
          line(lines, line.toString(UTF_8), own);
          line.reset();
          from = i + 1;
          end = before + from;
        }
      }
      add(lines + 1, line, chunk, from, n);
      before += n;
    }
    if (lines == 0 && !EventLine.write(own).startsWith(line.toString(UTF_8))) {
      throw none();
    }
  }

  private void add(int number, ByteArrayOutputStream line, byte[] chunk, int from, int to) {
    line.write(chunk, from, to - from);
    if (line.size() > LONGEST_LINE) {
      throw number == 1 ? none() : refused(number, "The line is longer than any event");
    }
  }

  private void line(int number, String text, EventLine.Head own) {
    if (number > 1) {
      if (!text.isBlank()) {
        past.accept(change(number, text));
        known++;
      }
      return;
    }
    EventLine.Head head = head(text);
    if (!head.equals(own)) {
      throw new UsageException(
          "%s contains %s of version %d of the game %s, but this is the game %s"
              .formatted(path, name(head.kind()), head.version(), name(head.game()), owner.game()));
    }
  }

  private EventLine.Head head(String line) {
    try {
      EventLine.Head head = EventLine.read(line, EventLine.Head.class);
      if (head.kind() != null && head.game() != null) {
        return head;
      }
    } catch (JsonProcessingException e) {
      // reported below
    }
    throw none();
  }

  private UsageException none() {
    return new UsageException("%s is not an events file; it was not changed".formatted(path));
  }

  private Change change(int line, String text) {
    EventLine event;
    Change change;
    try {
      event = EventLine.read(text, EventLine.class);
      change = event.change();
    } catch (JsonProcessingException
        | DateTimeException
        | IllegalArgumentException
        | NullPointerException e) {
      throw refused(line, "This line is not an event");
    }
    if (event.number() <= number) {
      throw refused(
          line, "The number is %d, but the line before has %d".formatted(event.number(), number));
    }
    if (!owner.teams().contains(change.team())) {
      throw refused(line, "The game has no team '%s'".formatted(name(change.team())));
    }
    if (!owner.tasks().contains(change.task())) {
      throw refused(line, "The game has no task '%s'".formatted(name(change.task())));
    }
    if (known > 0 && change.at().isBefore(latest.minus(ONE_SWEEP))) {
      throw refused(line, "The time goes back, from %s to %s".formatted(latest, change.at()));
    }
    number = event.number();
    latest = max(latest, change.at());
    return change;
  }

  private UsageException refused(int line, String reason) {
    return new UsageException(
        "%s:%d: %s. The file was not changed: correct this line, or name another file with --events."
            .formatted(path, line, reason));
  }

  private static String name(String text) {
    return Ascii.truncate(Text.harmless(text), LONGEST_NAME, "...");
  }

  /** Returns the time of the latest event; empty if there is none. */
  Optional<Instant> latest() {
    return known == 0 ? Optional.empty() : Optional.of(latest);
  }

  /** Returns how many changes were in the file when it was opened. */
  long known() {
    return known;
  }

  /**
   * Writes a change. Its time in the file is never before that of an earlier line, whatever the
   * order in which the teams were judged.
   *
   * @return the change as it is in the file
   * @throws UncheckedIOException if it cannot be written; the file is then unchanged
   */
  Change append(Change change) {
    try {
      Instant at = max(latest, change.at());
      write(EventLine.write(EventLine.of(number + 1, at, change)));
      number++;
      latest = at;
      return change.at(at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    file.setLength(end); // remove the rest of a failed attempt
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
