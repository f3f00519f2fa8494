package dev.referee.iam;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/**
 * A truth value of Kleene's logic: true, false, or unknown for named reasons.
 *
 * <p>If the unknown part does not matter, the result is true or false; reasons are kept only if
 * they matter. Immutable.
 */
record Ternary(boolean possible, boolean sure, ImmutableSet<UnknownReason> doubts) {
  static final Ternary TRUE = new Ternary(true, true, ImmutableSet.of());
  static final Ternary FALSE = new Ternary(false, false, ImmutableSet.of());

  static Ternary of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static Ternary unknown(UnknownReason doubt) {
    return unknown(ImmutableSet.of(doubt));
  }

  static Ternary unknown(Iterable<UnknownReason> doubts) {
    return new Ternary(true, false, ImmutableSet.copyOf(doubts));
  }

  boolean isTrue() {
    return sure;
  }

  boolean isFalse() {
    return !possible;
  }

  Ternary and(Ternary other) {
    if (isFalse() || other.isFalse()) {
      return FALSE;
    }
    return sure && other.sure ? TRUE : unknown(Sets.union(doubts, other.doubts));
  }

  Ternary or(Ternary other) {
    return not().and(other.not()).not();
  }

  Ternary not() {
    return new Ternary(!sure, !possible, doubts);
  }

  /** Returns the same, with reasons that name the statement. */
  Ternary in(String statement) {
    return doubts.isEmpty()
        ? this
        : unknown(doubts.stream().map(reason -> reason.in(statement)).toList());
  }
}
