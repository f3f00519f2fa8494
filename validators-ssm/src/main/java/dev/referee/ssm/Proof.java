package dev.referee.ssm;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import java.util.Arrays;

/** Says what has to be seen before an instance counts as reached. */
public enum Proof {
  /**
   * A session is opened, a harmless command is typed, its output is read, and the session is
   * terminated. Nothing less proves that a session opens.
   */
  SESSION,
  /** A harmless command is sent by Run Command, and its output is read. */
  RUN_COMMAND,
  /** Systems Manager says that the agent is connected to the session service. Nothing is begun. */
  CONNECTED;

  /** Returns it as games write it, as in {@code run-command}. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name()).replace('_', '-');
  }

  static Proof named(String text) {
    return Arrays.stream(values())
        .filter(proof -> proof.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the proof is one of %s, and not '%s'".formatted(names(), text)));
  }

  static String names() {
    return Arrays.stream(values()).map(Proof::toString).collect(joining(", "));
  }
}
