package dev.referee.kubernetes;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import org.jspecify.annotations.Nullable;

/** Texts that somebody wrote into a cluster, made fit for findings. */
public final class ClusterText {
  private static final int LONGEST = 300;

  private ClusterText() {}

  /** Returns a text on one line and not too long; empty if there is none. */
  public static String line(@Nullable String of) {
    return of == null
        ? ""
        : Ascii.truncate(
            CharMatcher.javaIsoControl().or(CharMatcher.whitespace()).collapseFrom(of, ' ').strip(),
            LONGEST,
            "...");
  }
}
