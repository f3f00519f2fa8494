package dev.referee.iam;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/** The effect of some policies on a request, with the statements that certainly have it. */
record MatchingStatements(Ternary truth, ImmutableSet<Decision.MatchedStatement> by) {
  /** The result if there is no policy that could grant anything. */
  static final MatchingStatements NONE = of(Ternary.FALSE);

  /** The result if there is no policy that could limit anything. */
  static final MatchingStatements UNLIMITED = of(Ternary.TRUE);

  static MatchingStatements of(Ternary truth) {
    return new MatchingStatements(truth, ImmutableSet.of());
  }

  MatchingStatements and(MatchingStatements other) {
    Ternary both = truth.and(other.truth);
    return both.isFalse() ? NONE : new MatchingStatements(both, both(other));
  }

  MatchingStatements or(MatchingStatements other) {
    return new MatchingStatements(truth.or(other.truth), both(other));
  }

  private ImmutableSet<Decision.MatchedStatement> both(MatchingStatements other) {
    return Sets.union(by, other.by).immutableCopy();
  }
}
