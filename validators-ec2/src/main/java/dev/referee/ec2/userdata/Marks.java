package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;

/**
 * Placeholder characters for unknown parts of a text. User data cannot hold them: they are replaced
 * when it is decoded.
 */
final class Marks {
  /** What only the running program knows. */
  static final char UNKNOWN = Word.UNKNOWN;

  /** What a program of the image prints. */
  static final char LOCAL = '\uFFFB';

  /** A text that something has changed in a way that is not followed. */
  static final char ALTERED = '\uFFFA';

  /** Ends an element of an array. */
  static final char ELEMENT = '\uFFF9';

  /** The first of those that stand for what is fetched; each source has its own. */
  static final char FIRST_FETCHED = '\uE000';

  static final char LAST_FETCHED = '\uE3FF';

  static final CharMatcher FETCHED = CharMatcher.inRange(FIRST_FETCHED, LAST_FETCHED);
  static final CharMatcher ANY = CharMatcher.inRange('\uFFF8', '\uFFFC').or(FETCHED);

  private Marks() {}

  /** Returns a text of user data in which no mark stands. */
  static String cleaned(String text) {
    return ANY.replaceFrom(text, '?');
  }
}
