package dev.referee.cli;

import com.google.common.base.Splitter;
import dev.referee.Game;
import dev.referee.internal.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The number of hints that each team took, from a file that the organisers write during the game.
 * The file has a line for each team and task, for example {@code team-rainbow strange-servers 2}.
 * Text after {@code #} is a comment.
 *
 * @param taken the number of hints, by team and task
 */
record Hints(Map<List<String>, Integer> taken) {
  static final Hints NONE = new Hints(Map.of());

  private static final int MOST_BYTES = 1 << 20;

  /**
   * Reads the file.
   *
   * @throws UsageException if a line is invalid for this game; the message names it
   * @throws IOException if it cannot be read
   */
  static Hints read(Path file, Selection selection) throws IOException {
    Map<List<String>, Integer> taken = new HashMap<>();
    List<String> lines = LimitedFiles.read(file, MOST_BYTES).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replaceFirst("#.*", "").strip();
      if (!line.isEmpty()) {
        List<String> words = Splitter.onPattern("\\s+").splitToList(line);
        if (!isKnown(words, selection)) {
          throw new UsageException(
              "%s:%d: A line has a team, a task and the number of hints taken, e.g."
                      .formatted(file, i + 1)
                  + " 'team-rainbow strange-servers 2'"
                  + quoted(words, line, selection));
        }
        taken.merge(words.subList(0, 2), Integer.valueOf(words.get(2)), Math::max);
      }
    }
    return new Hints(taken);
  }

  /** Returns the line, if it begins with a team; otherwise it may be from another file. */
  private static String quoted(List<String> words, String line, Selection selection) {
    return isTeam(words.get(0), selection)
        ? "; this is '%s'".formatted(Text.harmless(line))
        : "; this line does not begin with a team of the game";
  }

  private static boolean isTeam(String word, Selection selection) {
    return selection.teams().stream().anyMatch(team -> team.id().equals(word));
  }

  private static boolean isKnown(List<String> words, Selection selection) {
    return words.size() == 3
        && words.get(2).matches("[0-9]{1,3}")
        && isTeam(words.get(0), selection)
        && hints(selection.game(), words.get(1)) >= Integer.parseInt(words.get(2));
  }

  private static int hints(Game game, String task) {
    return game.tasks().stream()
        .filter(it -> it.id().equals(task))
        .mapToInt(it -> it.hints().size())
        .findFirst()
        .orElse(-1);
  }

  /** Returns how many hints of a task a team took. */
  int of(String team, String task) {
    return taken.getOrDefault(List.of(team, task), 0);
  }
}
