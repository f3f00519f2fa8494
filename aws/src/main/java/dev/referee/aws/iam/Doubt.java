package dev.referee.aws.iam;

/**
 * One reason for which a decision cannot be known.
 *
 * @param kind what is missing
 * @param name the condition key or the policy; empty for anything else
 * @param reason a phrase without any value of a policy
 * @param statement where it lies; empty for all of a policy
 */
record Doubt(Kind kind, String name, String reason, String statement) {
  /** What is missing. */
  enum Kind {
    /** The value of a condition key. */
    KEY,
    /** A policy that could not be read. */
    POLICY,
    /** A rule: the documentation does not say what happens. */
    RULE
  }

  static Doubt key(String name) {
    return new Doubt(Kind.KEY, name, "the condition key " + name + " is unknown", "");
  }

  static Doubt policy(String name, String why) {
    return new Doubt(Kind.POLICY, name, name + " cannot be read: " + why, "");
  }

  static Doubt rule(String reason) {
    return new Doubt(Kind.RULE, "", reason, "");
  }

  /** Returns the same doubt, lying in a statement. */
  Doubt in(String where) {
    return statement.isEmpty() ? new Doubt(kind, name, reason, where) : this;
  }

  /** Returns the reason, and where it lies. */
  String explanation() {
    return statement.isEmpty() ? reason : statement + ": " + reason;
  }
}
