package dev.referee;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;

/**
 * An exact fraction from 0 to 1.
 *
 * <p>Immutable. Kept in lowest terms, so equal progress is equal and prints equally.
 */
public final class Progress implements Comparable<Progress> {
  /** Nothing is done. */
  public static final Progress NONE = new Progress(BigInteger.ZERO, BigInteger.ONE);

  /** All is done. */
  public static final Progress ALL = new Progress(BigInteger.ONE, BigInteger.ONE);

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);

  private final BigInteger done;
  private final BigInteger total;

  private Progress(BigInteger done, BigInteger total) {
    BigInteger divisor = done.gcd(total);
    this.done = done.divide(divisor);
    this.total = total.divide(divisor);
  }

  /**
   * Returns a fraction.
   *
   * @param done the part that is done; from 0 to {@code of}
   * @param of the whole; at least 1
   * @throws IllegalArgumentException if it is not between 0 and 1
   */
  public static Progress of(long done, long of) {
    return of(BigInteger.valueOf(done), BigInteger.valueOf(of));
  }

  private static Progress of(BigInteger done, BigInteger total) {
    if (total.signum() <= 0 || done.signum() < 0 || done.compareTo(total) > 0) {
      throw new IllegalArgumentException(
          "Progress goes from 0/n to n/n with n of at least 1, and this is " + done + "/" + total);
    }
    return new Progress(done, total);
  }

  /**
   * Reads what {@link #toString} writes, for example {@code 3/8}.
   *
   * @throws IllegalArgumentException if the text is not such a fraction
   */
  public static Progress parse(String text) {
    int slash = text.indexOf('/');
    try {
      return of(
          new BigInteger(text.substring(0, Math.max(slash, 0))),
          new BigInteger(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("Progress is written like 3/8, not '" + text + "'", e);
    }
  }

  /**
   * A weighted average of parts.
   *
   * <p>Not thread-safe.
   */
  public static final class Sum {
    private BigInteger done = BigInteger.ZERO;
    private BigInteger total = BigInteger.ONE;
    private BigInteger weights = BigInteger.ZERO;

    /**
     * Adds a part.
     *
     * @param weight its weight, compared with the others
     */
    public void add(Progress part, long weight) {
      done =
          done.multiply(part.total)
              .add(part.done.multiply(BigInteger.valueOf(weight)).multiply(total));
      total = total.multiply(part.total);
      weights = weights.add(BigInteger.valueOf(weight));
    }

    /** Returns the average of the parts; {@link #NONE} if there are none. */
    public Progress total() {
      return weights.signum() == 0 ? NONE : Progress.of(done, total.multiply(weights));
    }
  }

  /** Returns whether all is done. */
  public boolean isAll() {
    return done.equals(total);
  }

  /** Returns the percentage, rounded down: 100 exactly if {@link #isAll all} is done. */
  public int percent() {
    return done.multiply(HUNDRED).divide(total).intValueExact();
  }

  /** Returns this share of a number of points, rounded down towards zero. */
  public long share(long points) {
    return BigInteger.valueOf(points).multiply(done).divide(total).longValueExact();
  }

  @Override
  public int compareTo(Progress other) {
    return done.multiply(requireNonNull(other).total).compareTo(other.done.multiply(total));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Progress that && done.equals(that.done) && total.equals(that.total);
  }

  @Override
  public int hashCode() {
    return 31 * done.hashCode() + total.hashCode();
  }

  /** Returns the fraction in lowest terms, for example {@code 3/8}. */
  @Override
  public String toString() {
    return done + "/" + total;
  }
}
