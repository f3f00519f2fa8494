package dev.referee.report;

import dev.referee.Disclosure;
import dev.referee.Game;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Verdict;
import dev.referee.internal.Text;

/**
 * The JSON format of verdicts and sweeps, for writing and for reading without loss.
 *
 * <p>Documents that can be read are for organisers: they contain every fact, including those that
 * players must not see; {@link #writeForTeam} is for players. Every document has its kind and the
 * version of the format; the order of fields is fixed, and times are ISO 8601 in UTC. Values that
 * follow from the findings, for example the outcome and the next step, are written for readers.
 * When a document is read, they are only compared, so no document can claim an outcome that
 * contradicts its findings. Unknown fields are ignored.
 *
 * <p>The reading methods throw {@link IllegalArgumentException}, which says what is wrong and
 * where, for example {@code /findings/2/state}. Stateless and thread-safe.
 */
public final class JsonFormat {
  /** The version that is written, and the only one that can be read. */
  static final int VERSION = 1;

  private JsonFormat() {}

  /** Returns a verdict in one line of JSON. */
  public static String write(Verdict verdict) {
    return written(JsonWriter.document("verdict", JsonWriter.verdict(verdict)));
  }

  /** Returns a sweep in one line of JSON. */
  public static String write(Sweep sweep) {
    return written(JsonWriter.document("sweep", JsonWriter.sweep(sweep)));
  }

  private static String written(Object document) {
    return Text.harmlessJson(document.toString());
  }

  /**
   * Returns the results of one team's tasks in one line of JSON that the team may see: what {@link
   * Report#forPlayers} shows, and never more of a task than its {@link Task#disclosure disclosure}
   * allows. It contains no texts for organisers, no evidence, no check ids and nothing about other
   * teams; below {@link Disclosure#EXACT} no codes of findings either. It cannot be read back.
   *
   * @param most the most that is shown, if the task allows it
   * @param team the team's id
   */
  public static String writeForTeam(Disclosure most, Game game, Sweep sweep, String team) {
    return written(JsonWriter.document("team", new TeamJson(most, game, sweep, team).content()));
  }

  /**
   * Reads a verdict.
   *
   * @throws IllegalArgumentException if it is not valid, contradicts itself, or is of another
   *     version
   */
  public static Verdict readVerdict(String json) {
    return JsonReader.document("verdict", json).read(JsonReader::verdict);
  }

  /**
   * Reads a sweep.
   *
   * @throws IllegalArgumentException if it is not valid, contradicts itself, or is of another
   *     version
   */
  public static Sweep readSweep(String json) {
    return JsonReader.document("sweep", json).read(JsonReader::sweep);
  }
}
