package dev.referee.ec2.userdata;

import com.google.common.base.CharMatcher;

/**
 * Placeholder characters for unknown parts of a text. User data cannot contain them: they are
 * replaced when it is decoded.
 */
final class Marks {
  /** A value that is known only at run time. */
  static final char UNKNOWN = Word.UNKNOWN;

  /** The output of a program of the image. */
  static final char LOCAL = '\uFFFB';

  /** A text that was changed in an unknown way. */
  static final char ALTERED = '\uFFFA';

  /** Ends an element of an array. */
  static final char ELEMENT = '\uFFF9';

  /** The first placeholder for downloaded content; each source has its own. */
  static final char FIRST_FETCHED = '\uE000';

  static final char LAST_FETCHED = '\uE3FF';

  static final CharMatcher FETCHED = CharMatcher.inRange(FIRST_FETCHED, LAST_FETCHED);
  static final CharMatcher ANY = CharMatcher.inRange('\uFFF8', '\uFFFC').or(FETCHED);

  private Marks() {}

  /** Returns a text of user data without these characters. */
  static String cleaned(String text) {
    return ANY.replaceFrom(text, '?');
  }
}
