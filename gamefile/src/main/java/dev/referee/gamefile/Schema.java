package dev.referee.gamefile;

import java.util.Map;

/** A rule for the allowed values at a location in a game file. Immutable. */
interface Schema {

  /** Records everything that is wrong with a value. */
  void check(String name, Value value, Problems mistakes);

  /** Describes it as JSON Schema. */
  Map<String, Object> schema();

  /** Returns a description of the allowed values. */
  static void refuse(String name, Value value, String wanted, Problems mistakes) {
    mistakes.add(value.at(), "'%s' has to be %s, not %s".formatted(name, wanted, value.words()));
  }
}
