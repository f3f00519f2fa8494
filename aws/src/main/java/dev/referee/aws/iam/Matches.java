package dev.referee.aws.iam;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/** The effect of some policies on a request, with the statements that certainly have it. */
record Matches(Ternary truth, ImmutableSet<Decision.MatchedStatement> by) {
  /** What stands where there is no policy that could grant anything. */
  static final Matches NONE = of(Ternary.FALSE);

  /** What stands where there is no policy that could limit anything. */
  static final Matches UNLIMITED = of(Ternary.TRUE);

  static Matches of(Ternary truth) {
    return new Matches(truth, ImmutableSet.of());
  }

  Matches and(Matches other) {
    Ternary both = truth.and(other.truth);
    return both.isFalse() ? NONE : new Matches(both, both(other));
  }

  Matches or(Matches other) {
    return new Matches(truth.or(other.truth), both(other));
  }

  private ImmutableSet<Decision.MatchedStatement> both(Matches other) {
    return Sets.union(by, other.by).immutableCopy();
  }
}
