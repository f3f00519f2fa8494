package dev.referee.eks;

import com.google.common.base.Ascii;
import java.util.Arrays;
import java.util.Optional;

/** A level of the Pod Security Standards, from the one that forbids nothing to the strictest. */
enum PodSecurityLevel {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  /** Returns the level with a name in labels; empty if there is none. */
  static Optional<PodSecurityLevel> of(String word) {
    return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
  }

  /** Returns its name in labels. */
  String word() {
    return Ascii.toLowerCase(name());
  }

  /** Returns whether everything that another level forbids is forbidden. */
  boolean covers(PodSecurityLevel other) {
    return compareTo(other) >= 0;
  }
}
