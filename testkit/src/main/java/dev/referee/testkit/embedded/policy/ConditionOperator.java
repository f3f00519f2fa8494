package dev.referee.testkit.embedded.policy;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.Longs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * An operator of a condition, with what stands before and after its name.
 *
 * @param quantifier {@code ForAllValues:} or {@code ForAnyValue:}
 * @param name the name alone, for example {@code StringNotEquals}
 * @param ifExists whether {@code IfExists} follows
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM
 *     JSON policy elements: Condition operators</a>
 */
record ConditionOperator(Quantifier quantifier, String name, boolean ifExists) {
  private static final String IF_EXISTS = "IfExists";
  private static final String NULL = "Null";
  private static final int ARN_PARTS = 6;

  /** How many of a key's values have to match. */
  enum Quantifier {
    ALL("ForAllValues:"),
    ANY("ForAnyValue:"),
    NONE("");

    private final String prefix;

    Quantifier(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Compares the value of a policy with that of a request; a negated name stands for itself. */
  private static final Map<String, BiPredicate<String, String>> MATCHERS =
      ImmutableMap.<String, BiPredicate<String, String>>builder()
          .put("StringEquals", String::equals)
          .put("StringNotEquals", String::equals)
          .put("StringEqualsIgnoreCase", String::equalsIgnoreCase)
          .put("StringNotEqualsIgnoreCase", String::equalsIgnoreCase)
          .put("StringLike", (pattern, text) -> PolicyStatement.like(pattern, text, false))
          .put("StringNotLike", (pattern, text) -> PolicyStatement.like(pattern, text, false))
          .put("ArnEquals", ConditionOperator::arn)
          .put("ArnNotEquals", ConditionOperator::arn)
          .put("ArnLike", ConditionOperator::arn)
          .put("ArnNotLike", ConditionOperator::arn)
          .put("NumericEquals", numbers(sign -> sign == 0))
          .put("NumericNotEquals", numbers(sign -> sign == 0))
          .put("NumericLessThan", numbers(sign -> sign < 0))
          .put("NumericLessThanEquals", numbers(sign -> sign <= 0))
          .put("NumericGreaterThan", numbers(sign -> sign > 0))
          .put("NumericGreaterThanEquals", numbers(sign -> sign >= 0))
          .put("DateEquals", dates(sign -> sign == 0))
          .put("DateNotEquals", dates(sign -> sign == 0))
          .put("DateLessThan", dates(sign -> sign < 0))
          .put("DateLessThanEquals", dates(sign -> sign <= 0))
          .put("DateGreaterThan", dates(sign -> sign > 0))
          .put("DateGreaterThanEquals", dates(sign -> sign >= 0))
          .put("Bool", String::equalsIgnoreCase)
          .put("BinaryEquals", String::equals)
          .put("IpAddress", ConditionOperator::inRange)
          .put("NotIpAddress", ConditionOperator::inRange)
          .put(NULL, String::equalsIgnoreCase)
          .buildOrThrow();

  /** Returns the operator; null if there is none of that name. */
  static @Nullable ConditionOperator parse(String text) {
    Quantifier quantifier = Quantifier.NONE;
    for (Quantifier one : List.of(Quantifier.ALL, Quantifier.ANY)) {
      if (text.startsWith(one.prefix)) {
        quantifier = one;
      }
    }
    String rest = text.substring(quantifier.prefix.length());
    boolean ifExists = rest.endsWith(IF_EXISTS);
    String name = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
    return MATCHERS.containsKey(name) ? new ConditionOperator(quantifier, name, ifExists) : null;
  }

  boolean isNull() {
    return name.equals(NULL);
  }

  boolean isDate() {
    return name.startsWith("Date");
  }

  boolean negated() {
    return name.contains("Not");
  }

  /** Returns whether a condition holds for a request that does not have its key. */
  boolean holdsWithoutKey() {
    return switch (quantifier) {
      case ALL -> true;
      case ANY -> ifExists;
      case NONE -> ifExists || negated();
    };
  }

  /** Returns whether the value of a policy matches that of a request, negated or not. */
  boolean matches(String value, String text) {
    return MATCHERS.getOrDefault(name, (any, other) -> false).test(value, text);
  }

  /** Matches the six parts of an ARN, each with its own wildcards. */
  private static boolean arn(String pattern, String text) {
    List<String> patterns = Splitter.on(':').limit(ARN_PARTS).splitToList(pattern);
    List<String> parts = Splitter.on(':').limit(ARN_PARTS).splitToList(text);
    if (patterns.size() != parts.size()) {
      return pattern.equals("*");
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!PolicyStatement.like(patterns.get(i), parts.get(i), false)) {
        return false;
      }
    }
    return true;
  }

  private static BiPredicate<String, String> numbers(IntPredicate order) {
    return (value, text) -> {
      try {
        return order.test(new BigDecimal(text).compareTo(new BigDecimal(value)));
      } catch (NumberFormatException notANumber) {
        return false;
      }
    };
  }

  private static BiPredicate<String, String> dates(IntPredicate order) {
    return (value, text) -> {
      Instant wanted = date(value);
      Instant known = date(text);
      return wanted != null && known != null && order.test(known.compareTo(wanted));
    };
  }

  /** Returns a date as policies write it, in ISO 8601 or in epoch seconds; null for any other. */
  static @Nullable Instant date(String text) {
    try {
      Long seconds = Longs.tryParse(text);
      if (seconds != null) {
        return Instant.ofEpochSecond(seconds);
      }
      return text.contains("T")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  private static boolean inRange(String range, String text) {
    List<String> parts = Splitter.on('/').splitToList(range);
    if (!InetAddresses.isInetAddress(parts.get(0)) || !InetAddresses.isInetAddress(text)) {
      return false;
    }
    InetAddress base = InetAddresses.forString(parts.get(0));
    InetAddress address = InetAddresses.forString(text);
    int width = base.getAddress().length * Byte.SIZE;
    Long bits = parts.size() == 1 ? Long.valueOf(width) : Longs.tryParse(parts.get(1));
    if (bits == null || bits < 0 || bits > width || !base.getClass().equals(address.getClass())) {
      return false;
    }
    BigInteger different =
        InetAddresses.toBigInteger(base).xor(InetAddresses.toBigInteger(address));
    return different.bitLength() <= width - bits;
  }
}
