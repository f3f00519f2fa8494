package dev.referee.cli;

import static com.google.common.collect.Comparators.max;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.referee.Game;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.internal.PrivateFiles;
import dev.referee.internal.Text;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps changes in a file, one a line and each once, also when the program is killed and started
 * again: a line counts once its end is written, and a last line without an end is cut off. A file
 * that is none of these is left as it is.
 *
 * <p>One program at a time has the file. Not thread-safe.
 */
final class EventLog implements AutoCloseable {
  private static final long MOST_BYTES = 1 << 30;

  /** How far a time may go back: earlier versions wrote those of a sweep in any order. */
  private static final Duration ONE_SWEEP = Duration.ofMinutes(10);

  private static final int LONGEST_NAME = 100;

  private final Path path;
  private final Owner owner;
  private final RandomAccessFile file;
  private final List<Change> past = new ArrayList<>();
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

  private EventLog(Path path, Owner owner, RandomAccessFile file) {
    this.path = path;
    this.owner = owner;
    this.file = file;
  }

  /**
   * Opens a file, or begins it.
   *
   * @param owner whose events they are
   * @throws WrongUse when it is another game's or no file of events, when a line contradicts the
   *     game or the line before, when another program has it, or when it cannot be read or written
   */
  static EventLog open(Path path, Owner owner) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new FileSystemException(path.toString(), null, "it is not a regular file");
      }
      PrivateFiles.create(path);
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        EventLog log = new EventLog(path, owner, file);
        log.begin();
        return log;
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new WrongUse(
          "The events cannot be kept in %s: %s".formatted(path, FileErrors.words(e)));
    }
  }

  private void begin() throws IOException {
    lock();
    EventLine.Head own = EventLine.Head.of(owner.game());
    List<String> lines = lines(EventLine.write(own));
    if (!lines.isEmpty()) {
      EventLine.Head head = head(lines.get(0));
      if (!head.equals(own)) {
        throw new WrongUse(
            "%s has %s of version %d of the game %s, and this is the game %s"
                .formatted(
                    path, name(head.kind()), head.version(), name(head.game()), owner.game()));
      }
      for (int i = 1; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          past.add(change(i + 1, lines.get(i)));
        }
      }
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
    throw new WrongUse("Another watch already uses %s".formatted(path));
  }

  /** Returns the whole lines; what stands after them was torn off. */
  private List<String> lines(String first) throws IOException {
    if (file.length() > MOST_BYTES) {
      throw new WrongUse("%s is too long for an events file".formatted(path));
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
    return whole == 0
        ? List.of()
        : Splitter.on('\n').splitToList(new String(bytes, 0, whole - 1, UTF_8));
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
    return new WrongUse("%s is not an events file; it was not changed".formatted(path));
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
          line,
          "The number is %d, and that of the line before %d".formatted(event.number(), number));
    }
    if (!owner.teams().contains(change.team())) {
      throw refused(line, "The game has no team '%s'".formatted(name(change.team())));
    }
    if (!owner.tasks().contains(change.task())) {
      throw refused(line, "The game has no task '%s'".formatted(name(change.task())));
    }
    if (!past.isEmpty() && change.at().isBefore(latest.minus(ONE_SWEEP))) {
      throw refused(line, "The time goes back, from %s to %s".formatted(latest, change.at()));
    }
    number = event.number();
    latest = max(latest, change.at());
    return change;
  }

  private WrongUse refused(int line, String why) {
    return new WrongUse(
        "%s:%d: %s. The file was not changed: correct this line, or name another file with --events."
            .formatted(path, line, why));
  }

  private static String name(String text) {
    return Ascii.truncate(Text.harmless(text), LONGEST_NAME, "...");
  }

  /** Returns the time of the latest event; empty when there is none. */
  Optional<Instant> latest() {
    return past.isEmpty() ? Optional.empty() : Optional.of(latest);
  }

  /** Returns what the file told when it was opened. */
  List<Change> past() {
    return List.copyOf(past);
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
