package dev.referee.ec2.userdata;

/**
 * A word of a command line, as far as its value is known before the program runs.
 *
 * @param text the value; each part that is known only at run time is one {@link #UNKNOWN}
 */
record Word(String text) {
  /** The placeholder for an unknown part. */
  static final char UNKNOWN = '\uFFFC';

  /** A completely unknown word. */
  static final Word ANY = new Word(String.valueOf(UNKNOWN));

  /** Returns whether it is completely known. */
  boolean isKnown() {
    return Marks.ANY.matchesNoneOf(text);
  }

  /** Returns whether it is exactly this text. */
  boolean is(String value) {
    return text.equals(value);
  }

  /** Returns whether it is this text, or could be at run time. */
  boolean couldBe(String value) {
    if (isKnown()) {
      return is(value);
    }
    int first = Marks.ANY.indexIn(text);
    int last = Marks.ANY.lastIndexIn(text);
    String begin = text.substring(0, first);
    String end = text.substring(last + 1);
    return value.length() >= begin.length() + end.length()
        && value.startsWith(begin)
        && value.endsWith(end);
  }

  @Override
  public String toString() {
    return "a word of " + text.length() + " characters";
  }
}
