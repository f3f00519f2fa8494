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
 * <p>What is read is the organiser's form: it holds every fact, also those that players must not
 * see; {@link #writeForTeam} is for players. Every document says what it is and in which version of
 * the form it is written, fields stand in a fixed order, and times are ISO 8601 in UTC. What
 * follows from the findings, as the outcome and the next step, is written for readers; when it is
 * read it is only compared, so that no document can say that somebody passed whose findings say
 * otherwise. Fields that this version does not know are passed over.
 *
 * <p>The reading methods throw {@link IllegalArgumentException}, which names what is wrong and
 * where, as in {@code /findings/2/state}. Stateless and thread-safe.
 */
public final class JsonFormat {
  /** The version that is written, and the only one that is read. */
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
   * Returns the result of one team's tasks in one line of JSON that the team may see: what {@link
   * Report#forPlayers} shows, and of each task never more than {@link Task#disclosure the task}
   * allows. It holds no text for organisers, no evidence, no id of a check and nothing of other
   * teams; below {@link Disclosure#EXACT} no code of a finding either. It is never read.
   *
   * @param most how much is shown, where a task allows as much
   * @param team the team's id
   */
  public static String writeForTeam(Disclosure most, Game game, Sweep sweep, String team) {
    return written(JsonWriter.document("team", new TeamJson(most, game, sweep, team).content()));
  }

  /**
   * Reads a verdict.
   *
   * @throws IllegalArgumentException when it is none, contradicts itself, or is of another version
   */
  public static Verdict readVerdict(String json) {
    return JsonReader.document("verdict", json).read(JsonReader::verdict);
  }

  /**
   * Reads a sweep.
   *
   * @throws IllegalArgumentException when it is none, contradicts itself, or is of another version
   */
  public static Sweep readSweep(String json) {
    return JsonReader.document("sweep", json).read(JsonReader::sweep);
  }
}
