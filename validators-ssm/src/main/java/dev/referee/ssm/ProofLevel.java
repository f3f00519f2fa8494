package dev.referee.ssm;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;

/** The evidence that is required before an instance counts as reached. */
public enum ProofLevel {
  /**
   * A session is opened, a harmless command is typed, its output is read, and the session is
   * terminated. Nothing less proves that a session opens.
   */
  SESSION,
  /** A harmless command is sent by Run Command, and its output is read. */
  RUN_COMMAND,
  /**
   * Systems Manager reports that the agent is connected to the session service. Nothing is started.
   */
  CONNECTED;

  /** Returns its name in games, for example {@code run-command}. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }

  /** Returns the proofs by their names in games, in order. */
  static ImmutableMap<String, ProofLevel> byName() {
    return Maps.uniqueIndex(Arrays.asList(values()), ProofLevel::toString);
  }
}
