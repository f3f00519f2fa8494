package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/** Knows what an id may look like. */
final class Ids {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private Ids() {}

  static void require(String what, String id) {
    checkArgument(
        ID.matcher(id).matches(),
        "The id of a %s is made of letters, digits, '.', '_' and '-', as in spawner-stopped; this"
            + " is '%s'",
        what,
        id);
  }
}
