package dev.referee.eks;

/**
 * A field of a pod whose value a control forbids.
 *
 * @param where the container, or {@code the pod}
 * @param field the path of the field, below {@code where}
 * @param value its value, safe to show; {@code unset} if it has none
 * @param wanted what is allowed
 */
record PodSecurityViolation(
    PodSecurityControl control, String where, String field, String value, String wanted) {
  static final String UNSET = "unset";

  /** Returns what is wrong, for the container that is named beside it. */
  String words() {
    return "%s is %s".formatted(field, value);
  }

  /** Returns what to do about it. */
  String remedy() {
    return "%s of %s: %s".formatted(field, where, wanted);
  }

  /** Returns whether a container is meant that was added to a running pod for debugging. */
  boolean isOfDebugging() {
    return where.startsWith(PodSecurityContainer.EPHEMERAL);
  }
}
