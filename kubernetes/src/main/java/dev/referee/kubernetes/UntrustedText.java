package dev.referee.kubernetes;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import org.jspecify.annotations.Nullable;

/** Utilities for texts that a team may have written, which findings quote. */
public final class UntrustedText {
  private static final int LONGEST = 300;

  private UntrustedText() {}

  /** Returns a text on one line and not too long; empty if there is none. */
  public static String line(@Nullable String text) {
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

  /** Returns the same as {@link #line}, as a sentence that ends with a full stop. */
  public static String sentence(@Nullable String text) {
    String line = line(text);
    return line.isEmpty() || line.endsWith(".") ? line : line + ".";
  }
}
