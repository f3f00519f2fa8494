package dev.referee;

/** The outcome of a verdict. Only {@link #PASSED} and {@link #FAILED} may change points. */
public enum Outcome {
  /** The fix is proven. */
  PASSED,
  /** It is proven that something is missing. */
  FAILED,
  /** Everything necessary has been done, and AWS is still working on it. */
  PENDING,
  /** It could not be seen. */
  INCONCLUSIVE;

  /** Returns whether a verdict of this outcome may give or take points. */
  public boolean movesPoints() {
    return this == PASSED || this == FAILED;
  }
}
