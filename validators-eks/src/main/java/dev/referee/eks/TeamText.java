package dev.referee.eks;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import org.jspecify.annotations.Nullable;

/** Utilities for texts that a team may have written, or that quote what it wrote. */
final class TeamText {
  private static final int LONGEST = 300;

  private TeamText() {}

  /** Returns the text on one line and not too long; empty for null. */
  static String line(@Nullable String text) {
    return text == null
        ? ""
        : Ascii.truncate(
            CharMatcher.javaIsoControl()
                .or(CharMatcher.whitespace())
                .collapseFrom(text, ' ')
                .strip(),
            LONGEST,
            "...");
  }

  /** Returns the text as {@link #line} does, as a sentence that ends with a full stop. */
  static String sentence(@Nullable String text) {
    String line = line(text);
    return line.isEmpty() || line.endsWith(".") ? line : line + ".";
  }
}
