package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The result of reading user data.
 *
 * @param kind whether it starts instances
 * @param reason the reason, as a sentence for a player without its full stop and without text of
 *     the user data; for {@link Kind#CLEAN} that nothing was found
 * @param line the line within the part, counted from 1
 * @param text that line with possible secrets masked; for players at EXACT only
 * @param actions the IAM actions that the program needs to start instances, as far as they were
 *     read; empty unless {@link Kind#STARTS}, and for an organiser's pattern
 * @param bringsCredentials whether the program uses credentials or a role other than the instance's
 * @param complete whether everything was read; otherwise there may be more actions
 * @param sources for {@link Kind#CANNOT_TELL}, the hosts and buckets of downloaded code; empty if
 *     trusting a source would not help
 */
public record Reading(
    Kind kind,
    String reason,
    OptionalInt line,
    Optional<String> text,
    ImmutableSet<String> actions,
    boolean bringsCredentials,
    boolean complete,
    ImmutableSet<String> sources) {

  /** The possible results of reading user data. */
  public enum Kind {
    /** Some program in it starts instances, or matches an organiser's pattern. */
    STARTS,
    /** All of it was read, and nothing in it starts instances. */
    CLEAN,
    /** Not all of it can be read, and nothing that was read starts instances. */
    CANNOT_TELL
  }

  /** Creates a reading of user data in which nothing starts instances. */
  public static Reading clean(boolean bringsCredentials) {
    return new Reading(
        Kind.CLEAN,
        "Nothing in the user data starts instances",
        OptionalInt.empty(),
        Optional.empty(),
        ImmutableSet.of(),
        bringsCredentials,
        true,
        ImmutableSet.of());
  }

  /** Creates a reading for a match of an organiser's pattern. */
  static Reading bad(String pattern, int line, String text) {
    return new Reading(
        Kind.STARTS,
        "Line %d matches a pattern of bad user data: %s".formatted(line, pattern),
        OptionalInt.of(line),
        Optional.of(text),
        ImmutableSet.of(),
        false,
        true,
        ImmutableSet.of());
  }

  /** Returns whether nothing in it starts instances, for certain. */
  public boolean isClean() {
    return kind == Kind.CLEAN;
  }

  /** Returns whether something in it starts instances. */
  public boolean starts() {
    return kind == Kind.STARTS;
  }
}
