package dev.referee;

/** The outcome of a verdict. Only {@link #PASSED} and {@link #FAILED} may move points. */
public enum Outcome {
  /** The fix is proven. */
  PASSED,
  /** It is proven that something is missing. */
  FAILED,
  /** What had to be done is done, and AWS is still working on it. */
  PENDING,
  /** It could not be seen. */
  INCONCLUSIVE;

  /** Returns whether a verdict of this outcome may give or take points. */
  public boolean movesPoints() {
    return this == PASSED || this == FAILED;
  }
}
