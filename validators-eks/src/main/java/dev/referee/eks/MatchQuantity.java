package dev.referee.eks;

import com.google.common.base.Ascii;
import com.google.common.primitives.Ints;
import org.jspecify.annotations.Nullable;

/**
 * How many of the selected resources have to meet all claims.
 *
 * @param quantity all of them, at least one, or an exact number
 * @param count that number; otherwise 1
 */
record MatchQuantity(Quantity quantity, int count) {
  static final MatchQuantity ALL = new MatchQuantity(Quantity.ALL, 1);
  static final MatchQuantity ANY = new MatchQuantity(Quantity.ANY, 1);

  enum Quantity {
    ALL,
    ANY,
    EXACTLY
  }

  static MatchQuantity exactly(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("There cannot be %d resources".formatted(count));
    }
    return new MatchQuantity(Quantity.EXACTLY, count);
  }

  /** Reads it as in a game file. */
  static MatchQuantity of(String text) {
    @Nullable Integer count = Ints.tryParse(text);
    return switch (text) {
      case "all" -> ALL;
      case "any" -> ANY;
      default -> {
        if (count == null || count < 0) {
          throw new IllegalArgumentException(
              "write all, any, or the exact number, not '%s'".formatted(text));
        }
        yield exactly(count);
      }
    };
  }

  boolean isAll() {
    return quantity == Quantity.ALL;
  }

  boolean isExact() {
    return quantity == Quantity.EXACTLY;
  }

  /** Returns whether there may be none. */
  boolean isNone() {
    return isExact() && count == 0;
  }

  @Override
  public String toString() {
    return isExact() ? Integer.toString(count) : Ascii.toLowerCase(quantity.name());
  }
}
