package dev.referee.iam;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A condition operator without its set prefix and its {@code IfExists}.
 *
 * @param comparison compares a value of the policy with one of the request
 * @param negated whether the condition holds if no value matches
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">Condition
 *     operators</a>
 */
record Operator(Comparison comparison, boolean negated) {
  /** The name of the operator that tests whether a key is present. */
  static final String NULL = "null";

  private static final ImmutableMap<String, Operator> ALL = all();

  /** Returns the operator with a name. */
  static Optional<Operator> named(String name) {
    return Optional.ofNullable(ALL.get(Ascii.toLowerCase(name)));
  }

  private static ImmutableMap<String, Operator> all() {
    ImmutableMap.Builder<String, Operator> all = ImmutableMap.builder();
    both(all, "String%sEquals", Comparison::letters);
    both(all, "String%sEqualsIgnoreCase", Comparison::lettersIgnoringCase);
    both(all, "String%sLike", Comparison::pattern);
    both(all, "Arn%sEquals", Comparison::arn);
    both(all, "Arn%sLike", Comparison::arn);
    both(all, "%sIpAddress", Comparison::address);
    ordered(all, "Numeric", Comparison::number);
    ordered(all, "Date", Comparison::time);
    one(all, "Bool", Comparison::truth, false);
    one(all, "BinaryEquals", Comparison::bytes, false);
    one(all, NULL, Comparison::truth, false);
    return all.buildOrThrow();
  }

  private static void both(
      ImmutableMap.Builder<String, Operator> all, String name, Comparison comparison) {
    one(all, String.format(Locale.ROOT, name, ""), comparison, false);
    one(all, String.format(Locale.ROOT, name, "Not"), comparison, true);
  }

  private static void ordered(
      ImmutableMap.Builder<String, Operator> all, String kind, Ordered comparison) {
    both(all, kind + "%sEquals", comparison.when(order -> order == 0));
    one(all, kind + "LessThan", comparison.when(order -> order < 0), false);
    one(all, kind + "LessThanEquals", comparison.when(order -> order <= 0), false);
    one(all, kind + "GreaterThan", comparison.when(order -> order > 0), false);
    one(all, kind + "GreaterThanEquals", comparison.when(order -> order >= 0), false);
  }

  private static void one(
      ImmutableMap.Builder<String, Operator> all,
      String name,
      Comparison comparison,
      boolean negated) {
    all.put(Ascii.toLowerCase(name), new Operator(comparison, negated));
  }

  /** A comparison of ordered values. */
  @FunctionalInterface
  private interface Ordered {
    Ternary compare(String wanted, String actual, IntPredicate condition);

    default Comparison when(IntPredicate condition) {
      return (wanted, actual, variables) -> compare(wanted, actual, condition);
    }
  }
}
