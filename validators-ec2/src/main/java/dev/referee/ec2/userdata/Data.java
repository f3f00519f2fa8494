package dev.referee.ec2.userdata;

import java.util.List;

/**
 * The data in a pipe, as far as it is known: text, with {@link Marks} for unknown parts.
 *
 * @param offset the position of the text in the program, if it has one
 */
record Data(String text, int offset) {
  static final Data NONE = new Data("", 0);

  /** The output of a program of the image. */
  static final Data LOCAL = new Data(Marks.LOCAL + "\n", 0);

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Returns whether it is completely known. */
  boolean isKnown() {
    return Marks.ANY.matchesNoneOf(text);
  }

  Data with(String newText) {
    return new Data(newText, offset);
  }

  /** Returns the data after a program that Referee does not interpret. */
  Data altered() {
    StringBuilder marks = new StringBuilder();
    boolean known = false;
    for (int i = 0; i < text.length() && marks.length() < 16; i++) {
      char c = text.charAt(i);
      if (Marks.FETCHED.matches(c) || c == Marks.ALTERED) {
        marks.append(c);
      }
      known |= !Character.isWhitespace(c) && !Marks.ANY.matches(c);
    }
    if (marks.isEmpty()) {
      marks.append(known ? Marks.ALTERED : Marks.LOCAL);
    }
    return with(marks + "\n");
  }

  static Data joined(List<Data> parts) {
    if (parts.isEmpty()) {
      return NONE;
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    StringBuilder all = new StringBuilder();
    parts.forEach(part -> all.append(part.text()));
    return new Data(all.toString(), parts.get(0).offset());
  }
}
