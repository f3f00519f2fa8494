package dev.referee.gamefile;

import java.util.Map;

/** A rule for the values that are allowed at a place in a game file. Immutable. */
interface Schema {

  /** Records everything about a value that does not fit. */
  void check(String name, Value value, Problems mistakes);

  /** Describes it as JSON Schema. */
  Map<String, Object> schema();

  /** Says what has to stand there. */
  static void refuse(String name, Value value, String wanted, Problems mistakes) {
    mistakes.add(value.at(), "'%s' has to be %s, not %s".formatted(name, wanted, value.words()));
  }
}
