package dev.referee.iam;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * A comparison of one value of a condition with one value of the request.
 *
 * <p>A value of another type than the operator's is unknown, not a mismatch: AWS does not document
 * how it treats it.
 */
@FunctionalInterface
interface Comparison {
  /** Returns whether the value of the request matches the value in the policy. */
  Ternary compare(String wanted, String actual, Variables variables);

  /** Compares exactly. */
  static Ternary letters(String wanted, String actual, Variables variables) {
    Variables.Resolved pattern = variables.resolve(wanted, false, 0);
    return pattern.matching(pattern.glob().matches(actual));
  }

  /** Compares ignoring case. */
  static Ternary lettersIgnoringCase(String wanted, String actual, Variables variables) {
    Variables.Resolved pattern = variables.resolve(wanted, false, 0);
    return pattern.matching(pattern.glob().matchesIgnoringCase(actual));
  }

  /** Compares with wildcards anywhere. */
  static Ternary pattern(String wanted, String actual, Variables variables) {
    Variables.Resolved pattern = variables.resolve(wanted, true, 0);
    return pattern.matching(pattern.glob().matches(actual));
  }

  /** Compares each of the six parts of an ARN, with wildcards. */
  static Ternary arn(String wanted, String actual, Variables variables) {
    Variables.Resolved pattern = variables.resolve(wanted, true, 0);
    List<Glob> parts = pattern.glob().arn();
    if (parts.size() < 6) {
      return Ternary.unknown(UnknownReason.rule("a value to compare with is not an ARN"));
    }
    List<String> values = Splitter.on(':').limit(6).splitToList(actual);
    boolean matches = values.size() == 6;
    for (int i = 0; matches && i < 6; i++) {
      matches = parts.get(i).matches(values.get(i));
    }
    return pattern.matching(matches);
  }

  /** Compares numbers. */
  static Ternary number(String wanted, String actual, IntPredicate condition) {
    return ordered(BigDecimal::new, wanted, actual, condition, "number");
  }

  /** Compares times. */
  static Ternary time(String wanted, String actual, IntPredicate condition) {
    return ordered(Times::parse, wanted, actual, condition, "time");
  }

  private static <T extends Comparable<T>> Ternary ordered(
      Function<String, T> parse,
      String wanted,
      String actual,
      IntPredicate condition,
      String kind) {
    try {
      return Ternary.of(condition.test(parse.apply(actual).compareTo(parse.apply(wanted))));
    } catch (IllegalArgumentException e) {
      return notA(kind);
    }
  }

  /** Compares the words true and false. */
  static Ternary truth(String wanted, String actual, Variables variables) {
    boolean areTruths = isTruth(wanted) && isTruth(actual);
    return areTruths ? Ternary.of(Ascii.equalsIgnoreCase(wanted, actual)) : notA("truth value");
  }

  private static boolean isTruth(String text) {
    return Ascii.equalsIgnoreCase(text, "true") || Ascii.equalsIgnoreCase(text, "false");
  }

  /** Compares bytes in base 64. */
  static Ternary bytes(String wanted, String actual, Variables variables) {
    try {
      Base64.Decoder decoder = Base64.getDecoder();
      return Ternary.of(Arrays.equals(decoder.decode(wanted), decoder.decode(actual)));
    } catch (IllegalArgumentException e) {
      return notA("value in base 64");
    }
  }

  /** Compares an address with an address or a range. */
  static Ternary address(String wanted, String actual, Variables variables) {
    try {
      return Ternary.of(IpRange.parse(wanted).contains(actual));
    } catch (IllegalArgumentException e) {
      return notA("IP address or range");
    }
  }

  private static Ternary notA(String kind) {
    return Ternary.unknown(UnknownReason.rule("a value to compare is not a valid " + kind));
  }
}
