package dev.referee;

/**
 * A number of points, which may be negative.
 *
 * @param points whole points
 */
public record Score(long points) implements Comparable<Score> {
  /** No points. */
  public static final Score ZERO = new Score(0);

  /** Returns a score. */
  public static Score of(long points) {
    return new Score(points);
  }

  /**
   * Returns the sum.
   *
   * @throws ArithmeticException if it exceeds 64 bits
   */
  public Score plus(Score other) {
    return new Score(Math.addExact(points, other.points));
  }

  /**
   * Returns the difference.
   *
   * @throws ArithmeticException if it exceeds 64 bits
   */
  public Score minus(Score other) {
    return new Score(Math.subtractExact(points, other.points));
  }

  @Override
  public int compareTo(Score other) {
    return Long.compare(points, other.points);
  }

  @Override
  public String toString() {
    return Long.toString(points);
  }
}
