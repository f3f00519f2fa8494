package dev.referee.aws.iam;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/**
 * True, false, or unknown for named reasons; combined as in Kleene's logic.
 *
 * <p>What is decided without the unknown part is decided; the reasons stay only where they matter.
 * Immutable.
 */
record Truth(boolean possible, boolean sure, ImmutableSet<Doubt> doubts) {
  static final Truth TRUE = new Truth(true, true, ImmutableSet.of());
  static final Truth FALSE = new Truth(false, false, ImmutableSet.of());

  static Truth of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Truth unknown(Doubt doubt) {
    return unknown(ImmutableSet.of(doubt));
  }

  static Truth unknown(Iterable<Doubt> doubts) {
    return new Truth(true, false, ImmutableSet.copyOf(doubts));
  }

  boolean isTrue() {
    return sure;
  }

  boolean isFalse() {
    return !possible;
  }

  Truth and(Truth other) {
    if (isFalse() || other.isFalse()) {
      return FALSE;
    }
    return sure && other.sure ? TRUE : unknown(Sets.union(doubts, other.doubts));
  }

  Truth or(Truth other) {
    return not().and(other.not()).not();
  }

  Truth not() {
    return new Truth(!sure, !possible, doubts);
  }

  /** Returns the same, with doubts that say in which statement they lie. */
  Truth in(String statement) {
    return doubts.isEmpty()
        ? this
        : unknown(doubts.stream().map(each -> each.in(statement)).toList());
  }
}
