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
 * A file of changes, one per line and each once, also after the program is killed and restarted. A
 * line counts once its end is written, and a last line without an end is cut off. A file that is
 * none of these is left as it is. A file is read line by line, however long it is.
 *
 * <p>One program at a time has the file. Not thread-safe.
 */
final class EventLog implements AutoCloseable {
  /** The longest line that is read, in bytes; longer than any event. */
  private static final int LONGEST_LINE = 1 << 20;

  private static final int CHUNK = 1 << 16;

  /** How far a time may go back: earlier versions wrote those of a sweep in any order. */
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
   * The game, teams and tasks whose events a file has.
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
   * Opens a file, or begins it.
   *
   * @param owner whose events they are
   * @param past takes what the file tells, in its order; what it took counts only when the file is
   *     opened
   * @throws UsageException when it is another game's or no file of events, when a line contradicts
   *     the game or the line before, when another program has it, or when it cannot be read or
   *     written
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
      // this very program has it
    }
    throw new UsageException("Another watch already uses %s".formatted(path));
  }

  /** Reads the whole lines; what stands after them was torn off. */
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
      // said below
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

  private UsageException refused(int line, String why) {
    return new UsageException(
        "%s:%d: %s. The file was not changed: correct this line, or name another file with --events."
            .formatted(path, line, why));
  }

  private static String name(String text) {
    return Ascii.truncate(Text.harmless(text), LONGEST_NAME, "...");
  }

  /** Returns the time of the latest event; empty when there is none. */
  Optional<Instant> latest() {
    return known == 0 ? Optional.empty() : Optional.of(latest);
  }

  /** Returns how many changes the file told when it was opened. */
  long known() {
    return known;
  }

  /**
   * Writes a change. Its time in the file is never before that of an earlier line, in whatever
   * order the teams of a sweep were judged.
   *
   * @return the change as it is in the file
   * @throws UncheckedIOException when it cannot be written; then the file is as before
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
