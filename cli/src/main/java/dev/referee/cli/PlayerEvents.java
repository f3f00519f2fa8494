package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.Game;
import dev.referee.internal.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The events files of the teams, with only what each team may see. They are derived from the
 * organisers' events file: missing lines are added when a file is opened, and a file with any other
 * content is rewritten. Not thread-safe.
 */
final class PlayerEvents {
  private final Path folder;
  private final Game game;
  private final Map<String, TeamFile> files = new TreeMap<>();

  /** The events of one team, some of which may not be in its file yet. */
  private static final class TeamFile {
    private final Path path;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, TaskState> standings = new HashMap<>();
    private long number;
    private int written;

    TeamFile(Path path, String head) {
      this.path = path;
      text.append(head).append('\n');
    }

    /** Compares them with the file, and returns whether it may be written. */
    boolean open() throws IOException {
      if (!Files.exists(path)) {
        return true;
      }
      String own = Files.isRegularFile(path) ? new String(Files.readAllBytes(path), UTF_8) : "?";
      String head = text.substring(0, text.indexOf("\n") + 1);
      written = text.indexOf(own) == 0 ? own.getBytes(UTF_8).length : 0;
      return written > 0 || own.isEmpty() || own.startsWith(head);
    }

    void write() throws IOException {
      byte[] bytes = text.toString().getBytes(UTF_8);
      PrivateFiles.create(path); // somebody may have moved it away
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        written = file.length() < written ? 0 : written;
        file.setLength(written); // remove the rest of a failed attempt
        file.seek(written);
        file.write(bytes, written, bytes.length - written);
        written = bytes.length;
      }
    }
  }

  private PlayerEvents(Path folder, Game game) {
    this.folder = folder;
    this.game = game;
  }

  /**
   * Opens the files of teams, or creates them.
   *
   * @param folder their folder, which is created if necessary
   * @param game the whole game
   * @param teams the ids of the teams that always have a file
   * @param past the changes so far
   * @throws UsageException if a file is not a team's events file, or cannot be written
   */
  static PlayerEvents open(
      Path folder, Game game, Collection<String> teams, Collection<Change> past) {
    PlayerEvents events = new PlayerEvents(folder, game);
    teams.forEach(events::file);
    past.forEach(events::take);
    try {
      Files.createDirectories(folder);
      for (TeamFile file : events.files.values()) {
        if (!file.open()) {
          throw new UsageException(
              "%s is not this team's events file; it was not changed".formatted(file.path));
        }
        file.write();
      }
    } catch (IOException e) {
      throw new UsageException(
          "The players' events cannot be written to %s: %s".formatted(folder, FileErrors.words(e)));
    }
    return events;
  }

  private TeamFile file(String team) {
    return files.computeIfAbsent(
        team,
        any ->
            new TeamFile(
                folder.resolve(team + ".jsonl"),
                EventLine.write(PlayerEvent.Head.of(game.id(), team))));
  }

  private TeamFile take(Change change) {
    TeamFile file = file(change.team());
    Optional<TaskState> before =
        Optional.ofNullable(file.standings.put(change.task(), change.now()));
    file.number++;
    PlayerEvent event =
        PlayerEvent.of(file.number, change, before, game.task(change.task()).disclosure());
    file.text.append(EventLine.write(event)).append('\n');
    return file;
  }

  /**
   * Adds a change to the file of its team. If it cannot be written, it is written with the next
   * change, by {@link #write}, or when the files are opened again.
   *
   * @throws IOException if it cannot be written
   */
  void append(Change change) throws IOException {
    take(change).write();
  }

  /**
   * Adds what is missing to all files.
   *
   * @throws IOException if one cannot be written
   */
  void write() throws IOException {
    for (TeamFile file : files.values()) {
      file.write();
    }
  }
}
