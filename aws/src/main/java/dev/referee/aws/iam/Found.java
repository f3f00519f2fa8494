package dev.referee.aws.iam;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

/** Whether some policies do something to a request, and the statements that surely do. */
record Found(Truth truth, ImmutableSet<Decision.MatchedStatement> by) {
  /** What stands where there is no policy that could grant anything. */
  static final Found NONE = of(Truth.FALSE);

  /** What stands where there is no policy that could limit anything. */
  static final Found UNLIMITED = of(Truth.TRUE);

  static Found of(Truth truth) {
    return new Found(truth, ImmutableSet.of());
  }

  Found and(Found other) {
    Truth both = truth.and(other.truth);
    return both.isFalse() ? NONE : new Found(both, both(other));
  }

  Found or(Found other) {
    return new Found(truth.or(other.truth), both(other));
  }

  private ImmutableSet<Decision.MatchedStatement> both(Found other) {
    return Sets.union(by, other.by).immutableCopy();
  }
}
