package dev.referee.eks;

import dev.referee.Expectation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim about resources of a cluster, which an expression proves.
 *
 * @param that the expression
 * @param claim the good state in one sentence
 * @param remedy what to do if it is not so
 * @param code the code of the finding; empty for one by its position
 */
record CelClaim(CelExpression that, String claim, String remedy, String code) {
  static final String THAT = "that";
  static final String CLAIM = "claim";
  static final String REMEDY = "remedy";
  static final String CODE = "code";

  static CelClaim of(Map<String, String> map) {
    return new CelClaim(
        CelExpression.of(text(map, THAT)),
        text(map, CLAIM),
        text(map, REMEDY),
        map.getOrDefault(CODE, ""));
  }

  /** Throws an {@link IllegalArgumentException} if a code is none. */
  static void requireCode(String code) {
    Expectation.of(code, CLAIM, CLAIM);
  }

  private static String text(Map<String, String> map, String key) {
    @Nullable String text = map.get(key);
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("'%s' is empty".formatted(key));
    }
    return text;
  }

  /** Returns the expectation, with a code by its position (from 1) if it has none of its own. */
  Expectation expectation(String kind, int position) {
    return Expectation.of(code.isEmpty() ? "Claim%dNotMet".formatted(position) : code, kind, claim);
  }

  /** Returns the expression. */
  @Override
  public String toString() {
    return that.toString();
  }
}
