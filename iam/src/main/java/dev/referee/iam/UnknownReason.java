package dev.referee.iam;

/**
 * A reason why a decision is unknown.
 *
 * @param kind what is missing
 * @param name the condition key or the policy; empty for anything else
 * @param reason a phrase without any value of a policy
 * @param statement the statement; empty for a whole policy
 */
record UnknownReason(Kind kind, String name, String reason, String statement) {
  /** The kind of information that is missing. */
  enum Kind {
    /** The value of a condition key. */
    KEY,
    /** A policy that could not be read. */
    POLICY,
    /** A rule: the documentation does not say what happens. */
    RULE
  }

  static UnknownReason key(String name) {
    return new UnknownReason(Kind.KEY, name, "the condition key " + name + " is unknown", "");
  }

  static UnknownReason policy(String name, String why) {
    return new UnknownReason(Kind.POLICY, name, name + " cannot be read: " + why, "");
  }

  static UnknownReason rule(String reason) {
    return new UnknownReason(Kind.RULE, "", reason, "");
  }

  /** Returns the same reason, located in a statement. */
  UnknownReason in(String where) {
    return statement.isEmpty() ? new UnknownReason(kind, name, reason, where) : this;
  }

  /** Returns the reason and its location. */
  String explanation() {
    return statement.isEmpty() ? reason : statement + ": " + reason;
  }
}
